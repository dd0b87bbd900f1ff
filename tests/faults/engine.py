"""A Docker engine of the harness's own: other data, sockets and containers than the machine's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import docker

PATIENCE = 60  # seconds
LOADING = 600  # seconds, for an image on a busy disk
CONTAINERD = """version = 2
root = "{folder}/containerd"
state = "{folder}/run"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{folder}/containerd.sock"
"""
# Nothing here has a network, so nothing is asked of the machine's bridges and tables.
ALONE = ("--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false")


def possible() -> bool:
    return os.geteuid() == 0 and all(map(shutil.which, ("dockerd", "containerd", "runc")))


class Engine:
    """containerd stays while dockerd ends and starts, as where both are services of their own.

    folder: short, for the paths of sockets are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder}/docker.sock"
        self._log = folder / "log"
        self._containerd: subprocess.Popen[bytes] | None = None
        self._dockerd: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises RuntimeError where it does not answer in time."""
        if self._containerd is None:
            config = self.folder / "containerd.toml"
            config.write_text(CONTAINERD.format(folder=self.folder))
            self._containerd = self._begin("containerd", "--config", str(config))
            self._wait((self.folder / "containerd.sock").exists)
        places = {
            "--host": self.url,
            "--data-root": f"{self.folder}/data",
            "--exec-root": f"{self.folder}/exec",
            "--pidfile": f"{self.folder}/pid",
            "--containerd": f"{self.folder}/containerd.sock",
        }
        options = [part for place in places.items() for part in place]
        self._dockerd = self._begin("dockerd", *options, *ALONE)
        self._wait(self._answers)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """SIGTERM ends its containers; after SIGKILL they go on until the next start."""
        _end(self._dockerd, how)

    def close(self) -> None:
        """All of it, with what it mounted."""
        self.stop()
        _end(self._containerd, signal.SIGTERM)
        for mounted in sorted(self.mounts(), reverse=True):
            subprocess.run(["umount", "--lazy", mounted], check=False)

    def mounts(self) -> list[str]:
        """Those below its folder; overlays of containers among them."""
        lines = Path("/proc/self/mounts").read_text().splitlines()
        return [where for line in lines if (where := line.split()[1]).startswith(f"{self.folder}/")]

    def load(self, image: str, archive: Path | None) -> None:
        """archive: of `docker save`; without one the image comes from the engine that runs."""
        with closing(self._client()) as client:
            if archive is not None:
                with archive.open("rb") as data:
                    client.images.load(data)
            else:
                with closing(docker.from_env(timeout=LOADING)) as other:
                    saved: Any = other.images.get(image).save(named=image)
                    client.images.load(saved)
            client.images.get(image)

    def _client(self) -> docker.DockerClient:
        return docker.DockerClient(base_url=self.url, timeout=LOADING)

    def _begin(self, *command: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def _answers(self) -> bool:
        try:
            with closing(self._client()) as client:
                return bool(client.ping())
        except (docker.errors.DockerException, OSError):
            return False

    def _wait(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > deadline:
                raise RuntimeError(f"Docker did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.05)


def _end(process: subprocess.Popen[bytes] | None, how: int) -> None:
    if process is not None and process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def engine(folder: Path, image: str, archive: Path | None) -> Iterator[Engine]:
    """With the image in it. This process asks no other engine meanwhile."""
    own, before = Engine(folder), os.environ.get("DOCKER_HOST")
    folder.mkdir()
    try:
        own.start()
        own.load(image, archive)
        os.environ["DOCKER_HOST"] = own.url
        yield own
    finally:
        if before is None:
            os.environ.pop("DOCKER_HOST", None)
        else:
            os.environ["DOCKER_HOST"] = before
        own.close()
