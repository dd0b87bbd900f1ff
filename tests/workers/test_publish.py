"""What the scoring host publishes of the tasks that it has the data of."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tasks.cost import times
from tasks.imports.published import published
from tasks.task import Profile
from tests.tasks.argon import TASK, dataset
from workers.publish import of_profile, publish, skipped, up_to
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


def test_the_quick_profile_leaves_out_what_needs_a_gpu() -> None:
    quick, full = of_profile(Profile.QUICK), of_profile(Profile.FULL)
    assert {task.profile for task in quick} == {Profile.QUICK}
    assert {task.slug for task in full} - {task.slug for task in quick} >= {"vacancies"}


def test_the_web_zone_is_told_what_a_system_costs(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    [entry] = publish([replace(TASK, cost=partial(times, 7))], store, store)
    assert {(s["structures"], s["atoms"]) for s in entry["systems"]} == {(7, 14)}


def test_tasks_that_ask_for_more_atoms_are_left_out() -> None:
    quick = of_profile(Profile.QUICK)
    few = {task.slug for task in up_to(quick, 50_000)}
    assert "equation-of-state" in few
    assert "liquid-water-quick" not in few
    assert {task.slug for task in up_to(quick, 10**9)} == {task.slug for task in quick}
