"""Submissions for tests: folders made into bundles, and what is expected of them."""

from __future__ import annotations

import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "tests" / "submissions"
BASELINES = ROOT / "baselines"
OURS = ("expect.toml", "card.toml")


def bundle(folder: Path, target: Path) -> Path:
    """The folder's files as a .zip, as a submitter would make it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in OURS and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(folder))
    return target


@dataclass(frozen=True)
class Expectation:
    """verdict: "refused" on upload, "not loaded", or a state of tasks.prediction.State.

    says: a phrase of what the owner reads. exit: how the container's last start ended.
    """

    runtime: str
    verdict: str
    says: str
    exit: str

    @classmethod
    def of(cls, folder: Path) -> Expectation:
        return cls(**tomllib.loads((folder / "expect.toml").read_text()))
