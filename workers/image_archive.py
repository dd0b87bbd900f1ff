"""What an archive from `docker save` says of itself, checked against what this service runs."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from workers.faults import SubmissionFault
from workers.image_layers import CHUNK, Contents, Damaged, decompressed
from workers.image_tar import AGAIN, Member, Slice, members, resolve
from workers.sandbox.limits import GIB, MIB, size

ROOT_NAMES = ("", "0", "root")
VOLUMES = ("The image declares volumes, which would be writable.", "Remove VOLUME from it.")


@dataclass(frozen=True)
class ImageLimits:
    """bytes: of the archive. unpacked: of all layers, decompressed. json: of one of its texts.

    members: of the archive. entries: files and folders of one layer, each an inode on the host.
    """

    bytes: int = 8 * GIB
    unpacked: int = 12 * GIB
    layers: int = 127
    members: int = 2_000
    entries: int = 500_000
    json: int = MIB


class Fields:
    """A JSON object as Docker reads it: without regard to case, and every mention of a name counts.

    A name that is given twice is refused, so that nothing hides behind what we read.
    """

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def get(self, name: str) -> Any:
        """None where it is missing. Raises SubmissionFault."""
        found = [value for key, value in self._pairs if key.casefold() == name.casefold()]
        if len(found) > 1:
            raise SubmissionFault(f"A text in the archive names {name} more than once.", AGAIN)
        return found[0] if found else None


class Archive:
    """One image: its configuration, its layers in order (the lowest first), its ID."""

    def __init__(self, file: IO[bytes], limits: ImageLimits) -> None:
        """Raises SubmissionFault: what the image lacks, and how to give it that."""
        self._file, self._limits = file, limits
        self._members = members(file, limits.members)
        manifest = self._manifest()
        self.config_bytes = self._read(_text(manifest, "Config"))
        self.image_id = "sha256:" + hashlib.sha256(self.config_bytes).hexdigest()
        names: Any = manifest.get("Layers")
        self.diff_ids = configured(self.config_bytes, len(names) if _texts(names) else None, limits)
        self.layers = [resolve(self._members, name) for name in names]

    def stream(self, member: Member) -> IO[bytes]:
        return io.BufferedReader(Slice(self._file, member), CHUNK)

    def require_layers(self) -> None:
        """Read every layer to its end. Raises SubmissionFault: too large, damaged."""
        left = self._limits.unpacked
        for number, (member, expected) in enumerate(zip(self.layers, self.diff_ids, strict=True)):
            try:
                left = self._require_layer(member, expected, left)
            except Damaged as why:
                what = f"Layer {number + 1} of the image is damaged: {why}."
                raise SubmissionFault(what, AGAIN) from None

    def _require_layer(self, member: Member, expected: str, left: int) -> int:
        """How many bytes the layers after it may have. Raises Damaged; SubmissionFault."""
        digest, contents = hashlib.sha256(), Contents(self._limits.entries)
        for chunk in decompressed(self.stream(member)):
            left -= len(chunk)
            if left < 0:
                raise SubmissionFault(
                    f"Unpacked, the image has more than {size(self._limits.unpacked)}.",
                    "Use a smaller base image; leave compilers and caches out.",
                )
            digest.update(chunk)
            contents.feed(chunk)
        contents.end()
        if "sha256:" + digest.hexdigest() != expected:
            raise Damaged("it is not what the configuration names")
        return left

    def _manifest(self) -> Fields:
        images = _json(self._read("manifest.json"), list)
        if len(images) != 1 or not isinstance(images[0], Fields):
            raise SubmissionFault(f"The archive holds {len(images)} images instead of one.", AGAIN)
        return images[0]

    def _read(self, name: str) -> bytes:
        member = resolve(self._members, name)
        if member.size > self._limits.json:
            raise SubmissionFault(f"{name[:120]!a} in the archive is too long.", AGAIN)
        return self.stream(member).read()


def configured(text: bytes, layers: int | None, limits: ImageLimits) -> list[str]:
    """The hashes of its layers, if an image with this configuration runs here.

    layers: how many it has; None where that cannot be read. Raises SubmissionFault.
    """
    config = _json(text, Fields)
    _require_platform(config)
    _require_settings(_fields(config.get("config")))
    diff_ids: Any = _fields(config.get("rootfs")).get("diff_ids")
    if not _texts(diff_ids) or layers != len(diff_ids):
        raise SubmissionFault("The image's list of layers makes no sense.", AGAIN)
    if not 1 <= layers <= limits.layers:
        raise SubmissionFault(
            f"The image has {layers} layers; 1 to {limits.layers} are allowed.",
            "Join commands in its Dockerfile, or use a multi-stage build.",
        )
    return list(diff_ids)


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


def _require_platform(config: Fields) -> None:
    system, processor = config.get("os"), config.get("architecture")
    if (system, processor) != ("linux", "amd64"):
        raise SubmissionFault(
            f"The image is for {ascii(system)[:40]} on {ascii(processor)[:40]}; "
            "this service runs linux on amd64.",
            "Build it with `docker build --platform linux/amd64`.",
        )


def _require_settings(settings: Fields) -> None:
    user = str(settings.get("User") or "").split(":")[0]
    if user in ROOT_NAMES or user.strip("0") == "":
        raise SubmissionFault(
            "The image runs as root.", "End its Dockerfile with: USER 65534:65534"
        )
    command = [*_words(settings, "Entrypoint"), *_words(settings, "Cmd")]
    if not command or not command[0]:
        raise SubmissionFault(
            "The image does not say what to run.",
            'Give it one: ENTRYPOINT ["python3", "-I", "/opt/assay/server.py"]',
        )
    if not all(word.find("=") > 0 for word in _words(settings, "Env")):
        raise SubmissionFault("The image's environment makes no sense.", "Correct ENV in it.")
    if settings.get("Volumes"):
        raise SubmissionFault(*VOLUMES)


def _words(settings: Fields, name: str) -> list[str]:
    words: Any = settings.get(name) or []
    if not _texts(words) or any("\0" in word for word in words):
        raise SubmissionFault(f"The image's {name} is no list of words.", AGAIN)
    return list(words)


def _json(body: bytes, kind: type) -> Any:
    try:
        value = json.loads(body, object_pairs_hook=Fields)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, kind):
        raise SubmissionFault("A text in the archive is not the JSON that Docker writes.", AGAIN)
    return value


def _text(values: Fields, name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise SubmissionFault(f"manifest.json names no {name}.", AGAIN)
    return value


def _fields(value: object) -> Fields:
    return value if isinstance(value, Fields) else Fields([])


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
