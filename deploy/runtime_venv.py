"""A runtime without Docker: .venv-runtimes/NAME, from the same lock file. It seals nothing."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.lock_file import ROOT, RUNTIMES, BuildError, LockFile

VENVS = ROOT / ".venv-runtimes"


def build_venv(lock: LockFile) -> Path:
    """The environment's folder; made anew where the lock file changed. Raises BuildError."""
    folder = VENVS / lock.name
    mark = folder / ".complete"
    content = hashlib.sha256(lock.path.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == content:
        return folder
    print(f"  {folder.relative_to(ROOT)}: {len(lock.pins)} packages ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run(lock, [sys.executable, "-m", "venv", str(folder)])
    python = str(folder / "bin" / "python")
    if lock.cpu_index:
        _install_cpu_torch(lock, python)
    pip = [python, "-m", "pip", "install", "--quiet", "--use-pep517", "--disable-pip-version-check"]
    _run(lock, [*pip, "--requirement", str(lock.path)])
    _run(lock, [python, str(RUNTIMES / "check.py"), str(lock.path)])
    mark.write_text(content)
    return folder


def _install_cpu_torch(lock: LockFile, python: str) -> None:
    """torch without CUDA where it is found; else the build that the package index offers."""
    pin = next(pin for pin in lock.pins if pin.startswith("torch==")) + "+cpu"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", pin]
    for where in ([], ["--index-url", lock.cpu_index, "--retries", "1"]):
        if subprocess.run([*pip, *where], capture_output=True).returncode == 0:
            return


def _run(lock: LockFile, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-8:])
        raise BuildError(
            f"The runtime `{lock.name}` could not be installed, so its potentials "
            f"do not run:\n{tail}"
        )
