"""A large site's tables are computed beside it; its readers see the last ones meanwhile."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from leaderboard.computed import computed
from leaderboard.models import Computed, Dataset
from leaderboard.ranking import RankingQuery, Table, ahead, build, ranking_table
from leaderboard.ranking.query import default_weights
from tests.leaderboard.scored import QUICK, scored


@pytest.fixture(autouse=True)
def large(settings: Any, datasets: list[Dataset], alice: User) -> None:
    """Three potentials are a large site here."""
    computed.clear()
    settings.ASSAY_RANKING_AT_ONCE = 3
    for name, calculator in (("EMT", "emt"), ("Argon", "argon"), ("Null", "null")):
        scored(alice, name, calculator, *QUICK)


def names(table: Table) -> set[str]:
    return {row.potential.name for row in table.rows}


def test_before_the_first_ranking_there_is_none_and_that_is_said() -> None:
    with patch.object(build, "rank", None):
        table = ranking_table()
    assert names(table) == set()
    assert "being computed" in table.notes[0]


def test_what_was_computed_is_what_a_small_site_would_show(settings: Any) -> None:
    assert ahead.compute()
    tables = [ranking_table(query) for query in ahead.usual()]
    settings.ASSAY_RANKING_AT_ONCE = 1000
    computed.clear()
    assert [ranking_table(query) for query in ahead.usual()] == tables
    assert names(tables[0]) == {"EMT", "Argon", "Null"}
    assert tables[0].notes == ()


def test_no_process_computes_it_again() -> None:
    ahead.compute()
    computed.clear()
    with patch.object(build, "rank", None):
        for query in ahead.usual():
            ranking_table(query)
    assert not ahead.needed()
    assert not ahead.compute()


def test_a_new_result_leaves_the_last_table_until_there_is_a_newer_one(alice: User) -> None:
    ahead.compute()
    scored(alice, "Sticky", "sticky", *QUICK)
    with patch.object(build, "rank", None):
        table = ranking_table()
    assert names(table) == {"EMT", "Argon", "Null"}
    assert "Newer results are being computed" in table.notes[0]
    assert ahead.needed()
    assert ahead.compute()
    assert names(ranking_table()) == {"EMT", "Argon", "Null", "Sticky"}
    assert ranking_table().notes == ()


def test_what_an_operator_hides_is_gone_at_once(alice: User) -> None:
    ahead.compute()
    submission = alice.potentials.get(name="Argon").current()
    assert submission is not None
    submission.hide("a mistake")
    table = ranking_table()
    assert names(table) == {"EMT", "Null"}
    assert [row.place.high for row in table.rows if row.place][-1] <= 2


def test_what_was_computed_from_older_results_is_forgotten(alice: User) -> None:
    ahead.compute()
    before = Computed.objects.count()
    scored(alice, "Sticky", "sticky", *QUICK)
    ahead.compute()
    assert Computed.objects.count() == before


def test_a_readers_own_weights_are_computed_for_that_reader() -> None:
    ahead.compute()
    asked: list[int] = []
    query = RankingQuery(weights=default_weights() | {"coupled-cluster": 0.7, "solids": 0.1})
    table = ranking_table(query, lambda: asked.append(1))
    assert names(table) == {"EMT", "Argon", "Null"}
    assert asked


def test_who_is_at_it_already_is_not_joined() -> None:
    here = socket.gethostname()
    for other in ((here, os.getpid()), ("another-host", 1)):
        cache.set(ahead.AT_WORK, other, 60)
        assert not ahead.compute()
    with subprocess.Popen(["true"]) as killed:
        killed.wait()
    cache.set(ahead.AT_WORK, (here, killed.pid), 60)
    assert ahead.compute()
