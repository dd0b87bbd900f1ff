"""A real Docker engine and real runtimes: in CI their absence is a failure, elsewhere a skip."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docker
import pytest

from deploy.build_images import build_runtimes
from tests.requirements import require
from workers.sandbox.docker import OWNER
from workers.sandbox.owner import myself


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.DockerClient]:
    client = None
    with contextlib.suppress(docker.errors.DockerException):
        client = docker.from_env()
    require("a Docker engine", client is not None)
    assert client is not None
    yield client
    client.close()


@pytest.fixture(scope="session")
def runtime(engine: docker.DockerClient) -> Callable[[str], str]:
    """Builds the runtime if its content changed, once; returns the image's ID."""

    @cache
    def build(name: str) -> str:
        build_runtimes([name])
        return str(engine.images.get(f"assay-runtime-{name}:current").id)

    return build


@pytest.fixture
def own_containers(engine: docker.DockerClient) -> Callable[[], list[str]]:
    """Names of the containers that this process has made and that are still there."""
    filters: dict[str, str | list[str] | bool] = {"label": f"{OWNER}={myself()}"}
    return lambda: [str(c.name) for c in engine.containers.list(all=True, filters=filters)]


@pytest.fixture
def unset_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASSAY_SANDBOX", "ASSAY_GPU", "ASSAY_OCI_RUNTIME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that does not exist yet."""
    return tmp_path / "new"
