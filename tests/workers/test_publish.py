"""What the scoring host publishes of the tasks that it has the data of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tasks.imports.published import published
from tests.tasks.argon import TASK, dataset
from workers.publish import publish, skipped
from workers.storage import FolderStore


def test_what_is_not_imported_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path / "library"))
    absent = replace(TASK, slug="imported", dataset=published("toys/argon"))
    inputs, references = FolderStore(tmp_path / "inputs"), FolderStore(tmp_path / "references")
    [entry] = publish([absent, TASK], inputs, references)
    assert entry["task"] == TASK.slug
    assert len(entry["systems"]) == len(dataset().systems)
    assert skipped([absent, TASK]) == ["Skipped imported: not imported: toys/argon"]
