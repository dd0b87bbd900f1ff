"""An image archive from `docker save`: checked by what it says of itself, then loaded, nameless.

Docker writes two layouts: manifest.json with a folder a layer, and since version 25 the same
manifest.json with blobs/sha256/…. Both are read by manifest.json. Docker is given that, the
configuration and the layers, and nothing else: not the names, so that no archive can take the place
of one of our runtimes.
"""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.image_archive import VOLUMES, Archive, ImageLimits, opened

if TYPE_CHECKING:  # the web zone checks images, and has no Docker
    import docker
    from docker.models.images import Image

LOADED = "assay-submission"
KEPT = 10  # submitted images that stay on a GPU host, the last ones used


def check(path: Path, limits: ImageLimits | None = None) -> str:
    """The digest of its configuration, sha256:…, if it can run here. Raises SubmissionFault."""
    with opened(path, limits or ImageLimits()) as archive:
        archive.require_layers()
        return archive.image_id


def load(client: docker.DockerClient, path: Path, limits: ImageLimits | None = None) -> str:
    """The image's ID in Docker, sha256:…. Raises SubmissionFault or ServiceFault."""
    import docker

    with opened(path, limits or ImageLimits()) as archive:
        name = _name(archive.image_id)
        try:
            image = client.images.get(name)
        except docker.errors.ImageNotFound:
            archive.require_layers()
            image = _load(client, archive)
    image.tag(*name.split(":"))
    forget(client)
    return str(image.id)


def known(client: docker.DockerClient, image_id: str) -> str:
    """The ID of one that this host loaded before, which counts as used now; else empty."""
    import docker

    name = _name(image_id)
    try:
        found = client.images.get(name)
    except docker.errors.ImageNotFound:
        return ""
    found.tag(*name.split(":"))
    return str(found.id)


def _name(image_id: str) -> str:
    return f"{LOADED}:{image_id.removeprefix('sha256:')}"


def forget(client: docker.DockerClient, keep: int = KEPT) -> None:
    """Remove submitted images but the last ones; what a container uses stays."""
    import docker

    try:
        images = client.images.list(name=LOADED)
    except docker.errors.NotFound:  # another job removed one of them just now: it forgets for us
        return
    images.sort(key=lambda image: str(image.attrs["Metadata"]["LastTagTime"]), reverse=True)
    for image in images[keep:]:
        for name in image.tags:
            if name.startswith(f"{LOADED}:"):
                with contextlib.suppress(docker.errors.APIError):
                    client.images.remove(name)


def _load(client: docker.DockerClient, archive: Archive) -> Image:
    import docker

    with _nameless(archive) as stream:
        try:
            (image,) = client.images.load(stream)
        except (docker.errors.APIError, docker.errors.ImageLoadError) as error:
            raise _not_loaded(str(error)) from None
    try:
        _require_harmless(image, archive)
    except Fault:
        if not image.tags:
            with contextlib.suppress(docker.errors.APIError):
                client.images.remove(str(image.id))
        raise
    return image


def _not_loaded(words: str) -> Fault:
    if "no space left on device" in words:
        return ServiceFault(f"Docker could not load the image: {words}", "Make room on this host.")
    return SubmissionFault(
        f"Docker could not load the image: {words}", "Save it again with `docker save`."
    )


def _require_harmless(image: Image, archive: Archive) -> None:
    """As Docker understands it, whatever its configuration meant to us."""
    if image.attrs["Config"].get("Volumes"):
        raise SubmissionFault(*VOLUMES)
    if image.attrs["RootFS"]["Layers"] != archive.diff_ids:
        raise ServiceFault(f"Docker loaded {image.id}, which has other layers than the archive")


@contextlib.contextmanager
def _nameless(archive: Archive) -> Iterator[IO[bytes]]:
    """The archive anew: its configuration, its layers, and a manifest without a name."""
    with tempfile.TemporaryFile() as file:
        with tarfile.open(fileobj=file, mode="w") as made:
            layers = [f"{number}/layer.tar" for number in range(len(archive.layers))]
            manifest = [{"Config": "config.json", "RepoTags": None, "Layers": layers}]
            for name, member in zip(layers, archive.layers, strict=True):
                _add(made, name, archive.stream(member), member.size)
            for name, body in (
                ("config.json", archive.config_bytes),
                ("manifest.json", json.dumps(manifest).encode()),
            ):
                _add(made, name, io.BytesIO(body), len(body))
        file.seek(0)
        yield file


def _add(made: tarfile.TarFile, name: str, content: IO[bytes], length: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = length
    made.addfile(member, content)
