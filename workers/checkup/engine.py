"""Docker, as a GPU host needs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import docker

from workers import config
from workers.checkup import zone
from workers.checkup.finding import Finding, broken, fault, fine, warning
from workers.faults import ServiceFault
from workers.runtimes import RUNTIMES
from workers.sandbox import Limits
from workers.sandbox.docker import connect

CONTROLLED = {
    "MemoryLimit": "memory",
    "SwapLimit": "swap",
    "CpuCfsQuota": "processor time",
    "PidsLimit": "processes",
}


def sandbox() -> Iterator[Finding]:
    """The limits, the engine, what it can limit, and the runtimes' images."""
    yield _limits()
    kind = os.environ.get("ASSAY_SANDBOX", "docker")
    if kind != "docker":
        yield warning(
            "sandbox",
            f"ASSAY_SANDBOX={kind}: what runs here is not sealed.",
            "Unset it where strangers submit.",
        )
        return
    try:
        client = connect()
    except ServiceFault as trouble:
        yield fault(
            "Docker",
            trouble,
            "Start it (systemctl start docker), and let this user reach its socket.",
        )
        return
    try:
        yield from _engine(client)
    except docker.errors.DockerException as trouble:
        yield broken("Docker", f"does not answer: {trouble}", "Start it: systemctl start docker.")
    finally:
        client.close()


def _limits() -> Finding:
    try:
        Limits.from_environment()
    except ServiceFault as trouble:
        return fault("limits", trouble)
    return fine("limits", "can be read")


def _engine(client: Any) -> Iterator[Finding]:
    about = client.info()
    yield fine("Docker", f"Engine {about.get('ServerVersion', '?')}")
    yield _controls(about)
    yield _seccomp(about)
    yield zone.engine("name=rootless" in (about.get("SecurityOptions") or []))
    yield _oci_runtime(about)
    for runtime in RUNTIMES.values():
        yield _image(client, runtime.name, runtime.image)
    yield _gpu(about)


def _controls(about: dict[str, Any]) -> Finding:
    lacking = [words for key, words in CONTROLLED.items() if not about.get(key, True)]
    if not lacking:
        return fine("cgroups", "memory, swap, processor time and processes can be limited")
    return broken(
        "cgroups",
        f"the engine cannot limit {', '.join(lacking)}.",
        "Enable these controllers in the kernel (swap: boot with swapaccount=1).",
    )


def _seccomp(about: dict[str, Any]) -> Finding:
    if any("name=seccomp" in option for option in about.get("SecurityOptions") or []):
        return fine("seccomp", "on")
    return broken(
        "seccomp", "the engine filters no system calls.", "Use a kernel with CONFIG_SECCOMP."
    )


def _oci_runtime(about: dict[str, Any]) -> Finding:
    name = os.environ.get("ASSAY_OCI_RUNTIME", "runc")
    known = sorted(about.get("Runtimes") or {})
    if name in known:
        return fine("OCI runtime", name)
    return broken(
        "OCI runtime",
        f"ASSAY_OCI_RUNTIME={name}, and the engine knows {', '.join(known)}.",
        "Install it and register it in /etc/docker/daemon.json, or unset the variable.",
    )


def _image(client: Any, name: str, image: str) -> Finding:
    part = f"runtime {name}"
    try:
        found = client.images.get(image)
    except docker.errors.ImageNotFound:
        return broken(
            part,
            f"there is no image {image}; submitters can choose it.",
            f"python -m deploy.build_images {name}, or docker load it.",
        )
    return fine(part, str(found.id))


def _gpu(about: dict[str, Any]) -> Finding:
    gpu = os.environ.get("ASSAY_GPU", "")
    if config.device() != "cuda":
        return fine("GPU", "none is asked for (ASSAY_DEVICE is cpu)")
    if not gpu:
        return broken("GPU", "ASSAY_DEVICE=cuda without ASSAY_GPU.", "Set it to one GPU's UUID.")
    if "nvidia" not in (about.get("Runtimes") or {}):
        return warning(
            "GPU",
            "the engine knows no runtime `nvidia`.",
            "Install the NVIDIA container toolkit, unless a CDI set-up hands out GPUs here.",
        )
    return fine("GPU", gpu)
