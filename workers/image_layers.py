"""A layer of an image, read to its end and never unpacked: what Docker would write to the disk.

Docker unpacks a layer before it compares its hash, so a hash alone stops no bomb: whatever Docker
would read in another way than we do is refused here.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from typing import IO

CHUNK = 1 << 20
BLOCK = tarfile.BLOCKSIZE
GZIP = b"\x1f\x8b"
# Docker knows these by their first bytes too, and would unpack them.
OTHERS = (
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    *(bytes([n]) + b"*M\x18" for n in range(80, 96)),
)
WITHOUT_CONTENT = b"123456"  # links, devices, folders, pipes
MAX_EXTENDED = 1 << 20  # bytes of one extended header, which Docker reads into memory


class Damaged(Exception):
    """The text says why, with the layer as its subject."""


def decompressed(stream: IO[bytes]) -> Iterator[bytes]:
    """Pieces of at most 1 MiB, whatever the ratio. Raises Damaged."""
    chunk = stream.read(CHUNK)
    if chunk.startswith(OTHERS):
        raise Damaged("it is packed by another method than gzip")
    if chunk.startswith(GZIP):
        yield from _inflated(stream, chunk)
        return
    while chunk:
        yield chunk
        chunk = stream.read(CHUNK)


def _inflated(stream: IO[bytes], chunk: bytes) -> Iterator[bytes]:
    """All members of a gzip file, one after the other, as gunzip reads them."""
    try:
        while chunk:
            inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            while not inflate.eof:
                if not chunk:
                    raise Damaged("it is cut off")
                yield inflate.decompress(chunk, CHUNK)
                chunk = inflate.unused_data or inflate.unconsumed_tail or stream.read(CHUNK)
    except zlib.error as error:
        raise Damaged(str(error)) from None


class Contents:
    """The headers of a layer, a tar file, followed as it comes in pieces. entries: so far."""

    def __init__(self, most: int) -> None:
        self.entries = 0
        self._most = most
        self._buffer, self._wanted = bytearray(), BLOCK
        self._skip, self._extended, self._over = 0, 0, False
        self._size: int | None = None  # of the next file, as an extended header says

    def feed(self, chunk: bytes) -> None:
        """Raises Damaged, also where it is meant to grow as it is unpacked."""
        at = 0
        while at < len(chunk) and not self._over:
            skipped = min(self._skip, len(chunk) - at)
            self._skip, at = self._skip - skipped, at + skipped
            missing = self._wanted - len(self._buffer)
            self._buffer += chunk[at : at + missing]
            at += missing
            if len(self._buffer) == self._wanted:
                self._take()

    def end(self) -> None:
        """Raises Damaged where something is missing."""
        if not self._over and (self._skip or self._buffer or self._extended):
            raise Damaged("it is cut off")

    def _take(self) -> None:
        block = bytes(self._buffer)
        self._buffer.clear()
        if self._extended:
            self._size = _declared_size(block[: self._extended])
            self._extended, self._wanted = 0, BLOCK
        elif not block.strip(b"\0"):
            self._over = True
        else:
            self._header(block)

    def _header(self, block: bytes) -> None:
        try:
            header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise Damaged(str(error)) from None
        if header.type in (b"x", b"g", b"L", b"K") and not 0 < header.size <= MAX_EXTENDED:
            raise Damaged("it has an extended header of an unusual size")
        if header.type == b"x":
            self._extended, self._wanted = header.size, _padded(header.size)
        elif header.type in (b"g", b"L", b"K"):
            self._skip = _padded(header.size)
        else:
            self._entry(header)

    def _entry(self, header: tarfile.TarInfo) -> None:
        size, self._size = header.size if self._size is None else self._size, None
        self.entries += 1
        if self.entries > self._most:
            raise Damaged(f"it has more than {self._most:,} files and folders")
        if header.type == b"0":
            self._skip = _padded(size)
        elif header.type not in WITHOUT_CONTENT and (header.type != b"\0" or size):
            raise Damaged(f"it has an entry of the unusual kind {header.type!a}")


def _padded(size: int) -> int:
    if size < 0:
        raise Damaged("it has a file of negative size")
    return -(-size // BLOCK) * BLOCK


def _declared_size(records: bytes) -> int | None:
    """Of extended header records, `LENGTH KEY=VALUE\\n`, as POSIX has them.

    Raises Damaged for a file with holes: kilobytes in the archive, terabytes on the disk.
    """
    size = None
    while records:
        length, space, _ = records.partition(b" ")
        end = int(length) if length.isdigit() and len(length) < 8 else 0
        key, equals, value = records[len(length) + 1 : max(0, end - 1)].partition(b"=")
        if not (space and equals and records[end - 1 : end] == b"\n"):
            raise Damaged("it has an extended header that makes no sense")
        if key.startswith(b"GNU.sparse"):
            raise Damaged("it has a file with holes (tar --sparse)")
        if key == b"size":
            size = int(value) if value.isdigit() and len(value) < 16 else -1
        records = records[end:]
    return size
