"""The wheels of a runtime, fetched once on the host, so that images are built without a network."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from deploy.lock_file import BuildError, LockFile

PYTHON_VERSION = (3, 11)  # of the base image, whatever runs this
# Debian 12 has glibc 2.36; pip wants every older tag by name.
OLDER = ("2014", "2010", "1")
PLATFORMS = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)),
    *(f"manylinux{year}_x86_64" for year in OLDER),
    "linux_x86_64",
)


def fetch(lock: LockFile, cache: Path) -> Path:
    """A folder with one wheel for each pin and what torch's own build brings on top.

    Raises BuildError.
    """
    house = cache / "wheels" / f"{lock.name}-{_key(lock)}"
    done = house / ".complete"
    if not done.exists():
        print(f"  wheels of {lock.name}: {len(lock.pins)} packages ...", flush=True)
        house.mkdir(parents=True, exist_ok=True)
        pins = list(lock.pins)
        if lock.cpu_index:
            pins.remove(_torch(lock))
            _fetch_cuda_torch(lock, house) if _cuda() else _fetch_cpu_torch(lock, house)
        _download(pins, house, lock.name)
        done.touch()
    return house


def _torch(lock: LockFile) -> str:
    return next(pin for pin in lock.pins if pin.startswith("torch=="))


def _cuda() -> bool:
    return os.environ.get("ASSAY_TORCH", "cpu") == "cuda"


def _key(lock: LockFile) -> str:
    return hashlib.sha256("\n".join([*lock.pins, str(_cuda())]).encode()).hexdigest()[:12]


def _fetch_cpu_torch(lock: LockFile, house: Path) -> None:
    """torch without CUDA: from the indexes that pip knows, else from PyTorch's own."""
    pin = _torch(lock) + "+cpu"
    known, its_own = [pin], [pin, "--index-url", lock.cpu_index, "--retries", "1"]
    if not any(_pip_download(house, arguments)[0] for arguments in (known, its_own)):
        raise BuildError(
            f"{pin} was found neither by pip nor at {lock.cpu_index}. Without it the runtime "
            f"`{lock.name}` is missing and its potentials wait. ASSAY_TORCH=cuda takes the far "
            "larger build with CUDA."
        )


def _fetch_cuda_torch(lock: LockFile, house: Path) -> None:
    """The package index's build, and what it needs for CUDA beside the pins."""
    limits = ["--constraint", str(lock.path)]
    ok, output = _pip_download(house, [_torch(lock), *limits], dependencies=True)
    if not ok:
        raise BuildError(f"{_torch(lock)} with CUDA could not be fetched:\n{output}")


def _download(pins: list[str], house: Path, runtime: str) -> None:
    """All at once if all have wheels; else one by one, and what has none is built here."""
    if _pip_download(house, pins)[0]:
        return
    for pin in pins:
        if not _pip_download(house, [pin])[0]:
            _build_wheel(pin, house, runtime)


def _pip_download(
    house: Path, arguments: list[str], dependencies: bool = False
) -> tuple[bool, str]:
    platforms = [part for name in PLATFORMS for part in ("--platform", name)]
    version = f"{PYTHON_VERSION[0]}.{PYTHON_VERSION[1]}"
    options = ["--only-binary=:all:", "--python-version", version, "--dest", str(house)]
    if not dependencies:
        options.append("--no-deps")
    return _pip(["download", *options, *platforms, *arguments])


def _build_wheel(pin: str, house: Path, name: str) -> None:
    # PEP 517 brings setuptools and wheel of its own: Debian's pip would want them installed.
    ok, output = _pip(["wheel", "--no-deps", "--use-pep517", "--wheel-dir", str(house), pin])
    if not ok:
        raise BuildError(
            f"{pin} could not be fetched. Without it the runtime `{name}` is missing and its "
            f"potentials wait. Is the package index reached? pip said:\n{output}"
        )
    stem = pin.split("==")[0].replace("-", "_")
    made = [wheel for wheel in house.glob("*.whl") if wheel.name.lower().startswith(stem)]
    if sys.version_info[:2] != PYTHON_VERSION and not all("-none-any" in w.name for w in made):
        raise BuildError(
            f"{pin} has no wheel and must be compiled by Python 3.11; this is Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}. Run this script with Python 3.11."
        )


def _pip(arguments: list[str]) -> tuple[bool, str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).strip().splitlines()
    return done.returncode == 0, "\n".join(lines[-8:])
