"""What of a held-out result leaves the scoring host: a real task, scored for a real potential."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import pytest
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.prediction import Prediction, State, predict
from tasks.registry import find
from tasks.result import Result, Score
from tasks.scoring import score
from tasks.standing import TaskErrors
from workers.redaction import FEWEST, redacted

TASK = find("noncovalent-interactions")


@cache
def whole(answered: int = 22) -> Result:
    """Of Lennard-Jones, which answers the first so many of the 22 systems."""
    dataset, potential = TASK.dataset(), AsePotential(LennardJones(sigma=3.0, epsilon=0.01))
    answers = [predict(TASK, system, potential) for system in dataset.systems[:answered]]
    silent = [Prediction(s.id, State.FAILED) for s in dataset.systems[answered:]]
    return score(TASK, dataset.systems, dataset.references, [*answers, *silent])


def shown(result: Result) -> set[tuple[str, str, str]]:
    return {(s.metric, s.by, s.group) for s in redacted(TASK, result).scores}


def test_of_each_system_only_the_size_of_its_primary_error_is_left() -> None:
    result = whole()
    left = redacted(TASK, result).errors
    assert {key: set(errors) for key, errors in left.items()} == {k: {"error"} for k in left}
    assert {k: e["error"] for k, e in left.items()} == {
        k: min(abs(e["error"]), TASK.primary.worst or 0) for k, e in result.errors.items()
    }
    assert any(e["error"] < 0 for e in result.errors.values())  # there were signs to lose


def test_the_ranking_that_comes_of_it_is_the_same() -> None:
    def errors(result: Result) -> TaskErrors:
        return TaskErrors.of(TASK, TASK.dataset().systems, {"lj": result})

    kept, all_ = errors(redacted(TASK, whole())), errors(whole())
    assert kept.answered("lj") == all_.answered("lj") == 22
    assert kept.anchors == all_.anchors
    assert sum(kept.errors["lj"].values()) == pytest.approx(
        sum(min(abs(e), kept.worst) for e in all_.errors["lj"].values())
    )


def test_no_mean_of_few_systems_is_told() -> None:
    told = redacted(TASK, whole()).scores
    assert {s.asked for s in told} >= {22}
    assert all(s.asked >= FEWEST for s in told)
    assert all(22 - s.asked >= FEWEST or s.asked == 22 for s in told)
    assert len(told) < len(whole().scores)  # some were of too few


def test_no_mean_is_told_that_a_submission_narrowed_down_by_its_silence() -> None:
    few = whole(answered=6)
    assert ("mean-error", "", "") in {(s.metric, s.by, s.group) for s in few.scores}
    assert ("mean-error", "", "") not in shown(few)
    assert ("mae", "", "") in shown(few)
    assert redacted(TASK, few).splits == {}


def test_numbers_are_told_to_the_digits_that_they_are_shown_with() -> None:
    """A mean of 22 to the last of its digits would tell what a change of one answer did."""
    mae: Score = redacted(TASK, whole()).scores[0]
    assert mae.value == round(mae.value or 0, TASK.primary.digits)
    assert whole().scores[0].value != mae.value


def test_doing_it_twice_changes_nothing() -> None:
    once = redacted(TASK, whole())
    assert redacted(TASK, once) == once
    assert Result.from_json(once.to_json()) == once


def test_a_score_of_a_metric_that_the_task_does_not_have_is_left_out() -> None:
    odd = replace(whole().scores[0], metric="labels")
    assert odd not in redacted(TASK, replace(whole(), scores=(odd, *whole().scores))).scores


def test_what_a_result_consists_of_was_decided_part_by_part() -> None:
    """Who adds a field decides in workers/redaction.py whether it may leave, and adds it here."""
    assert {field.name for field in fields(Result)} == {
        "task", "version", "anchors", "scores", "states", "errors", "kinds", "splits",
    }  # fmt: skip
