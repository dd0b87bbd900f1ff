"""A bundle: a .zip with potential.py and what it needs. Checked on upload, unpacked on a GPU host.

Both trust nothing in it: the check runs where it is uploaded, so that its owner hears at once; the
unpacking repeats it, because the GPU host does not trust the web zone either.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from workers.bundle_entries import SMALLER, ZIP_ONLY, BundleLimits, checked, damaged
from workers.entry_point import NAME, require_load
from workers.faults import SubmissionFault
from workers.sandbox.limits import KIB, MIB, size

CHUNK = 1 << 20
MAX_READ = 4 * MIB  # a table of contents of 2,000 entries has less
LONGEST = 256 * KIB  # a parsed potential.py takes 500 times its length of memory
READABLE, ENTERABLE = 0o644, 0o755  # the container runs as nobody, not as the owner of the files
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)


def check(source: Path | IO[bytes], limits: BundleLimits | None = None) -> None:
    """Can it be unpacked and asked? Raises SubmissionFault: why not, and what to do.

    Every file is read to its end, so that its CRC is checked, and nothing is kept.
    """
    limits = limits or BundleLimits()
    with _opened(source, limits) as archive, open(os.devnull, "wb") as nowhere:
        for entry in checked(archive, limits):
            if not entry.is_dir():
                _copy(archive, entry, nowhere)
        require_load(_potential(archive))


def unpack(source: Path | IO[bytes], folder: Path, limits: BundleLimits | None = None) -> None:
    """Into a new folder, readable by everybody. Raises SubmissionFault; then remove the folder."""
    limits = limits or BundleLimits()
    _make(folder)
    with _opened(source, limits) as archive:
        for entry in checked(archive, limits):
            target = folder.joinpath(*PurePosixPath(entry.filename).parts)
            _make_all(folder, target if entry.is_dir() else target.parent)
            if not entry.is_dir():
                with _new_file(target) as sink:
                    _copy(archive, entry, sink)


@contextlib.contextmanager
def _opened(source: Path | IO[bytes], limits: BundleLimits) -> Iterator[zipfile.ZipFile]:
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
        if (total := file.seek(0, os.SEEK_END)) > limits.bytes:
            raise SubmissionFault(
                f"The bundle has {size(total)}; at most {size(limits.bytes)} are allowed.", SMALLER
            )
        try:
            archive = stack.enter_context(zipfile.ZipFile(cast("IO[bytes]", _Sips(file))))
        except (*DAMAGE, OverflowError) as error:
            raise SubmissionFault(
                f"The bundle is not a readable .zip: {error}.", ZIP_ONLY
            ) from None
        yield archive


class _Sips:
    """A file that gives little at once: Python reads a table of contents as a whole, and makes of
    each of its entries an object, before it can be asked how many there are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        data = self._file.read(min(count, MAX_READ + 1) if count >= 0 else MAX_READ + 1)
        if len(data) > MAX_READ:
            raise zipfile.BadZipFile("its table of contents is too long")
        return data


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sink: IO[bytes]) -> None:
    """Raises SubmissionFault where the file is damaged, or is not as long as it promised."""
    count = 0
    for chunk in _chunks(archive, entry):
        count += len(chunk)
        if count > entry.file_size:
            raise damaged(entry, "it is longer than it says")
        sink.write(chunk)
    if count < entry.file_size:
        raise damaged(entry, "it is shorter than it says")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """To the end, where Python checks the CRC."""
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except DAMAGE as error:
        raise damaged(entry, str(error)) from None


def _potential(archive: zipfile.ZipFile) -> bytes:
    if (count := archive.getinfo(NAME).file_size) > LONGEST:
        raise SubmissionFault(
            f"{NAME} has {size(count)}; at most {size(LONGEST)} are allowed.",
            "Put data into files beside it.",
        )
    return archive.read(NAME)


def _make_all(top: Path, folder: Path) -> None:
    for parent in [*reversed(folder.relative_to(top).parents), folder.relative_to(top)]:
        if not (top / parent).is_dir():
            _make(top / parent)


def _make(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(ENTERABLE)  # whatever the umask


def _new_file(path: Path) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, READABLE)
    os.fchmod(descriptor, READABLE)
    return os.fdopen(descriptor, "wb")
