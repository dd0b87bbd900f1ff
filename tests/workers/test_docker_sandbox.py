"""The sandbox's self-check: what a submission finds when it looks around, in a real container."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.workers.submitted import bundle
from workers.sandbox import Exit, Limits, Submission, open_sandbox
from workers.sandbox.docker import DockerSandbox, flags
from workers.sandbox.limits import MIB

pytestmark = pytest.mark.docker

LIMITS = Limits(
    memory=256 * MIB, shm=4 * MIB, tmp=8 * MIB, pids=32, files=128, load_seconds=60, kept=256 * 1024
)
PROBE = Path(__file__).parent / "probe"
SECRETS = ("SECRET", "TOKEN", "PASSWORD", "KEY", "DATABASE", "REDIS", "STORE", "DJANGO")


@pytest.fixture(scope="module")
def found(runtime: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the probe printed."""
    runtime("base")
    path = bundle(PROBE, tmp_path_factory.mktemp("probe") / "bundle.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_SECRET_KEY", "mallory-wants-this")
        patch.setenv("ASSAY_SANDBOX", "docker")
        session = open_sandbox(Submission("bundle", "base", path), LIMITS)
        with session:
            pass
    assert session.exit is Exit.FINISHED
    (line,) = [line for line in session.log.splitlines() if line.startswith("FINDINGS ")]
    return json.loads(line.removeprefix("FINDINGS "))


def test_no_network_but_loopback(found: Any) -> None:
    assert found["interfaces"] == ["lo"]
    assert found["routes"] == []
    assert found["connect"] == "Network is unreachable"
    assert found["resolve"] != "allowed"


def test_no_capability_and_none_to_gain(found: Any) -> None:
    status = found["status"]
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[kind], 16) == 0, kind
    assert status["NoNewPrivs"] == "1"
    assert found["become root"] == "Operation not permitted"


def test_system_calls_are_filtered(found: Any) -> None:
    assert found["status"]["Seccomp"] == "2"
    for call in ("mount", "new user namespace", "kernel keyring"):
        assert found[call] == "Operation not permitted", call


def test_it_is_nobody(found: Any) -> None:
    assert set(found["ids"]) == {65534}


def test_nothing_is_writable_but_two_places_in_memory(found: Any) -> None:
    assert sorted(found["writable"]) == ["/dev/shm", "/tmp"]


def test_these_two_places_are_bounded(found: Any) -> None:
    assert found["room"] == {"/tmp": LIMITS.tmp, "/dev/shm": LIMITS.shm}


def test_the_submission_and_the_socket_are_mounted_read_only(found: Any) -> None:
    options = {place: set(given.split(",")) for place, _, given in found["mounts"]}
    for place in ("/", "/submission", "/run/assay"):
        assert "ro" in options[place], place
    for place in ("/tmp", "/dev/shm"):
        assert {"nosuid", "nodev"} <= options[place], place


def test_it_sees_its_own_files_alone(found: Any) -> None:
    assert found["submission"] == {"potential.py": "0o100644"}
    assert found["folder"] == "/tmp"


def test_its_environment_is_what_it_needs(found: Any) -> None:
    environment = found["environment"]
    assert not [name for name in environment if any(word in name.upper() for word in SECRETS)]
    assert "mallory-wants-this" not in json.dumps(found)
    assert environment["ASSAY_DEVICE"] == "cpu"
    assert environment["OMP_NUM_THREADS"] == "1"


def test_no_docker_socket_nor_any_other(found: Any) -> None:
    """Its own was removed when it connected."""
    assert found["sockets"] == []


def test_no_process_but_its_own(found: Any) -> None:
    assert len(found["processes"]) == 2  # docker-init and the server
    assert any("/opt/assay/server.py" in words for words in found["processes"])


def test_open_files_and_threads_are_bounded(found: Any) -> None:
    assert 0 < found["files"] < LIMITS.files
    assert 0 < found["threads"] < LIMITS.pids
    assert found["core"] == [0, 0]


def test_memory_swap_processes_and_processors_are_bounded_by_the_kernel(found: Any) -> None:
    told = found["control groups"]
    memory, processes = str(LIMITS.memory), str(LIMITS.pids)
    if "memory.max" in told:  # control groups, version 2
        assert (told["memory.max"], told["memory.swap.max"]) == (memory, "0")
        assert told["pids.max"] == processes
        quota, period = told["cpu.max"].split()
    else:
        assert told["memory/memory.limit_in_bytes"] == memory
        assert told.get("memory/memory.memsw.limit_in_bytes", memory) == memory
        assert told["pids/pids.max"] == processes
        quota, period = told["cpu/cpu.cfs_quota_us"], told["cpu/cpu.cfs_period_us"]
    assert int(quota) / int(period) == LIMITS.cpus


def test_no_device_of_the_host(found: Any) -> None:
    usual = {"core", "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm"}
    assert set(found["devices"]) <= usual | {"stderr", "stdin", "stdout", "tty", "urandom", "zero"}
    assert found["hostname"] == "potential"


@pytest.mark.parametrize(
    ("gpu", "expected"),
    [
        ("", {"NVIDIA_VISIBLE_DEVICES": "void"}),
        ("GPU-7", {"NVIDIA_VISIBLE_DEVICES": "GPU-7", "LD_PRELOAD": ""}),
    ],
)
def test_no_image_chooses_its_gpu(
    engine: docker.DockerClient, gpu: str, expected: dict[str, str], tmp_path: Path
) -> None:
    """NVIDIA's hooks run as root, outside, and read the container's environment."""
    sandbox = DockerSandbox("sha256:0", LIMITS, gpu=gpu, client=engine)
    environment = flags(sandbox, tmp_path, 1.0)["environment"]
    found = {k: v for k, v in environment.items() if k.startswith(("NVIDIA", "LD_"))}
    assert found == expected
