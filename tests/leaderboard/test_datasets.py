"""From the scoring host's manifest to the web zone's rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import Dataset
from tasks.artefact import read_references, read_systems
from tasks.registry import TASKS
from workers.storage import FolderStore


def test_every_task_is_published_once_and_registered_once(
    db: None, manifest: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    for _ in range(2):
        call_command("register_datasets", str(file), stdout=StringIO())
    here = [slug for slug, task in TASKS.items() if not task.missing()]
    assert [d.task for d in Dataset.objects.current().order_by("pk")] == here
    assert Dataset.objects.count() == len(here) >= 5


def test_the_manifest_names_what_the_stores_hold(
    manifest: list[dict[str, Any]], stores: Path
) -> None:
    inputs, references = FolderStore(stores / "inputs"), FolderStore(stores / "references")
    for entry in manifest:
        ids = [system["id"] for system in entry["systems"]]
        assert [s.id for s in read_systems(inputs.get(entry["inputs_sha256"]))] == ids
        assert set(read_references(references.get(entry["references_sha256"]))) == set(ids)


def test_the_manifest_holds_no_structure_and_no_reference(manifest: list[dict[str, Any]]) -> None:
    for entry in manifest:
        for system in entry["systems"]:
            assert set(system) == {"id", "cluster", "kind", "elements", "structures", "atoms"}
        assert all(0 < s["structures"] <= s["atoms"] for s in entry["systems"])
        assert 0 < entry["anchors"]["floor"] < entry["anchors"]["null"]


def test_publishing_twice_gives_the_same_bytes(
    manifest: list[dict[str, Any]], tmp_path: Path
) -> None:
    output = tmp_path / "manifest.json"
    environment = {f"ASSAY_STORE_{n}": str(tmp_path / n) for n in ("INPUTS", "REFERENCES")}
    command = [sys.executable, "-m", "workers.publish", "--output", str(output)]
    subprocess.run(command, env=os.environ | environment, check=True)
    assert json.loads(output.read_text()) == manifest


@pytest.mark.parametrize("text", ["", "[]x", '{"task": 1}', '[{"task": "barrier-heights"}]'])
def test_what_is_no_manifest_is_refused(db: None, tmp_path: Path, text: str) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"no manifest of `python -m workers.publish`"):
        call_command("register_datasets", str(file))
    assert not Dataset.objects.exists()
