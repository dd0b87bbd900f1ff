"""From a submission's file to a session in a sandbox."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import docker

from workers import bundle, image
from workers.faults import ServiceFault, SubmissionFault
from workers.runtimes import runtime_named
from workers.sandbox.docker import DockerSandbox, connect
from workers.sandbox.folder import new_folder
from workers.sandbox.limits import Limits
from workers.sandbox.process import ProcessSandbox
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.session import Session

ROOT = Path(__file__).resolve().parents[2]
BASELINES = ROOT / "baselines"


@dataclass(frozen=True)
class Submission:
    """path: the bundle (.zip), the archive (`docker save`), or the record of an image by digest.

    runtime: for a bundle alone.
    """

    route: Literal["bundle", "image", "reference"]
    runtime: str
    path: Path


def open_sandbox(
    submission: Submission, limits: Limits | None = None, device: str = "cpu"
) -> Session:
    """A session, not started yet: `with` starts it.

    ASSAY_SANDBOX: docker (the default) or process, which runs our own baselines and nothing else.
    ASSAY_GPU: the UUID of the one GPU that the container gets. ASSAY_OCI_RUNTIME: runc or runsc.
    Raises SubmissionFault or ServiceFault; nothing is left behind then.
    """
    limits = limits or Limits.from_environment()
    folder = new_folder()
    try:
        sandbox = _sandbox(submission, limits, device, folder / "submission")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Session(sandbox, partial(shutil.rmtree, folder, ignore_errors=True), folder)


def _sandbox(submission: Submission, limits: Limits, device: str, folder: Path) -> Sandbox:
    kind = os.environ.get("ASSAY_SANDBOX", "docker")
    if kind not in ("docker", "process"):
        raise ServiceFault(f"ASSAY_SANDBOX must be docker or process, not {kind!r}")
    if submission.route == "bundle":
        bundle.unpack(submission.path, folder)
    if kind == "process":
        return _process(submission, limits, device, folder)
    return _docker(submission, limits, device, folder)


def _docker(submission: Submission, limits: Limits, device: str, folder: Path) -> DockerSandbox:
    client = connect()
    try:
        if submission.route == "image":
            digest = image.load(client, submission.path)
        elif submission.route == "reference":
            from workers import image_by_digest  # which needs the sandbox's limits, as images do

            digest = image_by_digest.load(client, submission.path, folder)
        else:
            digest = _digest(client, runtime_named(submission.runtime).image)
    except BaseException:
        client.close()
        raise
    return DockerSandbox(
        digest,
        limits,
        bundle=folder if submission.route == "bundle" else None,
        device=device,
        gpu=os.environ.get("ASSAY_GPU", "") if device != "cpu" else "",
        runtime=os.environ.get("ASSAY_OCI_RUNTIME", "runc"),
        client=client,
    )


def _digest(client: docker.DockerClient, name: str) -> str:
    try:
        return str(client.images.get(name).id)
    except docker.errors.ImageNotFound:
        raise ServiceFault(
            f"This GPU host has no image {name}.",
            "Build it there: python -m deploy.build_images base tblite torch",
        ) from None


def _process(submission: Submission, limits: Limits, device: str, folder: Path) -> ProcessSandbox:
    if submission.route != "bundle" or not is_baseline(folder):
        raise SubmissionFault(
            "This installation has no Docker and runs its own baselines only.",
            "Submit it where containers run, or run `python -m tasks` at home.",
        )
    runtime = runtime_named(submission.runtime)
    python = ROOT / ".venv-runtimes" / runtime.name / "bin" / "python"
    return ProcessSandbox(python, limits, folder, device)


def is_baseline(folder: Path) -> bool:
    """Is it, byte for byte, the one file of one of our baselines?"""
    files = [path for path in folder.rglob("*") if not path.is_dir()]
    if files != [folder / "potential.py"]:
        return False
    content = files[0].read_bytes()
    return any(content == own.read_bytes() for own in BASELINES.glob("*/potential.py"))
