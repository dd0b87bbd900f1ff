"""Submissions for tests: folders made into bundles, and what is expected of them."""

from __future__ import annotations

import runpy
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "tests" / "submissions"
SHARED = SUBMISSIONS / "shared"
BASELINES = ROOT / "baselines"
OURS = ("expect.toml", "card.toml", "make.py")


def bundle(folder: Path, target: Path) -> Path:
    """The folder's files, and the shared modules that it names, as a .zip as a submitter would
    make it; or what its own make.py makes."""
    if (folder / "make.py").exists():
        runpy.run_path(str(folder / "make.py"))["make"](target)
        return target
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in OURS and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(folder))
        if (folder / "expect.toml").exists():
            for module in Expectation.of(folder).modules:
                archive.write(SHARED / f"{module}.py", f"{module}.py")
    return target


@dataclass(frozen=True)
class Expectation:
    """route: "bundle" or "image". group: what it is an attack on; "usual" where it is none.
    verdict: "refused" on upload, "not loaded", or a state of tasks.prediction.State.
    says: a phrase of what the owner reads. exit: how the container's last start ended.
    asked: the structures of the request, by the names that the test knows.
    runs: how many times, each in a sandbox of its own and with the same verdict.
    modules: files of tests/submissions/shared that go along. limits: other than the test's.
    """

    runtime: str
    group: str
    verdict: str
    says: str
    exit: str
    route: Literal["bundle", "image"] = "bundle"
    asked: tuple[str, ...] = ("argon",)
    runs: int = 1
    modules: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Expectation:
        return cls(**tomllib.loads((folder / "expect.toml").read_text()))
