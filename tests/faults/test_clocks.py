"""What a wrong clock of a host does to one of our processes, by libfaketime."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.clocks import Clocks, library
from tests.leaderboard.house import ROOT
from tests.requirements import require

SET_BACK = """
from datetime import datetime
from pathlib import Path
from leaderboard.celery import app
from tests.faults.clocks import Clocks

clocks = Clocks(Path({folder!r}))
before = datetime.now()
jobs = [entry["schedule"] for entry in app.conf.beat_schedule.values()]
begun = [job.now() for job in jobs]
clocks.step("control", -3600)
print(round((datetime.now() - before).total_seconds() / 60), "minutes")
print(*(0 <= job.is_due(then).next <= job.seconds for job, then in zip(jobs, begun)))
"""


@pytest.fixture
def clocks(tmp_path: Path) -> Clocks:
    require("libfaketime (apt-get install faketime)", library() is not None)
    return Clocks(tmp_path)


def test_beat_goes_on_when_its_clock_is_set_back_by_an_hour(clocks: Clocks, tmp_path: Path) -> None:
    script = SET_BACK.format(folder=str(tmp_path))
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | clocks.environment("control"),
        capture_output=True,
        text=True,
    )
    minutes, _, *due = told.stdout.split()
    assert minutes == "-60", told.stderr
    assert set(due) == {"True"}
