from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.comparing import CompareQuery, Comparison, by_system, compared, known
from leaderboard.models import Dataset, Submission
from leaderboard.ranking import ranking_table
from leaderboard.ranking.collect import collect
from tasks.registry import TASKS
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import QUICK, result, scored
from tests.leaderboard.seasons import hidden_ids, practice, sealed, settle
from tests.leaderboard.site.test_ranking_page import body

S22, BARRIERS = QUICK
TWO = "potentials=emt&potentials=argon"


def asked(query: str) -> Comparison:
    table = ranking_table()
    return compared(CompareQuery.parse(QueryDict(query), known(table)), table)


def test_differences_are_those_of_what_the_ranking_says(published: list[Submission]) -> None:
    (versus,) = asked(TWO).versus
    table = ranking_table()
    emt, argon = table.row("emt"), table.row("argon")
    assert emt is not None
    assert argon is not None
    for slug in QUICK:
        told = versus.differences.tasks[slug]
        assert emt.cells[slug].metric is not None
        assert told.values == pytest.approx(
            (emt.cells[slug].metric.value, argon.cells[slug].metric.value)  # type: ignore[union-attr]
        )
        assert told.estimate.value == pytest.approx(told.values[0] - told.values[1])
    whole = versus.differences.overall
    assert whole is not None
    assert whole.estimate.value == pytest.approx(emt.overall.value - argon.overall.value)


def test_who_is_better_is_what_the_places_say(published: list[Submission]) -> None:
    (versus,) = asked(TWO).versus
    row, slugs = ranking_table().row("emt"), versus.slugs
    assert row is not None
    for slug in QUICK:
        place, told = row.cells[slug].place, versus.differences.tasks[slug]
        assert place is not None
        assert place.ties.get("argon") == told.tie
        assert (told.better is None) == ("argon" in place.ties)
        if told.better is not None:
            assert slugs[told.better] == min(slugs, key=lambda s: told.values[slugs.index(s)])


def test_over_what_both_answered_only_that_counts(published: list[Submission]) -> None:
    (versus,) = asked(f"{TWO}&systems=both").versus
    errors = [result(BARRIERS, name).errors for name in ("emt", "argon")]
    both = set(errors[0]) & set(errors[1])
    told = versus.differences.tasks[BARRIERS]
    assert 0 < told.systems == len(both) < 24
    worst = TASKS[BARRIERS].primary.worst
    assert worst is not None
    means = [sum(min(worst, abs(e[k]["error"])) for k in both) / len(both) for e in errors]
    assert told.values == pytest.approx(tuple(means))


def test_systems_stand_with_each_ones_error_the_largest_difference_first(
    published: list[Submission],
) -> None:
    made = asked(f"{TWO}&task={BARRIERS}")
    assert made.task is not None
    found = by_system(made.task, [row.potential for row in made.rows])
    assert len(found.rows) == 24
    apart = [row.apart for row in found.rows]
    assert apart == sorted(apart, reverse=True)
    errors = [result(BARRIERS, name).errors for name in ("emt", "argon")]
    for row in found.rows:
        assert row.errors == tuple(e.get(row.system, {}).get("error") for e in errors)
    (chart,) = found.charts()
    assert len(chart.series[0].x) == len(set(errors[0]) & set(errors[1]))
    assert chart.level


def test_the_page_has_cards_pairs_profile_and_systems(
    client: Client, published: list[Submission]
) -> None:
    page = body(client, f"/compare/?{TWO}&potentials=null&task={BARRIERS}")
    for part in (
        "EMT against Argon", "EMT against Null", "Argon against Null", "not answered",
        'id="cards"', 'id="profile"', "System by system: ", "reference line, not ranked",
        "data-chart", f'value="{BARRIERS}" selected', 'value="emt"',
    ):  # fmt: skip
        assert part in page, part


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("potentials=emt&potentials=nobody", "No listed potential is called nobody"),
        ("systems=some", "Systems must be one of: asked, both"),
        ("task=luck", "No task is called luck"),
        ("&".join(f"potentials={x}" for x in ("emt", "argon", "null", "a-3", "a-4")), "At most 4"),
    ],
)
def test_a_wrong_question_says_what_is_allowed(
    client: Client, published: list[Submission], bob: User, query: str, said: str
) -> None:
    for i in (3, 4):
        scored(bob, f"A {i}", "argon", S22)
    assert said in body(client, f"/compare/?{query}", 400)


def test_one_alone_is_asked_for_another(client: Client, published: list[Submission]) -> None:
    page = body(client, "/compare/?potentials=emt&potentials=EMT&potentials=")
    assert "Choose another to hold it against" in page
    assert "data-chart" not in page


def test_a_name_will_do(published: list[Submission]) -> None:
    query = CompareQuery.parse(QueryDict("potentials=argon&potentials=EMT"), known(ranking_table()))
    assert query.potentials == ("argon", "emt")
    assert query.urlencode() == "potentials=argon&potentials=emt"


def test_what_is_not_published_is_not_compared(client: Client, secret: Submission) -> None:
    body(client, f"/compare/?potentials={secret.potential.slug}", 400)
    assert secret.potential.name not in body(client, "/compare/")


def test_without_a_task_in_common_nothing_is_compared(
    client: Client, datasets: list[Dataset], alice: User, bob: User
) -> None:
    scored(alice, "EMT", "emt", S22)
    scored(bob, "Argon", "argon", BARRIERS)
    assert "They have no task in common" in body(client, f"/compare/?{TWO}")


def test_of_a_season_no_system_is_listed_and_no_part_is_averaged(
    client: Client, vault: object, alice: User, bob: User
) -> None:
    """A mean over the systems that two answered would tell the error of a single one."""
    practice()
    season = sealed()
    submissions = [a_submission(a_potential(u, n)) for u, n in ((alice, "argon"), (bob, "emt"))]
    for submission in submissions:
        settle(submission, submission.potential.name)
    season.open()
    for submission in submissions:
        settle(submission, submission.potential.name)
    assert S22 in collect().held
    (versus,) = asked(TWO).versus
    told = versus.differences.tasks[S22]
    for number in (*told.values, told.estimate.value, told.estimate.low, told.estimate.high):
        assert number == round(number, 2)  # type: ignore[arg-type]
    assert asked(f"{TWO}&systems=both").versus[0].differences.tasks == {}
    assert asked(TWO).task is None
    page = body(client, f"/compare/?{TWO}&task={S22}")
    assert not [name for name in hidden_ids() if name in page]


def test_the_number_of_queries_does_not_grow(
    client: Client,
    published: list[Submission],
    alice: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(24):
        body(client, f"/compare/?{TWO}")
    for i in range(4):
        scored(alice, f"Another {i}", "argon", S22)
    with django_assert_max_num_queries(24):
        body(client, f"/compare/?{TWO}&potentials=another-0&potentials=another-1")


def test_asking_too_often_is_refused(
    client: Client, published: list[Submission], settings: object
) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"ranking": "1/m/ip"}  # type: ignore[attr-defined]
    body(client, f"/compare/?{TWO}")
    body(client, f"/compare/?{TWO}")  # computed already
    assert client.get("/compare/?potentials=emt&potentials=null").status_code == 429
