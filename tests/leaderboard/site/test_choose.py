from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.choosing import Answer, ChooseQuery, answered
from leaderboard.choosing.kinds import BY_SLUG, Sort
from leaderboard.choosing.subjects import PROPERTIES
from leaderboard.models import Dataset, Submission
from leaderboard.ranking.collect import collect
from tasks.narrowing import LEAST, Scale
from tasks.registry import TASKS
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import result, scored
from tests.leaderboard.seasons import hidden_ids, practice, sealed, settle
from tests.leaderboard.site.test_ranking_page import body

S22 = "noncovalent-interactions"
CHNO = "elements=C&elements=H&elements=N&elements=O"


def asked(query: str) -> Answer:
    return answered(ChooseQuery.parse(QueryDict(query)))


def test_every_task_is_of_one_property() -> None:
    told = [task for one in PROPERTIES for task in one.tasks]
    assert sorted(told) == sorted(TASKS)


@pytest.mark.parametrize(
    ("kind", "task", "of", "elements", "has"),
    [
        ("organic", "barrier-heights", "molecules", {1, 6, 17}, True),
        ("organic", "barrier-heights", "molecules", {1, 8}, False),
        ("with-metal", "hydrated-ions", "molecules", {1, 8, 11}, True),
        ("metals", "equation-of-state", "materials", {29}, True),
        ("metals", "equation-of-state", "materials", {14}, False),
        ("compounds", "equation-of-state", "materials", {11, 17}, True),
        ("compounds", "lattice-energies", "materials", {1, 6}, False),
        ("molecular-crystals", "lattice-energies", "materials", {1, 6}, True),
        ("molecules", "symmetries", "materials", {29}, False),
        ("liquids", "liquid-water-quick", "materials", {1, 8}, True),
    ],
)
def test_a_kind_is_told_from_elements_task_and_period(
    kind: str, task: str, of: str, elements: set[int], has: bool
) -> None:
    assert BY_SLUG[kind].has(Sort(task, of, frozenset(elements))) == has


def test_only_the_systems_asked_for_count(published: list[Submission]) -> None:
    """Water's dimer alone is made of H and O."""
    (one,) = [t for t in asked("elements=O&elements=H").tasks if t.slug == S22]
    assert [set(held) for _, held in one.systems] == [{1, 8}]
    (wider,) = [t for t in asked("elements=O&rule=any").tasks if t.slug == S22]
    assert all(8 in held for _, held in wider.systems)
    assert len(wider.systems) > 1


def test_errors_and_scale_are_those_of_these_systems(published: list[Submission]) -> None:
    """By hand: the mean of the errors of the chosen systems, and of the null model's."""
    answer = asked(f"{CHNO}&property=barriers")
    (one,) = answer.counted
    kept = [name for name, _ in one.systems]
    assert 0 < len(kept) < one.asked
    row = next(r for r in answer.rows if r.potential.slug == "argon")
    worst = TASKS[one.slug].primary.worst
    assert worst is not None

    def mean(calculator: str) -> float:
        errors = result(one.slug, calculator).errors
        given = [abs(errors[k]["error"]) if k in errors else worst for k in kept]
        return float(np.mean(np.minimum(given, worst)))

    cell = row.cells[one.slug]
    assert cell.metric is not None
    assert cell.metric.value == pytest.approx(mean("argon"))
    assert one.part.scale is Scale.HERE
    assert one.part.errors.anchors.null == pytest.approx(mean("null"))
    anchors = one.part.errors.anchors
    score = np.log(anchors.null / mean("argon")) / np.log(anchors.null / anchors.floor)
    assert cell.score.value == pytest.approx(np.clip(score, 0, 1))
    assert row.score is not None
    assert row.score.value == pytest.approx(cell.score.value)  # the only task


def test_without_the_null_model_the_scale_is_that_of_the_whole_task(
    datasets: list[Dataset], bob: User
) -> None:
    scored(bob, "Argon", "argon", "barrier-heights")
    (one,) = asked(f"{CHNO}&property=barriers").tasks
    assert one.part.scale is Scale.WHOLE
    assert one.part.errors.anchors == result("barrier-heights", "argon").anchors
    (whole,) = asked("property=barriers").tasks
    assert whole.part.scale is Scale.HERE


def test_what_only_calls_itself_a_reference_is_not_the_null_model(
    datasets: list[Dataset], bob: User
) -> None:
    scored(bob, "Argon", "argon", "barrier-heights", kind="reference-line")
    (one,) = asked(f"{CHNO}&property=barriers").tasks
    assert one.part.scale is Scale.WHOLE


def test_fewer_than_six_groups_are_too_few_to_say(
    client: Client, published: list[Submission]
) -> None:
    answer = asked("elements=O&elements=H")
    assert all(t.part.clusters < LEAST for t in answer.tasks)
    assert not answer.enough
    assert {row.place for row in answer.rows} == {None}
    page = body(client, "/choose/?elements=O&elements=H")
    assert "Too few systems to say" in page
    assert "No order is given" in page
    assert f"{LEAST} independent groups" in page


def test_six_groups_are_enough(published: list[Submission]) -> None:
    answer = asked(CHNO)
    assert [t.counts for t in answer.tasks] == [t.part.clusters >= LEAST for t in answer.tasks]
    assert {S22, "barrier-heights"} == {t.slug for t in answer.counted}
    assert all(row.place for row in answer.rows)


def test_who_does_not_declare_an_element_is_named_apart(
    client: Client, published: list[Submission]
) -> None:
    query = f"{CHNO}&elements=F"
    answer = asked(query)
    assert [row.potential.name for row in answer.rows] == ["Argon"]
    assert [facts.name for facts in answer.left_out] == ["EMT"]
    page = body(client, f"/choose/?{query}")
    assert "Left out" in page
    assert '/potentials/emt/"' in page


def test_the_address_holds_the_whole_question() -> None:
    text = "elements=H&elements=O&rule=any&kind=organic&property=barriers&property=phonons"
    query = ChooseQuery.parse(QueryDict(text))
    assert query.urlencode() == text
    assert ChooseQuery.parse(QueryDict(query.urlencode())) == query


def test_elements_may_be_typed_as_well() -> None:
    query = ChooseQuery.parse(QueryDict("elements=H&elements=o, C"))
    assert query.symbols == ["H", "C", "O"]


def test_the_form_shows_what_was_asked(client: Client, published: list[Submission]) -> None:
    page = body(client, "/choose/?elements=O&kind=organic&property=barriers&rule=any")
    for part in ('value="O" id="el-O"', 'value="organic" selected', 'id="property-barriers"'):
        assert part in page
    assert 'aria-label="Oxygen, ' in page
    assert 'value="any" checked' in page


@pytest.mark.parametrize(
    "query", ["elements=Xx", "kind=proteins", "property=luck", "rule=most", "elements=C-H"]
)
def test_a_wrong_question_says_what_is_allowed(
    client: Client, published: list[Submission], query: str
) -> None:
    assert "This could not be asked" in body(client, f"/choose/?{query}", 400)


def test_nothing_chosen_computes_nothing(client: Client, published: list[Submission]) -> None:
    page = body(client, "/choose/")
    assert "For example" in page
    assert 'id="answer"' not in page


def test_a_place_where_nothing_is_like_that(client: Client, published: list[Submission]) -> None:
    page = body(client, "/choose/?elements=Og")
    assert "No public system is like that" in page
    assert "rule=any" in page


def test_the_number_of_queries_does_not_grow(
    client: Client,
    published: list[Submission],
    alice: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(24):
        body(client, f"/choose/?{CHNO}")
    for i in range(4):
        scored(alice, f"Another {i}", "argon", S22)
    with django_assert_max_num_queries(24):
        body(client, f"/choose/?{CHNO}")


def test_asking_too_often_is_refused(
    client: Client, published: list[Submission], settings: object
) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"ranking": "1/m/ip"}  # type: ignore[attr-defined]
    body(client, f"/choose/?{CHNO}")
    body(client, f"/choose/?{CHNO}")  # computed already
    assert client.get("/choose/?kind=organic").status_code == 429


def test_no_system_of_a_season_counts_or_is_told(
    client: Client, vault: object, alice: User
) -> None:
    practice()
    season, submission = sealed(), a_submission(a_potential(alice, "argon"))
    settle(submission, "argon")
    season.open()
    settle(submission, "argon")
    assert S22 in collect().held
    assert S22 not in [one.slug for one in asked("kind=molecules").tasks]
    page = body(client, "/choose/?kind=molecules")
    assert not [name for name in hidden_ids() if name in page]
