"""The demo's zones: each has what its role needs, and nothing that it must not have."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from deploy import redis_acl
from deploy.demo.processes import Environment, Processes
from deploy.demo.redis_server import start_redis, users_of
from deploy.demo.services import celery
from deploy.demo.zones import Zones
from workers import config


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    (tmp_path / "vault").mkdir()
    return Zones(tmp_path, "redis+socket:///nowhere", 8000, "process")


def become(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("role", ["predict", "score", "reference"])
def test_a_worker_of_the_demo_has_what_its_role_needs_and_nothing_more(
    zones: Zones, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(getattr(zones, role)(), monkeypatch)
    config.check(role)


@pytest.mark.parametrize("secret", ["REFERENCES", "RESULTS", "VAULT", "BATCHES", "DATABASE", "KEY"])
def test_the_demos_gpu_host_is_told_of_no_secret(
    zones: Zones, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ASSAY_{secret}", "inherited")
    assert [name for name in zones.predict() if secret in name] == []


def test_no_server_of_the_demo_is_told_of_the_vault(zones: Zones) -> None:
    for name in ("ASSAY_VAULT", "ASSAY_STORE_REFERENCES", "ASSAY_REFERENCE_BATCHES"):
        assert name not in zones.web()
        assert name in zones.operator()


@pytest.fixture
def demo() -> Iterator[tuple[Zones, Processes]]:
    """With the demo's own Redis; in a folder whose path is short enough for its socket."""
    with tempfile.TemporaryDirectory(prefix="assay-zones-") as folder:
        processes = Processes(Path(folder) / "log")
        try:
            url = start_redis(processes, Path(folder) / "redis")
            yield Zones(Path(folder), url, 8000, "process"), processes
        finally:
            processes.stop()


def test_a_running_predict_worker_has_its_own_password_and_no_other_secret(
    demo: tuple[Zones, Processes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kernel says of the process, whatever the demo's own environment had in it."""
    zones, processes = demo
    monkeypatch.setenv("DATABASE_URL", "postgres://assay:hunter2@localhost/assay")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("ASSAY_EMAIL_PASSWORD", "hunter2")
    users = users_of(zones.var / "redis")
    passwords = {user.name: redis_acl.password(users, user.name) for user in redis_acl.USERS}
    processes.start("predict", celery("workers.app", "predict", 1), zones.predict())
    worker = Path(f"/proc/{processes.running['predict'].pid}")
    admin = redis.Redis(
        unix_socket_path=str(zones.var / "redis" / "redis.sock"),
        username=redis_acl.ADMIN,
        password=passwords[redis_acl.ADMIN],
    )
    deadline = time.monotonic() + 60
    while not admin.exists("alive.predict"):
        assert time.monotonic() < deadline, (zones.var / "log" / "predict.log").read_text()
        time.sleep(0.2)
    told = (worker / "environ").read_bytes() + (worker / "cmdline").read_bytes()
    assert [name for name, password in passwords.items() if password.encode() in told] == [
        "predict"
    ]
    secrets = (
        "hunter2",
        "DATABASE",
        "SECRET",
        "PASSWORD",
        "REFERENCES",
        "RESULTS",
        "VAULT",
        "AWS_",
    )
    assert [secret for secret in secrets if secret.encode() in told] == []
    assert zones.web()["REDIS_URL"] != zones.operator()["REDIS_URL"] != zones.predict()["REDIS_URL"]


def test_an_operators_own_redis_is_passed_on_as_it_is(tmp_path: Path) -> None:
    zones = Zones(tmp_path, "rediss://me:secret@redis.example.org/0", 8000, "process")
    assert zones.web()["REDIS_URL"] == "rediss://me:secret@redis.example.org/0"
