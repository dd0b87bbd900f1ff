"""The folders of sessions: gone when their makers are, whatever these died of."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.requirements import require
from workers.sandbox.folder import new_folder, sweep_folders

LONG_AGO = (0, 0)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_living_process_keeps_its_folder() -> None:
    folder = new_folder()
    assert sweep_folders() == 0
    assert folder.exists()


def test_the_folder_of_a_dead_process_is_swept(temporary: Path) -> None:
    make = "from workers.sandbox.folder import new_folder; new_folder()"
    subprocess.run(
        [sys.executable, "-c", make], env=os.environ | {"TMPDIR": str(temporary)}, check=True
    )
    assert len(list(temporary.iterdir())) == 1
    assert sweep_folders() == 1
    assert list(temporary.iterdir()) == []


def test_what_cannot_be_seen_is_not_taken_for_dead(temporary: Path) -> None:
    """In a process namespace of its own: the machine has the same name, /proc shows other ones."""
    require("root, for a process namespace", os.geteuid() == 0)
    folder = new_folder()
    alone = ["unshare", "--mount", "--pid", "--fork", "--mount-proc"]
    sweep = "from workers.sandbox.folder import sweep_folders; print(sweep_folders())"
    done = subprocess.run(
        [*alone, sys.executable, "-c", sweep], env=os.environ | {"TMPDIR": str(temporary)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "0"
    assert folder.exists()


def test_a_full_disk_leaves_no_folder(temporary: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            new_folder()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("signed", [False, True])
def test_one_whose_maker_was_killed_before_it_signed_is_swept_later(signed: bool) -> None:
    folder = new_folder()
    owner = folder / "owner"
    owner.write_text("") if signed else owner.unlink()
    assert sweep_folders() == 0
    os.utime(folder, LONG_AGO)
    assert sweep_folders() == 1
    assert not folder.exists()
