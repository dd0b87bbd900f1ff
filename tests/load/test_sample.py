"""A sample of `make load`: a queue drains while uploads and readers come; nothing is lost."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from deploy.build_images import build_runtimes
from tests.leaderboard.house import ROOT
from tests.load.commands import ROWS, told
from tests.postgres_server import binaries
from tests.requirements import require

SIZE = ("--submissions", "20", "--at-once", "20", "--readers", "12", "--seconds", "15")


@pytest.mark.postgres
def test_a_queue_drains_while_everybody_comes_and_nothing_is_lost() -> None:
    require("PostgreSQL's server", binaries() is not None)
    require("locust (pip install -e .[dev])", importlib.util.find_spec("locust") is not None)
    build_runtimes(["base"], "process")
    done = subprocess.run(
        [sys.executable, "-m", "tests.load", *SIZE], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
    assert "20 queued by 2 accounts" in done.stdout
    assert "20 handed in at once" in done.stdout
    assert " 0 losses" in done.stdout


@pytest.mark.parametrize("zone", ROWS)
def test_the_operators_page_tells_how_each_zone_is_started(zone: str) -> None:
    program = "gunicorn" if zone == "web" else "celery"
    assert told(zone)[:3] == [sys.executable, "-m", program]
