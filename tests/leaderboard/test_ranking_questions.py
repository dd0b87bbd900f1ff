"""What stands in the address of the ranking, licences, brackets, and why a number is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict

from leaderboard.computed import computed
from leaderboard.models import Dataset
from leaderboard.ranking import RankingQuery, ranking_table
from leaderboard.ranking.brackets import LANES, Brackets
from leaderboard.ranking.openness import openness
from leaderboard.ranking.wings import WINGS
from tasks.exact.hallmark import LAWS
from tasks.standing import Place, Tie
from tasks.task import Domain
from tests.leaderboard.scored import QUICK, result, scored

EVERYTHING = (
    "tab=coupled-cluster&view=molecules&domain=held-out&season=2026-1&elements=H&elements=O"
    "&level=PBE&level=r2SCAN&data=MPtrj&forces=direct&licence=MIT&open=open&open=unknown"
    "&parameters-min=500000&parameters-max=30000000&device=cpu&verified=1&q=net&sort=-coverage"
    "&weight-held-out=0.7&columns=barrier-heights&columns=licence&values=score&rows=100&page=2"
)


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


def test_the_whole_question_goes_into_an_address_and_comes_back() -> None:
    question = RankingQuery.parse(QueryDict(EVERYTHING))
    assert question.urlencode() == EVERYTHING
    assert RankingQuery.parse(QueryDict(question.urlencode())) == question


def test_what_changes_the_rows_starts_from_the_first_page() -> None:
    question = RankingQuery.parse(QueryDict("rows=25&page=3"))
    assert question.urlencode(sort="name") == "sort=name&rows=25"
    assert question.urlencode(page="4") == "rows=25&page=4"


@pytest.mark.parametrize(
    ("text", "count"), [("500k", 500_000), ("1.5M", 1_500_000), ("2e6", 2_000_000)]
)
def test_sizes_are_written_as_people_do(text: str, count: int) -> None:
    question = RankingQuery.parse(QueryDict(f"parameters-min={text}"))
    assert question.filters.parameters == (count, None)


def test_every_domain_has_its_wing() -> None:
    wings = [wing for slug, wing in WINGS.items() if slug != "overall"]
    assert Counter(d for wing in wings for d in wing.domains) == Counter(Domain)


@pytest.mark.parametrize(
    ("licence", "is_"),
    [
        ("MIT", "open"),
        ("LGPL-3.0-or-later", "open"),
        ("GPL-2.0+", "open"),
        ("GPL-3.0-only WITH GCC-exception-3.1", "open"),
        ("CC-BY-NC-4.0", "restricted"),
        ("CC0-1.0", "restricted"),
        ("MIT OR CC-BY-4.0", "open"),
        ("MIT AND CC-BY-4.0", "restricted"),
        ("(MIT AND Apache-2.0) OR Proprietary", "open"),
        ("LicenseRef-Academic", "unknown"),
        ("MIT AND FAIR-Chemistry", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_licence_is_open_restricted_or_not_known(licence: str, is_: str) -> None:
    assert openness(licence) == is_


@dataclass(frozen=True)
class Named:
    slug: str


@dataclass(frozen=True)
class Tied:
    """A row as a bracket sees it."""

    potential: Named
    place: Place | None = field(default=None)


def rows(*groups: str) -> list[Tied]:
    """Of letters in order; those that stand in one group are not told apart."""
    letters = sorted({letter for group in groups for letter in group})
    made = []
    for n, own in enumerate(letters):
        others = {o for group in groups if own in group for o in group if o != own}
        place = Place(n + 1, n + 1, dict.fromkeys(sorted(others), Tie.NOISE))
        made.append(Tied(Named(own), place))
    return made


def drawn(*groups: str) -> dict[str, str]:
    brackets = Brackets.of(rows(*groups))  # type: ignore[arg-type]
    marks = {"": ".", "start": "(", "mid": "|", "end": ")", "skip": ":"}
    return {name: "".join(marks[m] for m in lanes) for name, lanes in brackets.lanes.items()}


def test_a_bracket_joins_neighbours_of_whom_none_is_told_apart() -> None:
    assert drawn("abc", "d", "ef") == {"a": "(", "b": "|", "c": ")", "d": ".", "e": "(", "f": ")"}
    assert drawn("a", "b") == {"a": "", "b": ""}


def test_groups_that_overlap_stand_side_by_side() -> None:
    assert drawn("ab", "bc") == {"a": "(.", "b": ")(", "c": ".)"}
    assert drawn("ab", "bc", "cd")["d"] == ").", "the first lane is free again"


def test_a_bracket_passes_who_stands_between_and_is_told_apart() -> None:
    assert drawn("acd", "bcd") == {"a": "(.", "b": ":(", "c": "||", "d": "))"}


def test_what_finds_no_lane_is_counted() -> None:
    letters = "abcdefghijklmnopqrst"
    windows = [letters[n : n + LANES + 3] for n in range(len(letters) - LANES - 2)]
    assert Brackets.of(rows(*windows)).left_out > 0  # type: ignore[arg-type]


def test_a_cell_says_why_there_is_no_number(datasets: list[Dataset], alice: User) -> None:
    scored(alice, "EMT", "emt", *QUICK)
    scored(alice, "Silent", "silent", *QUICK)
    scored(alice, "Newer", "argon", *QUICK, "equation-of-state")
    table = ranking_table()
    emt, silent = table.row("emt"), table.row("silent")
    assert emt is not None
    assert silent is not None
    states = Counter(result("barrier-heights", "emt").states.values())
    states.pop("answered")
    assert emt.cells["barrier-heights"].silences == dict(states)
    assert emt.cells["equation-of-state"].mark == "pending"
    assert silent.cells["barrier-heights"].mark == "failed"


def test_verified_is_who_was_tested_on_every_law_and_broke_none(
    datasets: list[Dataset], alice: User
) -> None:
    laws = tuple({law.task.slug: None for law in LAWS})
    scored(alice, "EMT", "emt", *laws)
    scored(alice, "Silent", "silent", *laws)
    scored(alice, "Untested", "argon", *QUICK)
    facts = {one.slug: one for one in ranking_table().facts}
    assert facts["emt"].verified == (facts["emt"].grade in {"holds", "strained"})
    assert (facts["silent"].grade, facts["silent"].verified) == ("untested", False)
    assert not facts["untested"].verified
