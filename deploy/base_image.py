"""The image that all runtimes start from: Debian's Python 3.11, pulled or made from packages."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import docker

from deploy.lock_file import BuildError

FROM_REGISTRY = "python:3.11-slim-bookworm"
LIBRARIES = "libgomp1"  # tblite's wheel does not carry it
PACKAGES = f"python3,python3-venv,ca-certificates,{LIBRARIES}"
SUITE = "bookworm"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PULL_SECONDS = 120
ON_TOP = """FROM {base}
USER root
RUN ldconfig -p | grep -q libgomp.so.1 || (apt-get update \\
    && apt-get install --yes --no-install-recommends {libraries} && rm -rf /var/lib/apt/lists/*)
"""


def base_image(client: docker.DockerClient, cache: Path) -> str:
    """The ID of the base image. BASE names another one, with python3 3.11 and its venv module.

    Raises BuildError where it can be neither pulled nor made.
    """
    wanted = os.environ.get("BASE", "")
    local = "assay-base:" + hashlib.sha256(f"{wanted} {SUITE} {PACKAGES}".encode()).hexdigest()[:12]
    if found := _local(client, local):
        return found
    name = wanted or FROM_REGISTRY
    if _local(client, name) or _pull(name):
        return _with_libraries(client, name, local)
    if wanted:
        raise BuildError(f"The base image {wanted} could not be pulled; is BASE spelt right?")
    return _debootstrap(client, cache, local)


def _with_libraries(client: docker.DockerClient, name: str, local: str) -> str:
    """What a registry's image lacks, from Debian: the one step of a build that uses the network."""
    dockerfile = io.BytesIO(ON_TOP.format(base=name, libraries=LIBRARIES).encode())
    try:
        client.images.build(fileobj=dockerfile, tag=local, network_mode="host", rm=True)
    except docker.errors.BuildError as trouble:
        raise BuildError(f"{LIBRARIES} could not be added to {name}: {trouble}") from trouble
    return _local(client, local)


def _local(client: docker.DockerClient, name: str) -> str:
    try:
        return str(client.images.get(name).id)
    except docker.errors.ImageNotFound:
        return ""


def _pull(name: str) -> bool:
    """By the command line where there is one: it can be given up; the SDK's pull cannot."""
    print(f"  base image: asking the registry for {name} ...", flush=True)
    try:
        command = ["docker", "pull", "--quiet", name]
        return subprocess.run(command, capture_output=True, timeout=PULL_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _debootstrap(client: docker.DockerClient, cache: Path, local: str) -> str:
    """Debian from its packages, whose signatures debootstrap checks."""
    _require_debootstrap()
    print("  base image: no registry answers; from Debian packages (3 minutes) ...", flush=True)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="rootfs-") as folder:
        options = ["--variant=minbase", f"--include={PACKAGES}", f"--keyring={KEYRING}"]
        mirror = [m] if (m := os.environ.get("ASSAY_DEBIAN_MIRROR", "")) else []
        command = ["debootstrap", *options, SUITE, folder, *mirror]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            tail = "\n".join((done.stdout + done.stderr).splitlines()[-5:])
            raise BuildError(f"debootstrap failed, so there is no base image. It said:\n{tail}")
        return _import(client, Path(folder), cache, local)


def _require_debootstrap() -> None:
    cost = "No image registry answers, so the base image must be made from Debian packages; "
    if os.geteuid() != 0:
        raise BuildError(cost + "that takes root. Or set BASE to an image that is there.")
    if shutil.which("debootstrap") is None:
        raise BuildError(cost + "install debootstrap: apt-get install debootstrap")
    if not KEYRING.is_file():
        raise BuildError(cost + "install Debian's keys: apt-get install debian-archive-keyring")


def _import(client: docker.DockerClient, rootfs: Path, cache: Path, local: str) -> str:
    leave = ["./var/cache/apt/*", "./var/lib/apt/lists/*", "./var/log/*", "./usr/share/doc/*"]
    with tempfile.NamedTemporaryFile(dir=cache, suffix=".tar") as archive:
        excluded = [f"--exclude={path}" for path in [*leave, "./usr/share/man/*"]]
        subprocess.run(["tar", "-C", str(rootfs), *excluded, "-cf", archive.name, "."], check=True)
        repository, tag = local.split(":")
        client.api.import_image_from_file(archive.name, repository=repository, tag=tag)
    return _local(client, local)
