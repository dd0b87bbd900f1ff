"""An image that is named by its digest: looked at before it is queued, fetched where it runs.

Its manifest and configuration, a few kilobytes, are kept in the store of submissions: they are what
the submission is. A GPU host trusts neither them nor the web zone: each text must be what the one
before it names by digest. It fetches the layers and makes of them the archive that `docker save`
would have written, so that from there on it is loaded as one that was uploaded. Docker itself asks
no registry.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from workers import image
from workers.faults import ServiceFault, SubmissionFault
from workers.image_archive import ImageLimits, configured
from workers.image_reference import Reference, parsed
from workers.registry import Registry
from workers.sandbox.limits import size

if TYPE_CHECKING:  # the web zone looks at images, and has no Docker
    import docker

SECONDS = 3600.0  # for one layer
AGAIN = "Push it again, with its layers plain or packed by gzip."
KINDS = ("tar", "tar.gzip", "tar+gzip")
Get = Callable[[str, str, int], bytes]


@dataclass(frozen=True)
class Layer:
    digest: str
    size: int


@dataclass(frozen=True)
class Described:
    """texts: an index, if there is one; the manifest; the configuration. size: of all, in bytes."""

    reference: Reference
    texts: tuple[bytes, ...]
    layers: tuple[Layer, ...]

    @property
    def image_id(self) -> str:
        return _digest(self.texts[-1])

    @property
    def size(self) -> int:
        return sum(layer.size for layer in self.layers) + sum(map(len, self.texts))

    def record(self) -> bytes:
        """What the store keeps of it; the same image makes the same record."""
        texts = [text.decode() for text in self.texts]
        return json.dumps({"reference": str(self.reference), "texts": texts}).encode()


def look(text: str, limits: ImageLimits | None = None) -> Described:
    """Asks the registry for what the image says of itself. Raises SubmissionFault: it is not one
    that runs here; ServiceFault: the registry does not answer.
    """
    reference = parsed(text)
    registry = Registry(reference)

    def get(kind: str, digest: str, most: int) -> bytes:
        return (registry.manifest if kind == "manifest" else registry.text)(digest, most)

    return _described(reference, get, limits or ImageLimits())


def read(record: bytes, limits: ImageLimits | None = None) -> Described:
    """What `look` found, from the store. Raises SubmissionFault, ServiceFault."""
    try:
        kept = json.loads(record)
        texts: dict[str, bytes] = {_digest(text.encode()): text.encode() for text in kept["texts"]}
        reference = parsed(kept["reference"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServiceFault(f"A record of an image cannot be read: {error!r}") from None
    except SubmissionFault as refused:  # the web host took it
        advice = "Give ASSAY_REGISTRIES the same value on the web host and on GPU hosts."
        raise ServiceFault(refused.reason, advice) from None

    def get(kind: str, digest: str, most: int) -> bytes:
        return texts.get(digest, b"")

    return _described(reference, get, limits or ImageLimits())


def load(client: docker.DockerClient, record: Path, folder: Path) -> str:
    """The image's ID in Docker, fetched unless it is there. folder: for the archive meanwhile.

    Raises SubmissionFault or ServiceFault.
    """
    limits = ImageLimits()
    described = read(record.read_bytes(), limits)
    if known := image.known(client, described.image_id):
        return known
    folder.mkdir(exist_ok=True)
    archive = folder / "image.tar"
    try:
        fetch(described, archive)
        return image.load(client, archive, limits)
    finally:
        archive.unlink(missing_ok=True)


def fetch(described: Described, archive: Path) -> None:
    """As `docker save` would write it. Raises SubmissionFault or ServiceFault."""
    registry = Registry(described.reference)
    names = [f"{number}/layer.tar" for number in range(len(described.layers))]
    manifest = [{"Config": "config.json", "RepoTags": None, "Layers": names}]
    with tarfile.open(archive, "w") as made:
        _add(made, "config.json", described.texts[-1])
        for name, layer in zip(names, described.layers, strict=True):
            member = tarfile.TarInfo(name)
            member.size = layer.size
            with registry.layer(layer.digest, layer.size, SECONDS) as stream:
                made.addfile(member, cast("IO[bytes]", stream))
                stream.require_end()
        _add(made, "manifest.json", json.dumps(manifest).encode())


def _described(reference: Reference, get: Get, limits: ImageLimits) -> Described:
    texts = [_got(get, "manifest", reference.digest, limits)]
    manifest = _json(texts[0])
    if "manifests" in manifest:
        texts.append(_got(get, "manifest", _for_this_machine(manifest), limits))
        manifest = _json(texts[1])
    config = manifest.get("config")
    if not isinstance(config, dict):
        raise SubmissionFault("This is no manifest of a container image.", AGAIN)
    texts.append(_got(get, "text", _named(config), limits))
    layers = _layers(manifest, limits)
    configured(texts[-1], len(layers), limits)
    return Described(reference, tuple(texts), layers)


def _got(get: Get, kind: str, digest: str, limits: ImageLimits) -> bytes:
    text = get(kind, digest, limits.json)
    if _digest(text) != digest:
        raise SubmissionFault(f"The registry gave something else than {digest}.", AGAIN)
    try:
        text.decode()
    except UnicodeDecodeError:
        raise SubmissionFault("What the image says of itself is no text.", AGAIN) from None
    return text


def _for_this_machine(index: Mapping[str, Any]) -> str:
    """The digest of the one for linux on amd64. Raises SubmissionFault."""
    listed = index.get("manifests")
    for one in listed if isinstance(listed, list) else []:
        platform = one.get("platform") if isinstance(one, dict) else None
        if isinstance(platform, dict) and (platform.get("os"), platform.get("architecture")) == (
            "linux",
            "amd64",
        ):
            return _named(one)
    raise SubmissionFault(
        "This image is not there for linux on amd64, which is what this service runs.",
        "Build it with `docker build --platform linux/amd64`.",
    )


def _layers(manifest: Mapping[str, Any], limits: ImageLimits) -> tuple[Layer, ...]:
    listed = manifest.get("layers")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SubmissionFault("The image's list of layers makes no sense.", AGAIN)
    layers = tuple(_layer(one) for one in listed)
    total = sum(layer.size for layer in layers)
    if total > limits.bytes:
        raise SubmissionFault(
            f"The image has {size(total)}; at most {size(limits.bytes)} are allowed.",
            "Use a smaller base image; leave compilers and caches out.",
        )
    return layers


def _layer(one: Mapping[str, Any]) -> Layer:
    kind, length = str(one.get("mediaType", "")), one.get("size")
    if not kind.endswith(tuple(f".{ending}" for ending in KINDS)) or "foreign" in kind:
        raise SubmissionFault(f"A layer of the image is of the unusual kind {kind[:100]!a}.", AGAIN)
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise SubmissionFault("A layer of the image has no size.", AGAIN)
    return Layer(_named(one), length)


def _named(one: Mapping[str, Any]) -> str:
    digest = one.get("digest")
    hexadecimal = str(digest).removeprefix("sha256:")
    if digest != f"sha256:{hexadecimal}" or len(hexadecimal) != 64:
        raise SubmissionFault("The image names a part by something else than SHA-256.", AGAIN)
    if set(hexadecimal) - set("0123456789abcdef"):
        raise SubmissionFault("The image names a part by something else than SHA-256.", AGAIN)
    return str(digest)


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SubmissionFault("This is no manifest of a container image.", AGAIN)
    return found


def _digest(text: bytes) -> str:
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


def _add(made: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    made.addfile(member, io.BytesIO(content))
