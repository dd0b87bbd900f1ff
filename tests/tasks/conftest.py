"""Where a submitter works."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tasks.registry import TASKS
from tests.tasks.argon import POTENTIAL, TASK


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder with a potential.py; nothing imported; one task more, of argon."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSAY_LIBRARY", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(TASKS, TASK.slug, TASK)
    Path("potential.py").write_text(POTENTIAL)
