"""Room on the disks that are written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from workers.checkup.finding import Finding, broken, fine, warning

LEAST = 10**9  # bytes
SCARCE = 0.10  # of the disk


def disks(folders: Iterable[Path], least: int = LEAST) -> Iterator[Finding]:
    """One finding a file system. least: bytes that must be free."""
    seen: set[int] = set()
    for folder in folders:
        there = _existing(folder)
        device = there.stat().st_dev
        if device not in seen:
            seen.add(device)
            yield _disk(there, least)


def _disk(folder: Path, least: int) -> Finding:
    use = shutil.disk_usage(folder)
    part = f"disk of {folder}"
    says = f"{_gb(use.free)} of {_gb(use.total)} free"
    if use.free < least:
        remedy = f"Free {_gb(least - use.free)} at least, or move it to a larger disk."
        return broken(part, f"{says}; {_gb(least)} are needed.", remedy)
    if use.free < SCARCE * use.total:
        return warning(part, f"{says}, less than a tenth.", "Free some before it is full.")
    return fine(part, says)


def folder_of(url: str) -> Path | None:
    """Of a store's address; None for a bucket."""
    parts = urlsplit(url)
    if parts.scheme in ("", "file"):
        return Path(parts.path) if parts.path else None
    return None


def store_folders(names: Iterable[str]) -> list[Path]:
    """Of those stores of this environment that are folders."""
    urls = (os.environ.get(f"ASSAY_STORE_{name}", "") for name in names)
    return [folder for folder in map(folder_of, urls) if folder]


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _gb(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
