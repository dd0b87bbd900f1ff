"""A season is sealed, opened and retired once, in this order, and nothing of it changes between."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from leaderboard.models import Dataset, Evaluation, Season, Submission
from leaderboard.models.refusals import (
    AlreadyOpen,
    AlreadySealed,
    AnotherOpen,
    Broken,
    Kept,
    NotAsked,
    NotOpen,
    NotRetired,
    NotSealed,
    Refused,
    Repeated,
)
from leaderboard.seasons import reveal
from leaderboard.seasons.vault import Vault
from tests.leaderboard.seasons import (
    HIDDEN,
    SEED,
    TASK,
    begun,
    hidden_ids,
    opened,
    retired,
    sealed,
)

pytestmark = pytest.mark.usefixtures("db", "vault")


def test_a_sealed_season_has_its_datasets_and_its_hash_but_no_secret() -> None:
    season = sealed()
    season.refresh_from_db()
    assert (season.state, season.seed, season.salt, season.files) == ("sealed", "", "", [])
    assert season.commitment == Vault.open().commitment("Winter").digest
    dataset = season.datasets.get()
    assert (dataset.task, dataset.split, dataset.size) == (TASK, "held-out", HIDDEN)
    assert {tuple(s["elements"]) for s in dataset.systems} == {()}
    assert {tuple(sorted(s)) for s in dataset.systems} == {("cluster", "elements", "id", "kind")}
    assert dataset.cost is None


def test_the_seed_is_nowhere_in_the_database_before_the_reveal() -> None:
    opened()
    rows = [row for model in (Season, Dataset) for row in model.objects.values()]
    assert SEED.hex() not in str(rows)
    assert Vault.open().commitment("Winter").salt not in str(rows)


def test_what_is_not_finished_does_not_open() -> None:
    with pytest.raises(NotSealed, match="season create Winter"):
        begun().open()


def test_a_season_opens_once() -> None:
    season = opened()
    with pytest.raises(AlreadyOpen):
        season.open()
    with pytest.raises(AlreadyOpen):
        retired(season).open()


def test_one_season_is_open_at_a_time() -> None:
    first, second = opened("First"), sealed("Second", 6)
    with pytest.raises(AnotherOpen, match="First"):
        second.open()
    retired(first)
    second.open()
    assert Season.objects.ranked().get() == second


def test_the_database_too_lets_one_season_be_open() -> None:
    opened("First")
    second = sealed("Second", 6)
    second.state = Season.State.OPEN
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize("name", ["size", "families", "generator", "commitment", "rejects"])
def test_nothing_of_a_sealed_season_changes(name: str) -> None:
    season = sealed()
    setattr(season, name, {"size": 3}.get(name, "other"))
    with pytest.raises(AlreadySealed, match=name):
        season.save()


def test_a_season_does_not_go_back() -> None:
    season = opened()
    season.state = Season.State.SEALED
    with pytest.raises(AlreadySealed, match="does not go back"):
        season.save()


def test_a_sealed_seasons_datasets_do_not_change() -> None:
    season = sealed()
    dataset = season.datasets.get()
    dataset.references_sha256 = "0" * 64
    with pytest.raises(AlreadySealed):
        dataset.save()
    with pytest.raises(AlreadySealed):
        Dataset.objects.filter(season=season).update(systems=[])
    with pytest.raises(AlreadySealed):
        Dataset(task=TASK, task_version=1, split="held-out", season=season).save()


def test_nothing_is_deleted() -> None:
    season = sealed()
    for delete in (
        season.delete,
        Season.objects.all().delete,
        season.datasets.get().delete,
        season.datasets.all().delete,
    ):
        with pytest.raises((Kept, ProtectedError)):
            delete()
    assert Season.objects.count() == Dataset.objects.count() == 1


def test_a_held_out_dataset_comes_with_its_season_alone() -> None:
    entry = {"task": TASK, "task_version": 1, "split": "held-out", "systems": [], "anchors": {}}
    entry |= {"inputs_sha256": "a" * 64, "references_sha256": "b" * 64}
    with pytest.raises(ValueError, match="held-out"):
        Dataset.objects.register([entry])
    with pytest.raises(IntegrityError), transaction.atomic():
        Dataset.objects.create(**entry)


def test_systems_that_were_held_out_before_are_refused() -> None:
    sealed("First")
    with pytest.raises(Repeated, match="new random bytes"):
        sealed("Second")


def test_no_secret_is_written_early() -> None:
    season = opened()
    season.seed = SEED.hex()
    with pytest.raises(NotRetired):
        season.save()
    with pytest.raises(NotRetired):
        season.require_revealed()


def test_only_an_open_season_retires() -> None:
    season = sealed()
    with pytest.raises(NotOpen):
        retired(season)
    season.open()
    retired(season)
    with pytest.raises(NotOpen):
        retired(season)


def test_what_was_changed_in_the_vault_is_not_revealed(vault: Path) -> None:
    season = opened()
    blob = max((vault / "Winter" / "revealed" / "blobs").iterdir())
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(bytes(data))
    with pytest.raises(Broken, match=blob.name):
        retired(season)
    season.refresh_from_db()
    assert (season.state, season.seed) == ("open", "")


def test_a_retired_season_tells_everything_and_is_what_was_promised() -> None:
    season = retired(opened())
    assert bytes.fromhex(season.seed) == SEED
    checks = reveal.checked(season, reveal.Revealed(season))
    assert {check.agrees for check in checks if check.what != "seed and systems"} == {True}
    assert {file["name"] for file in season.files} >= {"season.json", "README.txt"}
    assert not season.datasets.get().held_out


def test_revealed_files_are_not_read_early() -> None:
    with pytest.raises(NotRetired):
        reveal.Revealed(opened()).read("season.json")


def test_no_evaluation_of_a_set_whose_commitment_is_not_public(submission: Submission) -> None:
    season = sealed()
    with pytest.raises(NotAsked, match="open it"):
        submission.ask(season)
    assert not Evaluation.objects.filter(dataset__season=season).exists()


def test_every_refusal_says_what_to_do() -> None:
    with pytest.raises(Refused) as refusal:
        begun().open()
    assert len(str(refusal.value)) > 40


def test_ids_of_systems_are_in_the_database_for_the_ranking_only() -> None:
    stored = {system["id"] for system in sealed().datasets.get().systems}
    assert stored == set(hidden_ids())
