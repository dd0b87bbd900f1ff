"""Reads the frame of a tar file without trusting it: where each member lies, and nothing more.

Python's tarfile reads extended headers into memory, as large as they say they are. Here they are
skipped: `docker save` needs none for what we look at.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from workers.faults import SubmissionFault

BLOCK = tarfile.BLOCKSIZE
SKIPPED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.DIRTYPE, b"L", b"K")
AGAIN = "Upload what `docker save IMAGE -o image.tar` writes, not compressed."


@dataclass(frozen=True)
class Member:
    """A file at `offset`, or a link to another member."""

    offset: int
    size: int
    link: str = ""


def members(file: IO[bytes], most: int) -> dict[str, Member]:
    """By path. Raises SubmissionFault where it is no tar file, or has more than `most` members."""
    total, offset, count = file.seek(0, io.SEEK_END), 0, 0
    found: dict[str, Member] = {}
    while offset + BLOCK <= total:
        file.seek(offset)
        block = file.read(BLOCK)
        if not block.strip(b"\0"):
            break
        header, count = _header(block), count + 1
        start, end = offset + BLOCK, offset + BLOCK + header.size
        if header.size < 0 or end > total or count > most:
            raise SubmissionFault("The archive is cut off, or has too many members.", AGAIN)
        if header.type not in SKIPPED:
            _add(found, header, start)
        offset = start + -(-header.size // BLOCK) * BLOCK
    return found


def resolve(found: dict[str, Member], name: str) -> Member:
    """The file of this path; a link is followed once. Raises SubmissionFault."""
    member = found.get(name)
    if member is not None and member.link:
        folder = PurePosixPath(name).parent
        member = found.get(_joined(folder, member.link))
    if member is None or member.link:
        raise SubmissionFault(f"The archive has no file {name[:120]!a}.", AGAIN)
    return member


class Slice(io.RawIOBase):
    """A member's bytes, read from the file that it lies in."""

    def __init__(self, file: IO[bytes], member: Member) -> None:
        self._file, self._at, self._end = file, member.offset, member.offset + member.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._at)
        data = self._file.read(min(len(buffer), self._end - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise SubmissionFault(f"The archive is not a tar file: {error}.", AGAIN) from None


def _add(found: dict[str, Member], header: tarfile.TarInfo, start: int) -> None:
    name = str(PurePosixPath(header.name))
    if header.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.SYMTYPE):
        raise SubmissionFault(f"The archive holds {name[:120]!a}, no plain file.", AGAIN)
    if name in found:
        raise SubmissionFault(f"The archive holds {name[:120]!a} twice.", AGAIN)
    link = header.linkname if header.type == tarfile.SYMTYPE else ""
    found[name] = Member(start, header.size, link)


def _joined(folder: PurePosixPath, link: str) -> str:
    parts: list[str] = []
    for part in (folder / link).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
