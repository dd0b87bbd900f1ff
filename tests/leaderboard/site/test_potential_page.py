"""Bob reads a potential's page: its card, its scores by domain, what held-out systems say of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.gaps import gaps
from leaderboard.models import Submission
from leaderboard.plots.chart import Chart
from leaderboard.results.gaps import gap_charts
from leaderboard.views.domains import domain_scores
from leaderboard.views.scores import task_scores
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.seasons import opened, practice, settle


@pytest.fixture
def seasoned(db: None, vault: Any, alice: User) -> Submission:
    """Alice's argon, on the practice split and on the eight systems that nobody has seen."""
    practice()
    opened()
    submission = a_submission(a_potential(alice, "Argon"), publish_when_scored=True)
    settle(submission, "argon")
    return submission


def test_the_scores_stand_by_domain_and_lead_to_each_task(
    client: Client, published: list[Submission]
) -> None:
    page = client.get("/potentials/emt/").content.decode()
    assert 'id="domain-coupled-cluster"' in page
    for slug in ("noncovalent-interactions", "barrier-heights"):
        assert f'<a class="onward" href="/potentials/emt/tasks/{slug}/">' in page


def test_every_place_of_the_jump_list_is_there(client: Client, seasoned: Submission) -> None:
    page = client.get("/potentials/argon/").content.decode()
    for name in ("card", "profile", "scores", "gap", "history"):
        assert f'href="#{name}"' in page
        assert f'id="{name}"' in page


def test_what_is_held_out_has_no_page_of_its_systems(seasoned: Submission) -> None:
    [domain] = domain_scores(task_scores(seasoned), None)
    shown = {line.found.label: line.shown for line in domain.lines}
    assert sorted(shown.values()) == [False, True]
    assert all(line.primary is not None for line in domain.lines)


def test_public_and_held_out_errors_are_drawn_side_by_side(
    client: Client, seasoned: Submission
) -> None:
    assert b'id="chart-gap-winter-0"' in client.get("/potentials/argon/").content
    told = gaps(seasoned.potential)
    [chart] = gap_charts(told)["Winter"]
    public, held_out = chart.series
    assert public.y == [one.public.value for one in told if one.public]
    assert held_out.y == [one.held_out.value for one in told if one.held_out]
    assert public.low[0] is not None


def test_a_season_without_results_draws_nothing() -> None:
    charts: dict[str, list[Chart]] = gap_charts([])
    assert charts == {}


def test_the_page_takes_no_more_queries_with_more_tasks(
    client: Client, published: list[Submission], django_assert_max_num_queries: Any
) -> None:
    client.get("/potentials/emt/")  # the ranking is computed once
    with django_assert_max_num_queries(32):
        client.get("/potentials/emt/")
