from __future__ import annotations

from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from leaderboard.computed import computed
from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.ranking import RankingQuery, Table, build, ranking_table
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import QUICK, result, scored

SOLIDS = "equation-of-state"
S22 = "noncovalent-interactions"


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def three(datasets: list[Dataset], alice: User, bob: User) -> list[Submission]:
    """EMT knows metals and a few light elements; both Lennard-Jones answer everything."""
    return [
        scored(alice, "EMT", "emt", *QUICK, elements=[1, 6, 7, 8, 13, 29], parameters=None),
        scored(bob, "Argon", "argon", *QUICK, parameters=2),
        scored(bob, "Sticky", "sticky", *QUICK, parameters=3),
    ]


def parsed(query: str) -> RankingQuery:
    return RankingQuery.parse(QueryDict(query))


def names(table: Table) -> list[str]:
    return [row.potential.name for row in table.rows]


def test_the_numbers_of_the_page_are_those_of_the_scores(three: list[Submission]) -> None:
    cell = ranking_table().row("argon").cells[S22]  # type: ignore[union-attr]
    whole = next(s for s in result(S22, "argon").scores if s.metric == "mae" and not s.group)
    assert cell.metric is not None
    assert cell.metric.value == pytest.approx(whole.value)
    assert (cell.metric.low, cell.metric.high) == pytest.approx((whole.low, whole.high))
    assert (cell.answered, cell.asked) == (whole.answered, whole.asked) == (22, 22)


def test_columns_stand_in_the_order_of_the_tasks_with_both_ends_of_the_scale(
    three: list[Submission],
) -> None:
    columns = ranking_table().columns
    assert [column.slug for column in columns] == list(QUICK)
    anchors = result(S22, "emt").anchors
    assert (columns[0].null, columns[0].floor, columns[0].unit) == (
        anchors.null, anchors.floor, "kcal/mol",
    )  # fmt: skip


def test_without_submissions_the_table_is_empty(db: None) -> None:
    table = ranking_table()
    assert (table.rows, table.references, table.columns) == ((), (), ())


def test_only_the_latest_published_submission_of_a_potential_is_listed(
    three: list[Submission],
) -> None:
    potential = three[0].potential
    later = a_submission(potential, "c" * 64, publish_when_scored=False)
    assert ranking_table().row("emt").potential.submission == three[0].public_id  # type: ignore[union-attr]
    for evaluation in later.evaluations.select_related("dataset"):
        evaluation.result = result(evaluation.dataset.task, "silent").to_json()
        evaluation.finish(Evaluation.State.SCORED)
    later.settle()
    later.publish()
    row = ranking_table().row("emt")
    assert row is not None
    assert row.potential.submission == potential.current().public_id == later.public_id  # type: ignore[union-attr]
    assert (row.answered, row.overall.value) == (0, 0.0)


def test_what_is_not_published_is_not_there(datasets: list[Dataset], alice: User) -> None:
    scored(alice, "Secret", "emt", *QUICK, publish=False)
    a_submission(a_potential(alice, "Queued"))
    assert ranking_table().rows == ()


def test_a_reference_line_is_shown_and_takes_no_place(three: list[Submission], alice: User) -> None:
    before = ranking_table()
    scored(alice, "Null", "null", *QUICK, kind="reference-line")
    after = ranking_table()
    assert names(after) == names(before)
    assert [row.place for row in after.rows] == [row.place for row in before.rows]
    (line,) = after.references
    assert (line.potential.name, line.place, line.overall.value) == ("Null", None, 0.0)


def test_a_task_not_evaluated_yet_is_pending_and_counts_as_silence(
    three: list[Submission], alice: User
) -> None:
    scored(alice, "Newer", "argon", *QUICK, SOLIDS)
    scored(alice, "Silent", "silent", *QUICK, SOLIDS)
    table = ranking_table()
    old, silent = table.row("argon"), table.row("silent")
    assert old is not None
    assert silent is not None
    assert (old.cells[SOLIDS].metric, old.cells[SOLIDS].pending) == (None, True)
    assert (old.cells[SOLIDS].asked, silent.cells[SOLIDS].asked) == (0, 48)
    assert old.domains["solids"].value == silent.domains["solids"].value
    assert old.asked == 22 + 24
    assert "newer than the evaluations" in table.notes[0]
    assert not ranking_table(RankingQuery(view="molecules")).notes


def test_a_board_of_materials_asks_for_materials_alone(
    three: list[Submission], alice: User
) -> None:
    scored(alice, "Metals", "emt", *QUICK, SOLIDS)
    table = ranking_table(RankingQuery(view="materials"))
    assert [column.slug for column in table.columns] == [SOLIDS]
    assert dict(table.weights) == {"solids": 1.0}
    assert table.row("metals").asked == 48  # type: ignore[union-attr]


def test_elements_leave_potentials_that_declare_them_or_no_limit(three: list[Submission]) -> None:
    assert set(names(ranking_table(parsed("elements=Cu")))) == {"EMT", "Argon", "Sticky"}
    table = ranking_table(parsed("elements=Cu&elements=Ar"))
    assert set(names(table)) == {"Argon", "Sticky"}
    assert all(row.place is not None and row.place.high <= 2 for row in table.rows)
    assert "declare all of the chosen elements" in table.notes[0]


def test_the_readers_weights_decide_the_overall_score(three: list[Submission], alice: User) -> None:
    scored(alice, "Metals", "emt", *QUICK, SOLIDS)
    row = ranking_table(parsed("weight-solids=3&weight-coupled-cluster=1")).row("metals")
    assert row is not None
    expected = 0.75 * row.domains["solids"].value + 0.25 * row.domains["coupled-cluster"].value
    assert row.overall.value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Argon", "EMT", "Sticky"]),
        ("-name", ["Sticky", "EMT", "Argon"]),
        ("parameters", ["Argon", "Sticky", "EMT"]),
        ("-parameters", ["Sticky", "Argon", "EMT"]),
        ("coverage", ["EMT", "Argon", "Sticky"]),
    ],
)
def test_rows_stand_as_asked_and_what_has_no_value_last(
    three: list[Submission], sort: str, expected: list[str]
) -> None:
    assert names(ranking_table(parsed(f"sort={sort}"))) == expected


def test_a_task_sorts_by_its_error(three: list[Submission]) -> None:
    rows = ranking_table(RankingQuery(sort=S22)).rows
    values = [row.cells[S22].metric.value for row in rows]  # type: ignore[union-attr]
    assert values == sorted(values)
    assert names(ranking_table(RankingQuery(sort=S22, descending=True))) == [
        row.potential.name for row in reversed(rows)
    ]


def test_the_same_question_has_the_same_answer_with_and_without_the_cache(
    three: list[Submission],
) -> None:
    first, second = ranking_table(), ranking_table()
    computed.clear()
    assert first == second == ranking_table()


def test_a_warm_page_reads_no_results_and_computes_nothing(
    three: list[Submission], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ranking_table()
    with django_assert_num_queries(3), patch.object(build, "rank", None):
        ranking_table()


def test_a_new_result_and_a_new_description_are_seen_at_once(
    three: list[Submission], alice: User
) -> None:
    ranking_table()
    potential = three[0].potential
    potential.name = "Effective medium theory"
    potential.save()
    scored(alice, "Late", "argon", *QUICK)
    assert {"Effective medium theory", "Late"} < set(names(ranking_table()))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("view=proteins", "all, molecules, materials"),
        ("elements=Xx", "Xx is no element"),
        ("sort=luck", "sort must be one of"),
        ("weight-solids=heavy", "must be a number"),
        ("weight-solids=nan", "from 0 to 100"),
        ("weight-solids=-1", "from 0 to 100"),
    ],
)
def test_a_wrong_question_is_told_what_is_allowed(query: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parsed(query)


@pytest.mark.parametrize(
    "query", ["", "view=molecules&elements=O&elements=Cu&sort=-name&weight-solids=0.7"]
)
def test_a_question_goes_into_a_url_and_comes_back(query: str) -> None:
    question = parsed(query)
    assert parsed(question.urlencode()) == question
    assert parsed(question.urlencode(sort="coverage")).sort == "coverage"


def test_symbols_may_be_written_in_one_field() -> None:
    assert parsed("elements=Cu,+O").elements == parsed("elements=O&elements=Cu").elements == (8, 29)


def test_weights_that_leave_nothing_to_rank_by_are_equal_instead_and_that_is_said(
    three: list[Submission],
) -> None:
    table = ranking_table(parsed("weight-coupled-cluster=0"))
    assert dict(table.weights) == {"coupled-cluster": 1.0}
    assert "weigh the same" in table.notes[0]


def test_each_view_asks_for_its_own_systems(datasets: list[Dataset], alice: User) -> None:
    scored(alice, "EMT", "emt", "energy-force-consistency")
    boards = [ranking_table(RankingQuery(view=view)) for view in ("molecules", "materials")]
    cells = [board.rows[0].cells["energy-force-consistency"] for board in boards]
    assert [cell.asked for cell in cells] == [_systems("molecules"), _systems("materials")]


def _systems(kind: str) -> int:
    dataset = Dataset.objects.current().get(task="energy-force-consistency")
    return sum(system["kind"] == kind for system in dataset.systems)
