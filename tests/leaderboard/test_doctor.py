"""`manage.py doctor` names what is wrong with a web zone, and how to mend it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from leaderboard.doctor.findings import OPERATOR, WEB, findings
from leaderboard.models import Attempt, Dataset, Outgoing, Submission
from tests.leaderboard.house import ROOT, broker_at
from tests.leaderboard.test_health import work
from tests.redis_server import RedisServer, redis_server
from workers.checkup import Finding, Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With every store as the web zone needs it, and room for uploads."""
    for name in ("SUBMISSIONS", "RESULTS", "REVEALED"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, f"ASSAY_STORE_{name}", str(folder))
    settings.ASSAY_MAX_IMAGE_BYTES = 1000
    settings.ASSAY_VAULT = str(tmp_path / "vault")
    monkeypatch.delenv("ASSAY_REFERENCE_BATCHES", raising=False)
    return tmp_path


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server(durable=True) as server, broker_at(server.url):
        yield server


def broken(zone: str = WEB) -> dict[str, Finding]:
    return {one.part: one for one in findings(zone) if one.level is Level.BROKEN}


def sound() -> bool:
    try:
        call_command("doctor")
    except SystemExit as ended:
        return not ended.code
    return True


def test_a_sound_installation_has_nothing_broken(
    datasets: list[Dataset], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with work(monkeypatch, redis, "control", "predict", "score"):
        assert any(sound() for _ in range(5))  # a busy machine's worker may answer too late


def test_what_is_broken_fails_the_command_with_its_remedy(
    datasets: list[Dataset], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "BROKEN   Redis: does not answer" in told
    assert "→ Start Redis, or correct REDIS_URL" in told


def test_every_broken_part_has_a_remedy(db: None) -> None:
    assert all(one.remedy for one in findings(WEB) if one.level is not Level.FINE)


def test_a_redis_that_forgets_is_broken(db: None, redis: RedisServer) -> None:
    redis.client().config_set("maxmemory-policy", "allkeys-lru")
    redis.client().config_set("appendonly", "no")
    assert {"Redis eviction", "Redis persistence"} <= set(broken())


def test_a_password_of_redis_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@localhost:1/0")
    with broker_at("redis://:hunter2@localhost:1/0"):
        found = list(findings(WEB))
    assert any("localhost:1/0" in one.remedy for one in found)
    assert not any("hunter2" in one.says + one.remedy for one in found)


def test_a_queue_that_nobody_works_has_the_command_that_starts_its_worker(
    datasets: list[Dataset], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with work(monkeypatch, redis, "control", "score"):
        found = broken()
    assert list(found) == ["worker of predict"]
    assert "-Q predict" in found["worker of predict"].remedy


def test_a_store_that_cannot_be_written_is_broken(installation: Path, settings: Any) -> None:
    (installation / "file").write_text("no folder")
    settings.ASSAY_STORE_SUBMISSIONS = str(installation / "file")
    assert "store submissions" in broken()


def test_a_full_disk_is_broken(settings: Any) -> None:
    settings.ASSAY_MAX_IMAGE_BYTES = 10**18
    assert any(part.startswith("disk of") for part in broken())


def test_a_vault_that_others_can_read_is_broken(installation: Path) -> None:
    vault = installation / "vault"
    vault.mkdir(mode=0o700)
    assert "vault" not in broken()
    vault.chmod(0o755)
    assert broken()["vault"].remedy == f"Run: chmod 700 {vault}"


def test_references_in_a_web_servers_environment_are_broken_but_an_operators(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_STORE_REFERENCES", str(installation / "references"))
    monkeypatch.setenv("ASSAY_STORE_INPUTS", str(installation / "inputs"))
    assert "ASSAY_STORE_REFERENCES" in broken()["zone"].says
    as_operator = broken(OPERATOR)
    assert {"zone", "store references", "store inputs"}.isdisjoint(as_operator)


def test_no_registered_dataset_is_broken(db: None) -> None:
    assert "register_datasets" in broken()["datasets"].remedy


def test_a_dataset_of_another_release_is_broken(datasets: list[Dataset]) -> None:
    Dataset.objects.filter(pk=datasets[0].pk).update(task_version=999)
    assert f"dataset of {datasets[0].task}" in broken()


def test_an_order_that_nobody_sent_tells_that_beat_is_missing(submission: Submission) -> None:
    assert "control jobs" not in broken()
    Outgoing.objects.update(due="2020-01-01T00:00:00Z")
    assert "--beat" in broken()["control jobs"].remedy


def test_a_lease_that_nobody_reaped_tells_the_same(submission: Submission) -> None:
    Attempt.objects.update(state="claimed", lease_until="2020-01-01T00:00:00Z")
    assert "control jobs" in broken()


def test_a_clock_that_is_wrong_is_broken() -> None:
    from workers.checkup.redis import skew

    assert skew("Redis", told=1000.0, before=1001.0, after=1001.5).level is Level.FINE
    assert skew("Redis", told=1000.0, before=1100.0, after=1100.5).level is Level.BROKEN
    assert skew("Redis", told=1200.0, before=1100.0, after=1100.5).level is Level.BROKEN


def test_a_migration_that_was_not_applied_is_broken(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'leaderboard' AND name <> '0001_initial'"
        )
    assert broken()["database"].remedy == "Run: manage.py migrate --no-input"


def production(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    about = {"PATH": os.environ["PATH"], "ASSAY_PRODUCTION": "1", "ASSAY_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "doctor"]
    about |= {"ASSAY_MFA_KEYS": Fernet.generate_key().decode()}
    about |= {"ASSAY_SIGNING_KEY": b64encode(secrets.token_bytes(32)).decode()}
    environment = about | {"REDIS_URL": "redis://localhost:1/0"} | settings
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_production_without_a_secret_is_told_in_a_line(tmp_path: Path) -> None:
    ended = production(tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("BROKEN   settings: set ASSAY_SECRET_KEY")
    assert "Traceback" not in ended.stderr


def test_a_secret_that_can_be_guessed_is_told_in_a_line(tmp_path: Path) -> None:
    ended = production(tmp_path, ASSAY_SECRET_KEY="short")
    assert ended.returncode == 1
    assert "ASSAY_SECRET_KEY can be guessed" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_production_is_held_against_djangos_deployment_checks(tmp_path: Path) -> None:
    secret = "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNOP"
    told = production(tmp_path, ASSAY_SECRET_KEY=secret).stdout
    assert "ASSAY_HOSTS" in told
    assert "https://" in told
    assert "collectstatic" in told
    assert "register_datasets" not in told  # there are no tables to ask: migrate comes first
    assert "manage.py migrate" in told
