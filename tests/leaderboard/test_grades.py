"""What the ranking says of the exact laws: the worst of them, and what was not asked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from leaderboard.ranking.read import _tallies
from tasks.exact import repeatability, symmetries
from tasks.exact.hallmark import LAWS, Grade
from tasks.exact.tally import Tally
from tasks.prediction import Prediction, State
from tasks.result import Result
from tasks.scoring import score
from tasks.system import Arrays, System
from tasks.task import Task


def result(task: Task, lawful: bool) -> Result:
    """Of a potential that always answers the same, or of the null model."""
    data = task.dataset()
    answers = [
        Prediction(s.id, State.ANSWERED, same(task, s) if lawful else task.null(s))
        for s in data.systems
    ]
    return score(task, data.systems, data.references, answers)


def same(task: Task, system: System) -> Arrays:
    return {**task.null(system), "energies": np.zeros_like(task.null(system)["energies"])}


def tally(results: Mapping[str, Result]) -> Tally:
    return dict(_tallies({slug: {"emt": one} for slug, one in results.items()}))["emt"]


def grade(results: Mapping[str, Result]) -> Grade:
    return tally(results).grade


def test_a_law_that_is_broken_is_so_though_newer_ones_were_not_asked() -> None:
    assert grade({"symmetries": result(symmetries.TASK, lawful=False)}) is Grade.BROKEN


def test_laws_that_hold_are_not_all_where_newer_ones_were_not_asked() -> None:
    assert grade({"repeatability": result(repeatability.TASK, lawful=True)}) is Grade.UNTESTED


def test_each_law_is_counted_once_and_those_not_asked_are_untested() -> None:
    broken = tally({"symmetries": result(symmetries.TASK, lawful=False)})
    asked = [law for law in LAWS if law.task.slug == "symmetries"]
    assert broken.broken > 0
    assert broken.holds + broken.strained + broken.broken == len(asked)
    assert (broken.total, broken.untested) == (len(LAWS), len(LAWS) - len(asked))
    assert broken.tested
    assert not Tally().tested


def test_who_was_asked_for_no_law_has_no_grade() -> None:
    assert dict(_tallies({"barrier-heights": {"emt": result(repeatability.TASK, True)}})) == {}
    assert {law.task.slug for law in LAWS} >= {"symmetries", "repeatability"}
