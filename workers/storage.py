"""Blobs named by the SHA-256 of their bytes: folders in the demo, S3 buckets in production."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NoReturn
from urllib.parse import urlsplit

from workers.faults import ServiceFault
from workers.messages import SHA256

CHUNK = 1024 * 1024
ABANDONED = 24 * 3600  # seconds without a byte more, and nobody writes that blob any longer
READ_ONLY = 0o444
PRIVATE = 0o750  # of a store that nobody has laid out
MAX_IN_MEMORY = 1024**3  # bytes; inputs, references and predictions are far smaller


class Store(ABC):
    """Nothing in it changes: the same bytes have the same name, and a name holds the same bytes."""

    def put(self, data: bytes) -> str:
        """Keeps the bytes, whole or not at all; returns their SHA-256. Raises ServiceFault."""
        sha = hashlib.sha256(data).hexdigest()
        with self._trouble("write", sha):
            self._write(sha, data)
        return sha

    def put_file(self, source: Path | BinaryIO) -> str:
        """As `put`, for a file of any size; a stream is read from where it stands."""
        with self._trouble("write", "a file"), self._scratch() as folder:
            copy = Path(folder) / "blob"
            sha = _copy(source, copy)
            self._adopt(sha, copy)
        return sha

    def get(self, sha: str) -> bytes:
        """The bytes. Raises ServiceFault where missing, altered, or above MAX_IN_MEMORY."""
        with self.path(sha) as path:
            if path.stat().st_size > MAX_IN_MEMORY:
                raise ServiceFault(f"the blob {sha} is too large to be read at once")
            return path.read_bytes()

    @contextlib.contextmanager
    def path(self, sha: str) -> Iterator[Path]:
        """A local file with the bytes, already checked, until the block ends; read it only."""
        if not SHA256.fullmatch(sha):
            raise ServiceFault(f"{sha[:80]!r} is no SHA-256")
        with contextlib.ExitStack() as stack:
            with self._trouble("read", sha):
                path = stack.enter_context(self._local(sha))
                with path.open("rb") as stream:
                    found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != sha:
                raise ServiceFault(
                    f"the blob {sha} in {self} has been altered",
                    "Restore it from a backup; its name must be the SHA-256 of its bytes.",
                )
            yield path

    def remove(self, sha: str) -> None:
        """What is not there is gone already. Raises ServiceFault."""
        if not SHA256.fullmatch(sha):
            raise ServiceFault(f"{sha[:80]!r} is no SHA-256")
        with self._trouble("remove", sha):
            self._remove(sha)

    def probe(self, write: bool) -> None:
        """Whether blobs can be read here, and written where that is asked.

        Raises ServiceFault; FileNotFoundError for a folder that is only read and not there yet.
        """
        try:
            self._try(write)
        except FileNotFoundError:
            raise
        except OSError as error:
            self._give_up("write" if write else "read", "a trial file", error)

    @abstractmethod
    def _try(self, write: bool) -> None:
        """Raises OSError."""

    @abstractmethod
    def _write(self, sha: str, data: bytes) -> None: ...

    @abstractmethod
    def _adopt(self, sha: str, file: Path) -> None:
        """Keep a file that lies in `_scratch()`; it may be moved."""

    @abstractmethod
    def _remove(self, sha: str) -> None: ...

    @abstractmethod
    def _local(self, sha: str) -> AbstractContextManager[Path]:
        """Raises FileNotFoundError where there is no such blob."""

    def _scratch(self) -> AbstractContextManager[str]:
        return tempfile.TemporaryDirectory(prefix="assay-put-")

    @contextlib.contextmanager
    def _trouble(self, what: str, sha: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise ServiceFault(
                f"there is no blob {sha} in {self}", "Publish it, or check the store's address."
            ) from None
        except OSError as error:
            self._give_up(what, sha, error)

    def _give_up(self, what: str, sha: str, error: Exception) -> NoReturn:
        raise ServiceFault(f"could not {what} {sha} in {self}: {error}") from error


class FolderStore(Store):
    """Two levels of folders; a blob appears by a rename, after its bytes are on the disk.

    Who may read the store's folder may read what lies in it, and nobody else, whatever the umask.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __str__(self) -> str:
        return str(self._root)

    def _place(self, sha: str) -> Path:
        return self._root / sha[:2] / sha[2:4] / sha

    def _try(self, write: bool) -> None:
        if not write:
            next(self._root.iterdir(), None)
            return
        with self._scratch() as folder:
            _sync(Path(folder))
            (Path(folder) / "trial").write_bytes(b"assay")

    def _write(self, sha: str, data: bytes) -> None:
        if self._place(sha).exists():
            return
        with self._scratch() as folder:
            file = Path(folder) / "blob"
            file.write_bytes(data)
            self._adopt(sha, file)

    def _adopt(self, sha: str, file: Path) -> None:
        place = self._place(sha)
        self._folder(place.parent)
        file.chmod(self._mode() & READ_ONLY)
        _sync(file)
        file.replace(place)
        _sync(place.parent)

    def _remove(self, sha: str) -> None:
        self._place(sha).unlink(missing_ok=True)

    def _local(self, sha: str) -> AbstractContextManager[Path]:
        place = self._place(sha)
        if not place.is_file():
            raise FileNotFoundError(place)
        return contextlib.nullcontext(place)

    def _scratch(self) -> AbstractContextManager[str]:
        """On the same file system, so that a blob arrives by a rename."""
        incoming = self._root / "incoming"
        self._folder(incoming)
        _sweep(incoming)
        return tempfile.TemporaryDirectory(prefix="put-", dir=incoming)

    def _mode(self) -> int:
        """Of the store's folder: what its operator chose."""
        return stat.S_IMODE(self._root.stat().st_mode)

    def _folder(self, folder: Path) -> None:
        """It and its parents, each with the mode of the store's folder."""
        if folder.is_dir():
            return
        if folder == self._root:
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            return
        self._folder(folder.parent)
        folder.mkdir(exist_ok=True)
        own, wanted = stat.S_IMODE(folder.stat().st_mode), self._mode()
        if own != wanted:
            folder.chmod(wanted)


def open_store(url: str) -> Store:
    """A folder's path (or file:///path), or s3://bucket/prefix. Raises ServiceFault for others."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _bucket(parts.netloc, parts.path.strip("/"))
    if parts.scheme == "file" and not parts.netloc:
        return FolderStore(Path(parts.path))
    if parts.scheme or not url:
        raise ServiceFault(
            f"{url!r} is no store", "Give a folder's path, or s3://bucket/prefix for a bucket."
        )
    return FolderStore(Path(url))


def _bucket(name: str, prefix: str) -> Store:
    try:
        from workers.s3 import S3Store  # boto3 only where a store is a bucket
    except ModuleNotFoundError as missing:
        raise ServiceFault(
            f"A store in a bucket needs {missing.name}, which is not installed.",
            'Install it with: pip install -e ".[s3]"',
        ) from missing
    return S3Store(name, prefix)


def _copy(source: Path | BinaryIO, target: Path) -> str:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _copy(stream, target)
    digest = hashlib.sha256()
    with target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    return digest.hexdigest()


def _sweep(incoming: Path) -> None:
    """Remove what processes left that were killed as they wrote. Others may do the same just now.

    By age alone: the writer may be on another machine, or where process ids are counted anew.
    """
    before = time.time() - ABANDONED
    for folder in incoming.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if max(path.stat().st_mtime for path in (folder, *folder.iterdir())) < before:
                shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
