"""A runtime's lock file, deploy/runtimes/NAME.txt: every package with its version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIMES = ROOT / "deploy" / "runtimes"
CPU_INDEX = re.compile(r"# cpu-index: (\S+)")
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.]*")


class BuildError(Exception):
    """A runtime could not be built; the text says why, what it costs and what to do."""


@dataclass(frozen=True)
class LockFile:
    """pins: lines like ase==3.29.0. cpu_index: where torch without CUDA is found, or ""."""

    name: str
    path: Path
    pins: tuple[str, ...]
    cpu_index: str

    @classmethod
    def read(cls, name: str) -> LockFile:
        """Raises BuildError for a name without a lock file, or a line that pins nothing."""
        path = RUNTIMES / f"{name}.txt"
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in RUNTIMES.glob("*.txt")))
            raise BuildError(f"There is no lock file {path}; there is one for {known}.")
        lines = path.read_text().splitlines()
        pins = tuple(line for line in lines if line and not line.startswith("#"))
        for pin in pins:
            if not PIN.fullmatch(pin):
                raise BuildError(f"{path}: not of the form package==version: {pin}")
        indexes = [found[1] for line in lines if (found := CPU_INDEX.fullmatch(line))]
        return cls(name, path, pins, indexes[0] if indexes else "")
