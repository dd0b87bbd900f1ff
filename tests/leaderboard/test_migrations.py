"""A site that was running before there were seasons keeps everything that it had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from leaderboard.models import Dataset


@pytest.fixture
def before_seasons(transactional_db: None) -> Iterator[MigrationExecutor]:
    """The database as the first migration left it; afterwards it is brought up to date again."""
    executor = MigrationExecutor(connection)
    executor.migrate([("leaderboard", "0001_initial")])
    yield executor
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_datasets_of_before_are_public_and_of_no_season(before_seasons: MigrationExecutor) -> None:
    old = before_seasons.loader.project_state([("leaderboard", "0001_initial")]).apps
    kept = old.get_model("leaderboard", "Dataset").objects.create(
        task="noncovalent-interactions",
        task_version=1,
        inputs_sha256="a" * 64,
        references_sha256="b" * 64,
        systems=[{"id": "one"}],
    )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    dataset = Dataset.objects.get(pk=kept.pk)
    assert (dataset.split, dataset.season, dataset.size) == ("public", None, 1)
    assert not dataset.held_out
    dataset.delete()
