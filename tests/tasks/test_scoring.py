from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from tasks.dataset import Dataset
from tasks.prediction import Prediction, State
from tasks.result import Result
from tasks.scoring import score
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.argon import DISTANCES, TASK, dataset, formula

SET = dataset()
IDS = [system.id for system in SET.systems]


def answers(off: Mapping[str, float]) -> list[Prediction]:
    """The right energies, off by so many meV."""
    return [_answer(i, formula(d) + off.get(i, 0) / 1000) for i, d in zip(IDS, DISTANCES)]  # noqa: B905


def _answer(system: str, energy: float) -> Prediction:
    return Prediction(system, State.ANSWERED, {"energy": np.array([energy])})


def judged(predictions: list[Prediction]) -> Result:
    return score(TASK, SET.systems, SET.references, predictions)


def test_the_right_energies_have_no_error() -> None:
    mae = judged(answers({})).scores[0]
    assert mae.value == pytest.approx(0, abs=1e-9)
    assert (mae.answered, mae.asked) == (6, 6)


def test_errors_are_averaged_without_their_sign_and_with_it() -> None:
    scores = {(s.metric, s.group): s for s in judged(answers({IDS[0]: 3, IDS[5]: -1.5})).scores}
    assert scores["mae", ""].value == pytest.approx(4.5 / 6)
    assert scores["mean-error", ""].value == pytest.approx(1.5 / 6)
    assert scores["mae", "wall"].value == pytest.approx(3 / 2)
    assert scores["mae", "tail"].value == pytest.approx(1.5 / 4)
    low, high = scores["mae", ""].low, scores["mae", ""].high
    assert low is not None
    assert high is not None
    assert 0 <= low < 0.75 < high <= 3


@pytest.mark.parametrize("state", [s for s in State if s is not State.ANSWERED])
def test_silence_costs_worst(state: State) -> None:
    result = judged([*answers({})[1:], Prediction(IDS[0], state)])
    assert result.scores[0].value == pytest.approx(20 / 6)
    assert (result.scores[0].answered, result.scores[0].asked) == (5, 6)
    assert result.states[IDS[0]] == state
    assert IDS[0] not in result.errors


def test_a_missing_prediction_is_a_failure() -> None:
    result = judged(answers({})[1:])
    assert result.states[IDS[0]] == "failed"
    assert result.scores[0].value == pytest.approx(20 / 6)


@pytest.mark.parametrize("meV", [20.1, 1e9, 1e99])
def test_no_answer_costs_more_than_silence(meV: float) -> None:  # noqa: N803
    result = judged(answers({IDS[0]: meV}))
    assert result.scores[0].value == pytest.approx(20 / 6)
    assert result.errors[IDS[0]]["error"] == pytest.approx(meV)
    assert result.states[IDS[0]] == "answered"


@pytest.mark.parametrize("energy", [-200.0, 1e98, 1e307])
def test_an_error_that_is_no_number_costs_worst_and_is_called_so(energy: float) -> None:
    result = judged([*answers({})[1:], _answer(IDS[0], energy)])
    assert result.states[IDS[0]] == "not-finite"
    assert result.scores[0].value == pytest.approx(20 / 6)
    assert result.scores[0].answered == 5


def test_a_comparison_that_breaks_down_costs_worst() -> None:
    def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
        if predicted["energy"][0] < -1:
            raise np.linalg.LinAlgError("singular matrix")
        return TASK.compare(system, predicted, reference)

    task = replace(TASK, compare=compare)
    result = score(task, SET.systems, SET.references, [*answers({})[1:], _answer(IDS[0], -2.0)])
    assert result.states[IDS[0]] == "not-finite"


def test_a_metric_without_worst_describes_the_answered_only() -> None:
    signed = judged([Prediction(IDS[0], State.FAILED), *answers({IDS[1]: 5})[1:]]).scores[-1]
    assert signed.value == pytest.approx(1.0)
    assert (signed.answered, signed.asked) == (5, 6)


def test_nothing_answered_is_worst_where_it_is_ranked_and_nothing_elsewhere() -> None:
    scores = judged([]).scores
    assert (scores[0].value, scores[0].low, scores[0].high, scores[0].answered) == (20, 20, 20, 0)
    assert (scores[-1].value, scores[-1].low, scores[-1].high) == (None, None, None)


def test_the_scale_runs_from_the_null_model_to_the_references_uncertainty() -> None:
    anchors = judged([]).anchors
    assert anchors.null == pytest.approx(1000 * np.mean([abs(formula(d)) for d in DISTANCES]))
    assert anchors.floor == pytest.approx(0.01)


def test_molecules_and_materials_have_a_scale_of_their_own() -> None:
    crystal = Structure(np.array([18, 18]), np.array([[0.0, 0, 0], [0, 0, 3.8]]), np.eye(3) * 99,
                        np.ones(3, dtype=bool))  # fmt: skip
    systems = [*SET.systems, System("solid", {"pair": crystal})]
    coarse = {"energy": np.array(-0.013), "uncertainty": np.array(0.08)}
    result = score(TASK, systems, {**SET.references, "solid": coarse}, [])
    assert result.kinds["materials"].null == pytest.approx(13)
    assert result.kinds["materials"].floor == pytest.approx(0.08)
    assert result.kinds["molecules"] == judged([]).anchors
    assert result.anchors.floor == pytest.approx((6 * 0.01 + 0.08) / 7)


def test_a_metric_is_asked_of_the_systems_that_the_null_model_has_it_for() -> None:
    def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
        found = TASK.compare(system, predicted, reference)
        return found | ({"wall": found["error"]} if system.tags["side"] == "wall" else {})

    wall = replace(TASK.metrics[0], name="wall", of="wall", by=())
    task = replace(TASK, compare=compare, metrics=(*TASK.metrics, wall))
    last = score(task, SET.systems, SET.references, []).scores[-1]
    assert (last.metric, last.value, last.answered, last.asked) == ("wall", 20, 0, 2)


def test_scores_do_not_depend_on_the_order_of_systems_or_predictions() -> None:
    predictions = answers({i: k for k, i in enumerate(IDS)})
    backward = Dataset(list(reversed(SET.systems)), SET.references)
    again = score(TASK, backward.systems, backward.references, predictions[::-1])
    there = {(s.metric, s.group): s for s in judged(predictions).scores}
    assert {(s.metric, s.group): s for s in again.scores} == there


def test_a_metric_is_reported_by_each_of_its_tags() -> None:
    by_two = replace(TASK.metrics[0], by=("side", "element"))
    task = replace(TASK, metrics=(by_two,))
    scores = score(task, SET.systems, SET.references, answers({IDS[0]: 3})).scores
    named = {(s.by, s.group): s for s in scores}
    assert list(named) == [("", ""), ("side", "wall"), ("side", "tail"), ("element", "Ar")]
    assert named["side", "wall"].value == pytest.approx(1.5)
    assert replace(named["element", "Ar"], by="", group="") == named["", ""]  # all hold argon


def test_a_result_survives_json_without_nan() -> None:
    result = judged([*answers({IDS[2]: 1.25})[1:], _answer(IDS[0], -200.0)])
    text = json.dumps(result.to_json(), allow_nan=False)
    assert Result.from_json(json.loads(text)) == result


def test_absurd_energies_add_up_to_no_infinity() -> None:
    result = judged([_answer(i, 1e305) for i in IDS])  # each a finite error, in meV
    json.dumps(result.to_json(), allow_nan=False)
    assert set(result.states.values()) == {"not-finite"}
    assert result.scores[0].value == 20


def test_an_older_result_without_kinds_or_tags_is_still_read() -> None:
    data = judged([]).to_json()
    del data["kinds"]
    for one in data["scores"]:
        del one["by"]
    read = Result.from_json(data)
    assert read.kinds == {}
    assert [(s.group, s.by) for s in read.scores[:2]] == [("", ""), ("wall", "")]


def test_predictions_that_were_not_asked_for_are_refused() -> None:
    with pytest.raises(ValueError, match=r"xe-4\.0, which was not asked"):
        judged([_answer("xe-4.0", 0.0)])
    with pytest.raises(ValueError, match=r"two predictions for ar-3\.4"):
        judged([_answer(IDS[0], 0.0), _answer(IDS[0], 0.0)])


def test_a_reference_without_uncertainty_is_refused() -> None:
    references = SET.references | {IDS[0]: {"energy": np.array(0.0)}}  # type: ignore[operator]
    with pytest.raises(ValueError, match=r"reference of ar-3\.4 holds no uncertainty"):
        score(TASK, SET.systems, references, [])


def test_a_primary_metric_must_be_asked_of_every_system() -> None:
    task = replace(TASK, compare=lambda *_: {"other": nan})
    with pytest.raises(ValueError, match=r"null model has no error for ar-3\.4"):
        score(task, SET.systems, SET.references, [])
