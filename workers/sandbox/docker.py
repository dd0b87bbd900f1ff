"""The sealed container, by Docker Engine's API: no network, nothing writable, nothing to gain."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import docker
import requests
from docker.models.containers import Container
from docker.types import DeviceRequest, LogConfig, Mount, Ulimit

from tasks.meter import Reading, joules
from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.listener import Listener
from workers.sandbox import nvml
from workers.sandbox.container_memory import of_stats
from workers.sandbox.environment import environment
from workers.sandbox.exits import Ending, Exit
from workers.sandbox.folder import sweep_folders
from workers.sandbox.limits import Limits
from workers.sandbox.output import Output
from workers.sandbox.owner import dead, myself
from workers.sandbox.system_calls import profile
from workers.sandbox.witness import Witness

NOBODY = "65534:65534"
NO_GPU = {"NVIDIA_VISIBLE_DEVICES": "void"}
LABEL, OWNER, UNTIL = "assay.sandbox", "assay.owner", "assay.until"
TROUBLE = (docker.errors.DockerException, requests.exceptions.RequestException)
_running: set[str] = set()  # containers of this process that it will remove itself
START_SECONDS = 60  # what Docker itself may take, on top of the submission's time


@dataclass
class DockerSandbox:
    """image: an image's ID, sha256:…, as Docker knows it; a name could come to mean another image.

    bundle: a folder for /submission, read-only, or None where the image is the submission.
    device: "cpu", or "cuda" with the UUID of one GPU in gpu.
    runtime: runc, or runsc (gVisor) where it is installed.
    """

    image: str
    limits: Limits
    bundle: Path | None = None
    device: str = "cpu"
    gpu: str = ""
    runtime: str = "runc"
    client: docker.DockerClient = field(default_factory=lambda: connect())

    @property
    def digest(self) -> str:
        return self.image

    def start(self, listener: Listener, seconds: float) -> DockerRun:
        try:
            container = self.client.containers.create(
                self.image, **flags(self, listener.directory, seconds)
            )
        except TROUBLE as trouble:
            raise _did_not_start(trouble, own_program=self.bundle is None) from trouble
        return DockerRun(container, self.limits, seconds, self.bundle is None, self.gpu)

    def close(self) -> None:
        self.client.close()


class DockerRun:
    """A container from its start to its removal."""

    def __init__(
        self,
        container: Container,
        limits: Limits,
        seconds: float,
        own_program: bool,
        gpu: str = "",
    ) -> None:
        """own_program: what it runs comes from the submitter. gpu: its UUID. Raises ServiceFault,
        or, of an own program, SubmissionFault."""
        self._container, self._gpu = container, gpu
        self._why: Exit | None = None
        self._ending: Ending | None = None
        self._output = Output(limits.output, limits.kept, lambda: self.kill(Exit.TOO_MUCH_OUTPUT))
        self._clock = threading.Timer(seconds, self.kill, (Exit.TIMED_OUT,))
        self._clock.daemon = True
        self._witness: Witness | None = None
        _running.add(str(container.id))
        try:
            self._witness = Witness(container)
            chunks = container.attach(stream=True, stdout=True, stderr=True)
            self._reader = self._output.follow(chunks)
            container.start()
            self._clock.start()
        except BaseException as trouble:
            self._remove()
            if isinstance(trouble, TROUBLE):
                raise _did_not_start(trouble, own_program) from trouble
            raise

    @property
    def log(self) -> str:
        return self._output.text

    def reading(self) -> Reading:
        """The engine's figures of the container, the driver's of the GPU."""
        try:
            stats: Any = self._container.stats(stream=False, one_shot=True)
            found = of_stats(stats)
        except TROUBLE:
            found = Reading()
        if not self._gpu:
            return replace(found, joules=joules())
        gpu = nvml.look(self._gpu)
        return replace(found, gpu=gpu.used, joules=gpu.joules, busy=gpu.busy)

    def ended(self) -> Ending | None:
        """Raises ServiceFault where the engine does not answer, or somebody else ended it."""
        if self._ending is None:
            with _asking():
                self._container.reload()
            state = self._container.attrs["State"]
            if state["Status"] in ("exited", "dead"):
                if self._why is None and self._witness and self._witness.interfered():
                    raise ServiceFault("The container was ended by its engine, or by hand.")
                self._ending = _ending(state, self._why)
        return self._ending

    def end(self, why: Exit) -> Ending:
        try:
            if self.ended() is None:
                self.kill(why)
                with _asking():
                    self._container.wait(timeout=START_SECONDS)
            self._ending = self.ended() or Ending(why)
            return self._ending
        finally:
            self._clock.cancel()
            self._reader.join(timeout=START_SECONDS)
            self._remove()

    def kill(self, why: Exit) -> None:
        self._why = self._why or why
        with contextlib.suppress(*TROUBLE):  # it ended by itself just now, or `end` hears of it
            self._container.kill()

    def _remove(self) -> None:
        """Where the engine is away, `sweep` removes it later."""
        _running.discard(str(self._container.id))
        if self._witness:
            self._witness.close()
        with _asking(), contextlib.suppress(docker.errors.NotFound):
            self._container.remove(force=True, v=True)


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """What the engine answers with an error is no fault of the submission."""
    try:
        yield
    except TROUBLE as trouble:
        raise ServiceFault(f"The container was lost: {trouble}") from trouble


def connect() -> docker.DockerClient:
    """The engine that DOCKER_HOST names, or this machine's own. Raises ServiceFault."""
    try:
        return docker.from_env(timeout=START_SECONDS * 2)
    except docker.errors.DockerException as trouble:
        raise ServiceFault(f"No Docker engine answers: {trouble}") from trouble


def flags(sandbox: DockerSandbox, run: Path, seconds: float) -> dict[str, Any]:
    """Everything that seals the container. tests/workers/test_docker_sandbox.py looks from inside.

    run: the folder of the socket. seconds: until when the container may be there at most.
    """
    limits = sandbox.limits
    mounts = [_read_only("/run/assay", run)]
    if sandbox.bundle is not None:
        mounts.append(_read_only("/submission", sandbox.bundle))
    gpu = [DeviceRequest(device_ids=[sandbox.gpu], capabilities=[["gpu"]])] if sandbox.gpu else []
    return {
        "network_mode": "none",
        "network_disabled": True,
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", f"seccomp={profile()}"],
        "user": NOBODY,
        "pids_limit": limits.pids,
        "init": True,
        "ipc_mode": "private",
        "mem_limit": limits.memory,
        "memswap_limit": limits.memory,  # the same: no swap
        "nano_cpus": int(limits.cpus * 1e9),
        "shm_size": limits.shm,
        "tmpfs": _in_memory(limits),
        "ulimits": _ulimits(limits),
        "log_config": LogConfig(
            type="local", config={"max-size": "10m", "max-file": "1", "compress": "false"}
        ),
        "mounts": mounts,
        "device_requests": gpu,
        "runtime": sandbox.runtime,
        "hostname": "potential",
        "working_dir": "/tmp",  # noqa: S108
        "environment": environment(sandbox.device) | _one_gpu(sandbox.gpu),
        "healthcheck": {"test": ["NONE"]},
        "labels": _labels(seconds),
    }


def _in_memory(limits: Limits) -> dict[str, str]:
    """Docker's own /dev/shm is bounded in bytes alone: empty files would take kernel memory."""
    places = {"/tmp": limits.tmp, "/dev/shm": limits.shm}  # noqa: S108
    options = f"rw,nosuid,nodev,nr_inodes={limits.inodes},mode=1777"
    return {place: f"{options},size={size}" for place, size in places.items()}


def _labels(seconds: float) -> dict[str, str]:
    """Who may remove it, and from when on anybody may."""
    until = int(time.time() + seconds + START_SECONDS)
    return {LABEL: "1", OWNER: myself(), UNTIL: str(until)}


def _one_gpu(gpu: str) -> dict[str, str]:
    """What an image says of these counts with NVIDIA's hooks, which run outside, as root."""
    return {"NVIDIA_VISIBLE_DEVICES": gpu, "LD_PRELOAD": ""} if gpu else NO_GPU


def sweep(client: docker.DockerClient | None = None) -> int:
    """Remove the containers, and the folders, of processes that were killed before they could.

    Returns how many containers.
    """
    sweep_folders()
    client = client or connect()
    removed = 0
    # Sparse: it asks the engine for nothing of each, where one may hang or be gone by then.
    for container in client.containers.list(all=True, sparse=True, filters={"label": LABEL}):
        if container.id not in _running and _abandoned(container.attrs["Labels"]):
            with contextlib.suppress(docker.errors.APIError):  # somebody else removes it just now
                container.remove(force=True, v=True)
                removed += 1
    return removed


def _abandoned(labels: Mapping[str, str]) -> bool:
    """One of this process that it does not run: its engine was away when it was to be removed."""
    until, owner = labels.get(UNTIL, ""), labels.get(OWNER, "")
    return not until.isdigit() or int(until) < time.time() or owner == myself() or dead(owner)


def _read_only(target: str, source: Path) -> Mount:
    return Mount(target, str(source.resolve()), type="bind", read_only=True)


def _ulimits(limits: Limits) -> list[Ulimit]:
    hard = {"nofile": limits.files, "core": 0, "fsize": limits.file, "msgqueue": 0}
    return [Ulimit(name=name, soft=value, hard=value) for name, value in hard.items()]


def _ending(state: Mapping[str, Any], why: Exit | None) -> Ending:
    """why: for what we killed it, if we did."""
    if why is not None:
        return Ending(why)
    code = int(state["ExitCode"])
    if state["OOMKilled"]:
        return Ending(Exit.OUT_OF_MEMORY, code)
    return Ending(Exit.CRASHED if code else Exit.FINISHED, code)


def _did_not_start(trouble: Exception, own_program: bool) -> Fault:
    """The engine answers 400 where something in the image is in its way, and sometimes 500."""
    if own_program and isinstance(trouble, docker.errors.APIError):
        words = str(trouble.explanation)
        if trouble.status_code == 400 or "is not a directory" in words:
            return SubmissionFault(
                f"The image could not be started: {words}",
                "/run/assay and /tmp must be free for folders, and its ENTRYPOINT must exist; "
                "`docker run --read-only --volume /tmp:/run/assay:ro IMAGE` shows the same.",
            )
    return ServiceFault(f"The sandbox did not start: {trouble}")
