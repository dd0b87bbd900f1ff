"""The look at the host after each attack would find what one left: so those tests can fail."""

from __future__ import annotations

import mmap
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest
from docker.models.containers import Container

from tests.workers.footprint import NOBODY, ROOM, Footprint
from workers.sandbox.docker import NOBODY as USER
from workers.sandbox.docker import OWNER
from workers.sandbox.owner import myself

pytestmark = pytest.mark.docker


@pytest.fixture
def before(engine: docker.DockerClient, tmp_path: Path) -> Footprint:
    return Footprint(engine, tmp_path, settled=0.0)


@pytest.fixture
def container(
    engine: docker.DockerClient, runtime: Callable[[str], str], before: Footprint
) -> Iterator[Container]:
    """One that nobody removed, and that runs."""
    labels = {OWNER: myself()}
    command = ["python3", "-c", "import time; time.sleep(60)"]
    made = engine.containers.run(
        runtime("base"), entrypoint=command, labels=labels, user=USER, network_mode="none",
        detach=True,
    )  # fmt: skip
    yield made
    made.remove(force=True)


def test_where_nothing_was_done_nothing_is_left(before: Footprint) -> None:
    assert before.left() == []


def test_a_container_its_mounts_its_memory_and_its_processes(
    before: Footprint, container: Container
) -> None:
    found = " ".join(before.left())
    assert before.containers() == {container.id}
    for trace in ("container", "cgroup, and memory, of", "process", "/containers"):
        assert trace in found


def test_a_file_and_a_socket_in_our_folder(before: Footprint, tmp_path: Path) -> None:
    (tmp_path / "left").touch()
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as abstract:
        listening.bind(str(tmp_path / "s"))
        abstract.bind("\0@mallory-was-here")
        found = before.left()
    assert f"file {tmp_path / 'left'}" in found
    assert f"socket {tmp_path / 's'}" in found
    assert any("@mallory" in one for one in found)
    assert any(one.startswith("descriptor of socket:") for one in found)


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file to somebody else")
def test_a_file_of_nobody_s_where_everybody_may_write(before: Footprint) -> None:
    path = Path("/tmp/assay-test-of-nobody")
    path.touch()
    os.chown(path, NOBODY, NOBODY)
    try:
        assert before.left() == [f"file {path}"]
    finally:
        path.unlink()


def test_a_thread_an_open_file_and_memory(before: Footprint, tmp_path: Path) -> None:
    over = threading.Event()
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    kept = mmap.mmap(-1, 2 * ROOM, flags=flags)  # pages that no allocator had before
    for start in range(0, len(kept), mmap.PAGESIZE):
        kept[start] = 1
    thread = threading.Thread(target=over.wait, name="left behind")
    thread.start()
    with open("/dev/full"):
        found = " ".join(before.left())
    over.set()
    thread.join()
    kept.close()
    for trace in ("thread left behind", "descriptor of /dev/full", "bytes of memory"):
        assert trace in found
