"""What an archive from `docker save` says of itself, checked against what this service runs."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from workers.faults import SubmissionFault
from workers.image_tar import AGAIN, Member, Slice, members, resolve
from workers.sandbox.limits import GIB, MIB, size

CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
ROOT_NAMES = ("", "0", "root")


@dataclass(frozen=True)
class ImageLimits:
    """bytes: of the archive. unpacked: of all layers, decompressed. json: of one of its texts."""

    bytes: int = 8 * GIB
    unpacked: int = 12 * GIB
    layers: int = 127
    members: int = 2_000
    json: int = MIB


class Archive:
    """One image: its configuration, its layers in order (the lowest first), its ID."""

    def __init__(self, file: IO[bytes], limits: ImageLimits) -> None:
        """Raises SubmissionFault: what the image lacks, and how to give it that."""
        self._file, self._limits = file, limits
        self._members = members(file, limits.members)
        manifest = self._manifest()
        self.config_bytes = self._read(_text(manifest, "Config"))
        self.image_id = "sha256:" + hashlib.sha256(self.config_bytes).hexdigest()
        config = _json(self.config_bytes, dict)
        _require_platform(config)
        _require_settings(_dict(config.get("config")))
        names: Any = manifest.get("Layers")
        diff_ids: Any = _dict(config.get("rootfs")).get("diff_ids")
        if not _texts(names) or not _texts(diff_ids) or len(names) != len(diff_ids):
            raise SubmissionFault("The image's list of layers makes no sense.", AGAIN)
        if not 1 <= len(names) <= limits.layers:
            raise SubmissionFault(
                f"The image has {len(names)} layers; 1 to {limits.layers} are allowed.",
                "Join commands in its Dockerfile, or use a multi-stage build.",
            )
        self.diff_ids: list[str] = diff_ids
        self.layers = [resolve(self._members, name) for name in names]

    def stream(self, member: Member) -> IO[bytes]:
        return io.BufferedReader(Slice(self._file, member), CHUNK)

    def require_layers(self) -> None:
        """Read every layer to its end. Raises SubmissionFault: too large, damaged."""
        left = self._limits.unpacked
        for number, (member, expected) in enumerate(zip(self.layers, self.diff_ids, strict=True)):
            found = hashlib.sha256()
            for chunk in _decompressed(self.stream(member)):
                found.update(chunk)
                left -= len(chunk)
                if left < 0:
                    raise SubmissionFault(
                        f"Unpacked, the image has more than {size(self._limits.unpacked)}.",
                        "Use a smaller base image; leave compilers and caches out.",
                    )
            if "sha256:" + found.hexdigest() != expected:
                raise SubmissionFault(f"Layer {number + 1} of the image is damaged.", AGAIN)

    def _manifest(self) -> dict[str, Any]:
        images = _json(self._read("manifest.json"), list)
        if len(images) != 1 or not isinstance(images[0], dict):
            raise SubmissionFault(f"The archive holds {len(images)} images instead of one.", AGAIN)
        return images[0]

    def _read(self, name: str) -> bytes:
        member = resolve(self._members, name)
        if member.size > self._limits.json:
            raise SubmissionFault(f"{name[:120]!a} in the archive is too long.", AGAIN)
        return self.stream(member).read()


@contextmanager
def opened(path: Path, limits: ImageLimits) -> Iterator[Archive]:
    """Raises SubmissionFault."""
    if (total := path.stat().st_size) > limits.bytes:
        raise SubmissionFault(
            f"The archive has {size(total)}; at most {size(limits.bytes)} are allowed.",
            "Use a smaller base image; leave compilers and caches out.",
        )
    with path.open("rb") as file:
        yield Archive(file, limits)


def _decompressed(stream: IO[bytes]) -> Iterator[bytes]:
    """Pieces of at most 1 MiB, whatever the ratio."""
    chunk = stream.read(CHUNK)
    if not chunk.startswith(GZIP):
        while chunk:
            yield chunk
            chunk = stream.read(CHUNK)
        return
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while chunk and not inflate.eof:
            yield inflate.decompress(chunk, CHUNK)
            chunk = inflate.unconsumed_tail or stream.read(CHUNK)
        yield inflate.flush()
    except zlib.error as error:
        raise SubmissionFault(f"A layer of the image is damaged: {error}.", AGAIN) from None


def _require_platform(config: dict[str, Any]) -> None:
    system, processor = config.get("os"), config.get("architecture")
    if (system, processor) != ("linux", "amd64"):
        raise SubmissionFault(
            f"The image is for {ascii(system)[:40]} on {ascii(processor)[:40]}; "
            "this service runs linux on amd64.",
            "Build it with `docker build --platform linux/amd64`.",
        )


def _require_settings(settings: dict[str, Any]) -> None:
    user = str(settings.get("User") or "").split(":")[0]
    if user in ROOT_NAMES or user.strip("0") == "":
        raise SubmissionFault(
            "The image runs as root.", "End its Dockerfile with: USER 65534:65534"
        )
    if not settings.get("Entrypoint") and not settings.get("Cmd"):
        raise SubmissionFault(
            "The image does not say what to run.",
            'Give it one: ENTRYPOINT ["python3", "-I", "/opt/assay/server.py"]',
        )
    if settings.get("Volumes"):
        raise SubmissionFault(
            "The image declares volumes, which would be writable.", "Remove VOLUME from it."
        )


def _json(body: bytes, kind: type) -> Any:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, kind):
        raise SubmissionFault("A text in the archive is not the JSON that Docker writes.", AGAIN)
    return value


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise SubmissionFault(f"manifest.json names no {name}.", AGAIN)
    return value


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
