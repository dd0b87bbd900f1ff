"""What a bundle may run in: the list that submitters choose from."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from workers.faults import ServiceFault, SubmissionFault

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Runtime:
    """summary: for the submitter, what is in it. image: its name in Docker on the GPU hosts."""

    name: str
    summary: str
    image: str = ""

    def __post_init__(self) -> None:
        """Raises ServiceFault."""
        if not NAME.fullmatch(self.name):
            raise ServiceFault(f"A runtime's name is made of a-z, 0-9 and -: {self.name!r}")
        if not self.image:
            object.__setattr__(self, "image", f"assay-runtime-{self.name}:current")


BUILT_IN = (
    Runtime("base", "Python 3.11, NumPy 2.4, SciPy 1.17, ASE 3.29"),
    Runtime("tblite", "base, and tblite 0.8"),
    Runtime("torch", "base, and PyTorch 2.13, chgnet 0.4.2, sevenn 0.13.0, e3nn 0.6"),
)


def _read(path: Path) -> list[Runtime]:
    try:
        tables = tomllib.loads(path.read_text())
        return [Runtime(name, **table) for name, table in tables.items()]
    except (OSError, ValueError, TypeError) as trouble:
        raise ServiceFault(f"ASSAY_RUNTIMES={path} is of no use: {trouble}") from trouble


def _all() -> dict[str, Runtime]:
    known = {runtime.name: runtime for runtime in BUILT_IN}
    if path := os.environ.get("ASSAY_RUNTIMES", ""):
        known |= {runtime.name: runtime for runtime in _read(Path(path))}
    return known


# By name: those of this project, and those of the TOML file that ASSAY_RUNTIMES names. In it, one
# table for each: [mace] with summary = "…" and, unless it is assay-runtime-mace:current, image.
RUNTIMES = _all()


def runtime_named(name: str) -> Runtime:
    """Raises SubmissionFault."""
    if name not in RUNTIMES:
        raise SubmissionFault(
            f"There is no runtime `{name}`.",
            f"Choose one of {', '.join(RUNTIMES)}, or submit an image.",
        )
    return RUNTIMES[name]
