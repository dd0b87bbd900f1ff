"""The runtimes that submitters choose from, and the lock files that they are built from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docker
import pytest

from deploy.build_images import build_runtimes, content_hash
from deploy.lock_file import BuildError, LockFile
from tests.workers.submitted import ROOT
from workers.faults import ServiceFault, SubmissionFault
from workers.runtimes import BUILT_IN, RUNTIMES, Runtime, runtime_named


def test_each_runtime_has_a_lock_file_that_pins_everything() -> None:
    for runtime in BUILT_IN:
        pins = LockFile.read(runtime.name).pins
        assert {"ase==3.29.0", "numpy==2.4.6"} <= set(pins), runtime.name


def test_the_torch_runtime_is_the_set_that_installs_together() -> None:
    assert {"torch==2.13.0", "chgnet==0.4.2", "sevenn==0.13.0"} <= set(LockFile.read("torch").pins)


def test_an_unknown_runtime_is_the_submitters_mistake() -> None:
    with pytest.raises(SubmissionFault, match="no runtime `jax`") as raised:
        runtime_named("jax")
    assert all(name in raised.value.advice for name in RUNTIMES)


def test_an_operator_adds_a_runtime_by_configuration(tmp_path: Path) -> None:
    file = tmp_path / "runtimes.toml"
    file.write_text('[mace]\nsummary = "base, and mace-torch"\n')
    script = "from workers.runtimes import RUNTIMES; print(*(r.image for r in RUNTIMES.values()))"
    printed = subprocess.run(
        [sys.executable, "-c", script],
        env={"ASSAY_RUNTIMES": str(file)}, cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert printed.split() == [
        f"assay-runtime-{name}:current" for name in ("base", "tblite", "torch", "mace")
    ]


@pytest.mark.parametrize("name", ["", "Base", "../x", "a b", "-x"])
def test_a_runtimes_name_is_plain(name: str) -> None:
    with pytest.raises(ServiceFault, match="name"):
        Runtime(name, "")


def test_a_name_without_a_lock_file_is_told_those_that_have_one() -> None:
    with pytest.raises(BuildError, match="base, tblite, torch"):
        build_runtimes(["jax"], "process")


def test_a_lock_file_pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.lock_file.RUNTIMES", tmp_path)
    (tmp_path / "loose.txt").write_text("ase>=3.29\n")
    with pytest.raises(BuildError, match=r"ase>=3\.29"):
        LockFile.read("loose")


def test_the_content_hash_follows_the_content() -> None:
    lock = LockFile.read("base")
    assert content_hash(lock, "sha256:a") == content_hash(lock, "sha256:a")
    assert content_hash(lock, "sha256:a") != content_hash(lock, "sha256:b")
    assert content_hash(lock, "sha256:a") != content_hash(LockFile.read("tblite"), "sha256:a")


@pytest.mark.docker
def test_a_runtime_that_is_there_is_not_built_again(
    runtime: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = runtime("base")
    capsys.readouterr()
    assert runtime("base") == first
    assert capsys.readouterr().out == ""


@pytest.mark.docker
def test_a_runtime_carries_what_it_needs_and_no_more(
    engine: docker.DockerClient, runtime: Callable[[str], str]
) -> None:
    image = engine.images.get(runtime("base"))
    settings = image.attrs["Config"]
    assert settings["User"] == "65534:65534"
    assert settings["Entrypoint"] == ["python3", "-I", "/opt/assay/server.py"]
    command = ["-c", "import importlib.util as i; print(i.find_spec('pip'), i.find_spec('torch'))"]
    printed = engine.containers.run(
        image, command, entrypoint="python3", network_mode="none", remove=True
    )
    assert printed == b"None None\n"
