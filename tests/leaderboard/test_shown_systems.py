"""From what the operator publishes to what the pages show; of a season nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leaderboard.models import Dataset
from leaderboard.shown_systems import shown_systems
from tasks.registry import TASKS
from tests.leaderboard.seasons import opened, practice
from workers.publish import HELD_OUT, entry, publish
from workers.storage import FolderStore, Store

pytestmark = pytest.mark.django_db
TASK = TASKS["noncovalent-interactions"]


@pytest.fixture
def three(tmp_path: Path, settings: Any) -> tuple[Store, Store, Store]:
    settings.ASSAY_STORE_REVEALED = str(tmp_path / "revealed")
    inputs, references = FolderStore(tmp_path / "inputs"), FolderStore(tmp_path / "references")
    return inputs, references, FolderStore(tmp_path / "revealed")


def test_the_pages_have_the_systems_that_were_published(three: tuple[Store, Store, Store]) -> None:
    [dataset] = Dataset.objects.register(publish([TASK], *three))
    shown = shown_systems(dataset)
    assert shown is not None
    assert list(shown.by_id) == [system["id"] for system in dataset.systems]


def test_an_older_manifest_registers_and_a_newer_one_adds_what_is_shown(
    three: tuple[Store, Store, Store],
) -> None:
    inputs, references, _ = three
    [old] = Dataset.objects.register(publish([TASK], inputs, references))
    assert shown_systems(old) is None
    [new] = Dataset.objects.register(publish([TASK], *three))
    assert new.pk == old.pk
    assert shown_systems(new) is not None
    [again] = Dataset.objects.register(publish([TASK], inputs, references))
    assert again.shown_sha256 == new.shown_sha256


def test_what_cannot_be_read_is_not_shown(three: tuple[Store, Store, Store]) -> None:
    [dataset] = Dataset.objects.register(publish([TASK], *three))
    dataset.shown_sha256 = "0" * 64
    assert shown_systems(dataset) is None
    dataset.shown_sha256 = three[2].put(b"no systems")
    assert shown_systems(dataset) is None


def test_a_held_out_dataset_is_never_written_for_the_pages(
    three: tuple[Store, Store, Store],
) -> None:
    with pytest.raises(ValueError, match="not shown"):
        entry(TASK, TASK.dataset(), HELD_OUT, *three)


@pytest.mark.usefixtures("vault")
def test_a_season_is_never_shown(three: tuple[Store, Store, Store]) -> None:
    """Neither by code nor by the database, whatever a row says."""
    practice()
    held = opened().datasets.get()
    sha = publish([TASK], *three)[0]["shown_sha256"]
    held.shown_sha256 = sha
    assert shown_systems(held) is None
    with pytest.raises(IntegrityError, match="no_season_is_shown"), transaction.atomic():
        QuerySet.update(Dataset.objects.filter(pk=held.pk), shown_sha256=sha)
