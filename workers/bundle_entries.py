"""What a bundle's table of contents may say: each entry is held against it before one is read."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from workers.entry_point import NAME
from workers.faults import SubmissionFault
from workers.sandbox.limits import GIB, MIB, size

ZIP_ONLY = "Make it with `zip -r bundle.zip potential.py ...` or any tool that writes plain .zip."
SMALLER = "Leave out what potential.py does not read, or submit an image."
NAME_MAX = 255  # bytes, of one part of a path: what Linux can store
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class BundleLimits:
    """bytes: of the .zip. entries: files and folders. unpacked: bytes of all files together.

    ratio: unpacked to packed, of files above 1 MiB; text of zeros reaches 1,000, weights 1.1.
    """

    bytes: int = 512 * MIB
    entries: int = 2_000
    unpacked: int = 2 * GIB
    ratio: float = 100.0
    path: int = 200  # characters


def checked(archive: zipfile.ZipFile, limits: BundleLimits) -> list[zipfile.ZipInfo]:
    """All entries, each checked by what the table of contents says of it."""
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise SubmissionFault(
            f"The bundle has {len(entries)} entries; at most {limits.entries} are allowed.",
            SMALLER,
        )
    for entry in entries:
        _check_path(entry, limits)
        _check_kind(entry)
        _check_ratio(entry, limits)
    _check_unique(entries)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked:
        raise SubmissionFault(
            f"Unpacked, the bundle has {size(total)}; {size(limits.unpacked)} are allowed.", SMALLER
        )
    if NAME not in archive.namelist():
        raise SubmissionFault(
            _missing(archive),
            f"Zip the files, not the folder around them: {NAME} must lie at the top.",
        )
    return entries


def _missing(archive: zipfile.ZipFile) -> str:
    deeper = [name for name in archive.namelist() if name.endswith("/" + NAME)]
    where = f"; there is one in {deeper[0]!r}" if deeper else ""
    return f"The bundle has no {NAME} at its top{where}."


def _check_path(entry: zipfile.ZipInfo, limits: BundleLimits) -> None:
    # orig_filename, because Python cuts filename at a NUL and other tools may not.
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    strange = any(not c.isprintable() or c in "\\:" for c in name)
    long = len(name) > limits.path or any(len(p.encode()) > NAME_MAX for p in parts)
    if strange or long or any(p in ("", ".", "..") for p in parts):
        raise SubmissionFault(
            f"The bundle holds a path that is not allowed: {name[:120]!a}.",
            f"Paths are relative, at most {limits.path} characters, without '..', backslashes, "
            "colons and control characters.",
        )


def _check_kind(entry: zipfile.ZipInfo) -> None:
    """Files and folders only. The upper half of external_attr is a Unix mode, or 0."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    expected = stat.S_IFDIR if entry.is_dir() else stat.S_IFREG
    if kind not in (0, expected):
        raise SubmissionFault(
            f"{entry.filename!r} in the bundle is a link or a device.",
            "Put the file itself there (zip without --symlinks).",
        )
    if entry.flag_bits & 0x1:
        raise SubmissionFault(f"{entry.filename!r} in the bundle is encrypted.", ZIP_ONLY)
    if entry.compress_type not in METHODS:
        raise SubmissionFault(f"{entry.filename!r} is packed by an unusual method.", ZIP_ONLY)


def _check_ratio(entry: zipfile.ZipInfo, limits: BundleLimits) -> None:
    if entry.file_size > MIB and entry.file_size > limits.ratio * max(1, entry.compress_size):
        raise SubmissionFault(
            f"{entry.filename!r} in the bundle grows more than {limits.ratio:g} times.",
            "Save weights in a dense format; leave out files of zeros.",
        )


def _check_unique(entries: list[zipfile.ZipInfo]) -> None:
    """A path stands for one thing: not twice, not once more in other letter case, not both file
    and folder."""
    meaning: dict[str, tuple[str, bool]] = {}  # path without case: its spelling, is it a folder
    for entry in entries:
        path = PurePosixPath(entry.filename)
        claims = [(str(parent), True) for parent in path.parents] + [(str(path), entry.is_dir())]
        for name, is_folder in claims:
            known = meaning.setdefault(name.casefold(), (name, is_folder))
            if known != (name, is_folder):
                raise _twice(name)
        if not entry.is_dir():
            meaning[str(path).casefold()] = (str(path) + " again", False)  # a file, only once


def _twice(name: str) -> SubmissionFault:
    return SubmissionFault(
        f"The bundle holds {name!r} twice, or once more in other letter case.",
        "Name each file and folder once.",
    )


def damaged(entry: zipfile.ZipInfo, why: str) -> SubmissionFault:
    return SubmissionFault(
        f"{entry.filename!r} in the bundle is damaged: {why}.", "Make and upload the .zip again."
    )
