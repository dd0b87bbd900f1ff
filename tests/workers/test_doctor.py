"""`python -m workers.doctor ROLE` names what a worker's host lacks, or has too much of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.redis_server import RedisServer, redis_server
from workers import doctor
from workers.checkup import Finding, Level
from workers.config import NEEDED

ENVIRONMENT = ("DATABASE_URL", "ASSAY_SECRET_KEY", "ASSAY_VAULT", "ASSAY_REFERENCE_BATCHES")


@pytest.fixture(autouse=True)
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With no setting of the developer's; a test gives it what it needs."""
    for name in ENVIRONMENT + tuple(f"ASSAY_STORE_{s}" for s in NEEDED["score"] + ("SUBMISSIONS",)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://localhost:1/0")
    return tmp_path


@pytest.fixture
def scoring(host: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A sound scoring host."""
    for name in NEEDED["score"]:
        (host / name).mkdir()
        monkeypatch.setenv(f"ASSAY_STORE_{name}", str(host / name))
    with redis_server(durable=True) as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        yield server


def broken(role: str) -> dict[str, Finding]:
    return {one.part: one for one in doctor.findings(role) if one.level is Level.BROKEN}


def test_a_sound_scoring_host_has_nothing_broken(
    scoring: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broken("score") == {}
    assert doctor.main(["score"]) == 0
    assert "0 broken" in capsys.readouterr().out


def test_a_bare_host_is_told_each_thing_that_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main(["score"]) == 1
    told = capsys.readouterr().out
    for part in ("environment", "Redis", *(f"store {name.lower()}" for name in NEEDED["score"])):
        assert f"BROKEN   {part}: " in told


def test_the_database_is_not_for_a_scoring_host(
    scoring: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://assay@db/assay")
    assert "DATABASE_URL" in broken("score")["environment"].says


def test_references_are_not_for_a_gpu_host(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX", "process")
    monkeypatch.setenv("ASSAY_STORE_REFERENCES", str(host))
    assert "ASSAY_STORE_REFERENCES" in broken("predict")["environment"].says


def test_an_engine_that_does_not_answer_is_told_with_a_remedy(
    host: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSAY_SANDBOX", raising=False)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{host}/none.sock")
    assert "systemctl start docker" in broken("predict")["Docker"].remedy


def test_an_unsealed_sandbox_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX", "process")
    found = {one.part: one for one in doctor.findings("predict")}
    assert found["sandbox"].level is Level.WARNING


def test_a_limit_that_is_no_number_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX", "process")
    monkeypatch.setenv("ASSAY_LIMIT_MEMORY", "lots")
    assert "ASSAY_LIMIT_MEMORY=lots" in broken("predict")["limits"].says


@pytest.mark.docker
def test_a_real_engine_can_limit_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSAY_SANDBOX", raising=False)
    found = {one.part: one.level for one in doctor.findings("predict")}
    assert found["Docker"] is found["cgroups"] is found["seccomp"] is Level.FINE
    assert found["OCI runtime"] is Level.FINE
    monkeypatch.setenv("ASSAY_OCI_RUNTIME", "no-such-runtime")
    assert "OCI runtime" in broken("predict")


@pytest.mark.docker
def test_a_runtime_without_its_image_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    from workers.runtimes import RUNTIMES, Runtime

    monkeypatch.delenv("ASSAY_SANDBOX", raising=False)
    monkeypatch.setitem(RUNTIMES, "unbuilt", Runtime("unbuilt", "nothing", "assay-none:no"))
    assert "deploy.build_images unbuilt" in broken("predict")["runtime unbuilt"].remedy
