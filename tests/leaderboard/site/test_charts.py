from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import Evaluation, Submission
from leaderboard.ranking import ranking_table
from leaderboard.ranking.collect import collect
from leaderboard.tradeoffs import ChartsQuery, Points, points
from leaderboard.tradeoffs.charts import against_cost, against_parameters
from leaderboard.tradeoffs.cost import cost, devices, timings
from leaderboard.tradeoffs.query import OVERALL
from tests.leaderboard.scored import QUICK, result, scored
from tests.leaderboard.site.test_ranking_page import body

S22, BARRIERS = QUICK


@pytest.fixture
def timed(published: list[Submission]) -> list[Submission]:
    """EMT: 1 s a task on a CPU. Argon: 10 s, and S22 on a GPU. The null model: no time."""
    emt, argon, _ = published
    Evaluation.objects.filter(submission=emt).update(seconds=1.0, device="cpu")
    Evaluation.objects.filter(submission=argon).update(seconds=10.0, device="cpu")
    Evaluation.objects.filter(submission=argon, dataset__task=S22).update(device="cuda")
    return published


def made(of: str = OVERALL, device: str = "cpu", **about: str) -> Points:
    found = collect()
    query = ChartsQuery(of=of, device=device, **about)
    return points(query, ranking_table(), found, timings(found), device)


def test_cost_is_time_over_what_was_answered(timed: list[Submission]) -> None:
    told = timings(collect())
    emt = cost(told, "cpu", QUICK, by_atom=False)["emt"]
    answered = sum(len(result(task, "emt").errors) for task in QUICK)
    assert answered < 46  # it does not know all elements
    assert emt.seconds == pytest.approx(2.0 / answered)
    assert emt.tasks == 2
    one = cost(told, "cpu", [S22], by_atom=True)["emt"]
    sizes = {
        s["id"]: s["atoms"] for s in timed[0].evaluations.get(dataset__task=S22).dataset.systems
    }
    assert one.seconds == pytest.approx(1.0 / sum(sizes[k] for k in result(S22, "emt").errors))


def test_only_times_of_one_device_stand_together(timed: list[Submission]) -> None:
    told = timings(collect())
    assert devices(told) == ["cpu", "cuda"]
    assert cost(told, "cpu", QUICK, by_atom=False)["argon"].tasks == 1
    assert set(cost(told, "cuda", QUICK, by_atom=False)) == {"argon"}
    assert [p.row.potential.slug for p in made(device="cuda").points if p.cost] == ["argon"]


def test_a_held_out_run_s_time_is_not_told(timed: list[Submission]) -> None:
    assert {one.task for one in timings(collect())} == set(QUICK)


def test_nobody_on_the_front_is_beaten_in_both(timed: list[Submission]) -> None:
    for of in (OVERALL, "coupled-cluster", S22, BARRIERS):
        some = made(of)
        front = some.front()
        sign = -1 if some.rising else 1
        entries = [(p.cost.seconds, sign * p.y.value) for p in some.points if p.cost and not p.line]
        for one in front:
            assert one.cost is not None
            mine = (one.cost.seconds, sign * one.y.value)
            assert not [o for o in entries if o[0] <= mine[0] and o[1] <= mine[1] and o != mine]
        assert len(front) <= len(entries)
        assert {p.row.potential.slug for p in front} <= {"emt", "argon"}


def test_y_is_the_ranking_s_own_number(timed: list[Submission]) -> None:
    table = ranking_table()
    for point in made(S22).points:
        assert point.y == point.row.cells[S22].metric
    assert [p.y for p in made().points] == [r.overall for r in (*table.rows, *table.references)]


def test_a_level_of_theory_filters(timed: list[Submission]) -> None:
    type(timed[0].potential).objects.filter(slug="emt").update(training_level="PBE")
    assert [p.row.potential.slug for p in made(level="PBE").points] == ["emt"]


def test_points_carry_names_intervals_and_links(timed: list[Submission]) -> None:
    chart = against_cost(made(BARRIERS))
    assert chart.log_x
    assert chart.labels
    series = next(one for one in chart.series if "EMT" in one.names)
    i = list(series.names).index("EMT")
    assert series.links[i] == "/potentials/emt/"
    assert series.low[i] is not None
    assert "Pareto front" in [one.label for one in chart.series]
    assert all(x for one in against_parameters(made()).series for x in one.x)


def test_the_page_says_what_these_times_are(client: Client, timed: list[Submission]) -> None:
    page = body(client, f"/charts/?of={BARRIERS}&per=atom")
    for part in (
        "no calibrated measurement of speed", "On the Pareto front", "Not timed on cpu",
        f'value="{BARRIERS}" selected', 'value="atom" selected', "chart-cost", "chart-date",
        "chart-parameters",
    ):  # fmt: skip
        assert part in page, part


@pytest.mark.parametrize("query", ["of=luck", "device=abacus", "per=person", "level=HF"])
def test_a_wrong_question_says_what_is_allowed(
    client: Client, timed: list[Submission], query: str
) -> None:
    page = body(client, f"/charts/?{query}", 400)
    assert "must be one of" in page


def test_the_address_holds_the_question() -> None:
    text = "of=solids&device=cpu&per=atom&level=PBE"
    query = ChartsQuery.parse(QueryDict(text), ["solids"], ["cpu"], ["PBE"])
    assert query.urlencode() == text


@pytest.mark.django_db
def test_an_empty_site_says_what_comes_next(client: Client) -> None:
    assert "No potential has been scored yet" in body(client, "/charts/")


def test_the_number_of_queries_does_not_grow(
    client: Client,
    timed: list[Submission],
    alice: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(24):
        body(client, "/charts/")
    for i in range(4):
        scored(alice, f"Another {i}", "argon", S22)
    with django_assert_max_num_queries(24):
        body(client, "/charts/")
