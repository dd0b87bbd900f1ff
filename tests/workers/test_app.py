"""The workers as they are started: `celery -A workers.app worker -Q …`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workers.config import NEEDED


def start(role: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A worker that finds no Redis; it gets that far only where its environment is in order."""
    stores = {f"ASSAY_STORE_{name}": "/nowhere" for name in NEEDED[role]}
    common = {"PATH": os.environ["PATH"], "REDIS_URL": "redis+socket:///nowhere/redis.sock"}
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "-Q", role, "-c", "1"],
        env=common | stores | {"ASSAY_SANDBOX": "process"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("role", "secret"),
    [
        ("predict", "ASSAY_STORE_REFERENCES"),
        ("predict", "ASSAY_STORE_RESULTS"),
        ("predict", "ASSAY_REFERENCE_BATCHES"),
        ("predict", "DATABASE_URL"),
        ("score", "DATABASE_URL"),
        ("score", "ASSAY_SECRET_KEY_FILE"),
    ],
)
def test_a_worker_that_holds_what_it_must_not_does_not_start(role: str, secret: str) -> None:
    done = start(role, **{secret: "postgres://x"})
    assert done.returncode != 0
    assert f"must not have {secret}" in done.stderr


def test_a_worker_without_its_stores_does_not_start() -> None:
    done = start("score", ASSAY_STORE_REFERENCES="")
    assert done.returncode != 0
    assert "ASSAY_STORE_REFERENCES is not set" in done.stderr


def test_a_limit_that_is_no_number_is_found_at_the_start() -> None:
    done = start("predict", ASSAY_LIMIT_MEMORY="plenty")
    assert done.returncode != 0
    assert "ASSAY_LIMIT_MEMORY=plenty is no number" in done.stderr
