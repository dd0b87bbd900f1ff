"""The commands that a page offers do what it says, with a bundle as a scientist has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leaderboard.at_home import at_home
from tests.leaderboard.house import ROOT, bundle

LITTLE = " --limit 1 --task symmetries --task noncovalent-interactions"


@pytest.mark.parametrize("name", ["argon.zip", "my argon (2).zip", "-x.zip", "$(touch bad).zip"])
def test_the_command_runs_the_bundle(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(bundle())
    home = at_home("bundle", "base", name)
    for script in (home.run, home.look.replace(" --limit 2", "")):
        result = in_a_shell(script + LITTLE, tmp_path)
        assert result.returncode == 0, result.stderr
        assert "Written to" in result.stderr
    (written,) = tmp_path.glob("*.json")
    told = json.dumps(json.loads(written.read_text()))
    assert all(f'"{slug}"' in told for slug in ("symmetries", "noncovalent-interactions"))
    assert not (tmp_path / "bad").exists()


def test_a_runtime_brings_what_it_holds() -> None:
    for runtime in ("tblite", "torch"):
        prepare = at_home("bundle", runtime, "a.zip").prepare
        (line,) = [line for line in prepare.splitlines() if "-r " in line]
        assert (ROOT / line.rpartition(" ")[2]).is_file()
    assert "-r" not in at_home("bundle", "base", "a.zip").prepare


@pytest.mark.parametrize("route", ["image", "bundle", "", "ftp"])
def test_something_is_said_whatever_was_chosen(route: str) -> None:
    assert "python -m tasks run --potential " in at_home(route, "windows", "../../x").run
    assert "../" not in at_home(route, "windows", "../../x").run


def in_a_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As in a clone of the project, with its Python."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        ["/bin/bash", "-e", "-c", script], cwd=folder, env=environment, text=True,
        capture_output=True, check=False, timeout=300,
    )  # fmt: skip
