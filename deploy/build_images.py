"""Builds the runtimes that bundles run in; what exists with the same content is left alone.

python -m deploy.build_images base tblite torch           images, for sealed containers
python -m deploy.build_images --venv base tblite torch    .venv-runtimes/NAME, without Docker

BASE: another base image. ASSAY_TORCH=cuda: torch with CUDA, for GPU hosts. ASSAY_VAR: the cache.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import docker
from docker.models.images import Image

from deploy.base_image import base_image
from deploy.lock_file import ROOT, RUNTIMES, BuildError, LockFile
from deploy.runtime_venv import build_venv
from deploy.wheelhouse import fetch

SERVER = ROOT / "workers" / "guest" / "server.py"
PARTS = (RUNTIMES / "Dockerfile", RUNTIMES / "check.py", SERVER)
BUILD_SECONDS = 1800


def build_runtimes(names: Sequence[str], sandbox: str = "docker") -> None:
    """sandbox: "docker" makes images, "process" virtual environments. Raises BuildError."""
    cache = Path(os.environ.get("ASSAY_VAR", ROOT / "var")) / "cache"
    locks = [LockFile.read(name) for name in names]
    with _alone(cache):
        if sandbox == "docker":
            _build_images(locks, cache)
        else:
            for lock in locks:
                build_venv(lock)


@contextlib.contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """A demo and a test that start together build a runtime once."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build_images(locks: Sequence[LockFile], cache: Path) -> None:
    client = docker.from_env(timeout=BUILD_SECONDS)
    try:
        base = base_image(client, cache)
        for lock in locks:
            build_image(client, lock, base, cache)
        client.images.prune(filters={"dangling": True, "label": "assay.stage=build"})
    except docker.errors.APIError as trouble:
        raise BuildError(f"Docker refused: {trouble.explanation or trouble}") from trouble
    finally:
        client.close()


def build_image(client: docker.DockerClient, lock: LockFile, base: str, cache: Path) -> str:
    """The image's ID, tagged assay-runtime-NAME:CONTENT and :current. Raises BuildError."""
    repository = f"assay-runtime-{lock.name}"
    tag = f"{repository}:{content_hash(lock, base)}"
    started = time.monotonic()
    try:
        image = client.images.get(tag)
    except docker.errors.ImageNotFound:
        image = _build(client, lock, base, fetch(lock, cache), tag)
        size, seconds = image.attrs["Size"] / 1e6, time.monotonic() - started
        print(f"  {tag}: {size:.0f} MB, built in {seconds:.0f} s", flush=True)
    image.tag(repository, "current")
    _forget_older(client, repository, tag)
    return str(image.id)


def _forget_older(client: docker.DockerClient, repository: str, tag: str) -> None:
    """A runtime takes up to 2 GB; what a container still uses stays until the next build."""
    for image in client.images.list(name=repository):
        for older in set(image.tags) - {tag, f"{repository}:current"}:
            with contextlib.suppress(docker.errors.APIError):
                client.images.remove(older)


def content_hash(lock: LockFile, base: str) -> str:
    """12 hexadecimal digits of everything that goes into the image."""
    parts = [lock.path.read_bytes(), *(part.read_bytes() for part in PARTS)]
    settings = [base, os.environ.get("ASSAY_TORCH", "cpu") if lock.cpu_index else ""]
    parts += [setting.encode() for setting in settings]
    digests = [hashlib.sha256(part).digest() for part in parts]
    return hashlib.sha256(b"".join(digests)).hexdigest()[:12]


def _build(client: docker.DockerClient, lock: LockFile, base: str, wheels: Path, tag: str) -> Image:
    print(f"  {tag}: building ...", flush=True)
    with tempfile.TemporaryDirectory(dir=wheels.parent, prefix="context-") as folder:
        context = Path(folder)
        shutil.copytree(wheels, context / "wheels", copy_function=os.link)
        (context / "wheels" / ".complete").unlink()
        shutil.copy(lock.path, context / "requirements.txt")
        for part in PARTS:
            shutil.copy(part, context / part.name)
        try:
            image, _ = client.images.build(
                path=folder,
                tag=tag,
                buildargs={"BASE": base},
                network_mode="none",
                rm=True,
                forcerm=True,
            )
        except docker.errors.BuildError as trouble:
            said = "".join(str(line.get("stream", "")) for line in trouble.build_log)
            tail = "\n".join(said.strip().splitlines()[-15:])
            raise BuildError(f"The image {tag} was not built: {trouble}\n{tail}") from trouble
    return image


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="+", metavar="NAME", help="base, tblite, torch, ...")
    parser.add_argument("--venv", action="store_true", help="without Docker: .venv-runtimes/NAME")
    chosen = parser.parse_args()
    try:
        build_runtimes(chosen.names, "process" if chosen.venv else "docker")
    except BuildError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except docker.errors.DockerException as trouble:
        print(f"No Docker engine answers: {trouble}\nOr: --venv, unsealed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
