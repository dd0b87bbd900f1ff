"""A copy of a published folder with one slip in it."""

from __future__ import annotations

import shutil
from pathlib import Path


def corrupted(source: Path, target: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """The copy, and the line of `file` in which the first `old` became `new`, from 1."""
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    target.chmod(0o755)
    place = target / file
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new, 1))
    return target, text[: text.index(old)].count("\n") + 1
