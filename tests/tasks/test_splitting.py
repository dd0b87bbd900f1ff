from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from tasks import reactions
from tasks.dataset import Dataset
from tasks.prediction import Prediction, State
from tasks.result import Result, Split
from tasks.scoring import score
from tasks.structure import Structure
from tasks.task import Domain, Task

KCAL = reactions.KCAL_MOL
WORST = 50.0  # kcal/mol
UNCERTAINTY = 0.05  # kcal/mol


def task() -> Task:
    return Task(
        slug="toy", version=1, title="Toy", domain=Domain.COUPLED_CLUSTER, summary="",
        predict=reactions.predict, compare=reactions.compare_in(KCAL), null=reactions.null,
        dataset=lambda: Dataset([], {}), metrics=reactions.metrics("kcal/mol", WORST),
        floor_reason="", formula="", sources=(),
    )  # fmt: skip


def judged(
    truth: Sequence[float],
    functional: Sequence[float | None],
    potential: Sequence[float | None],
    clusters: Sequence[str] | None = None,
) -> Result:
    """One reaction a number, kcal/mol; None: the reference holds no level, or no answer came."""
    atom = Structure(np.array([2]), np.zeros((1, 3)))
    systems, references, predictions = [], {}, []
    for i, (true, level, energy) in enumerate(zip(truth, functional, potential, strict=True)):
        name = clusters[i] if clusters else ""
        systems.append(reactions.reaction(f"r{i}", [("it", 1.0, atom)], {}, cluster=name))
        levels = {} if level is None else {"PBE": level}
        references[f"r{i}"] = reactions.reference(true, UNCERTAINTY, KCAL, levels)
        if energy is not None:
            arrays = {"energies": np.array([energy * KCAL])}
            predictions.append(Prediction(f"r{i}", State.ANSWERED, arrays))
    return score(task(), systems, references, predictions)


def pbe(*columns: Sequence[float | None], clusters: Sequence[str] | None = None) -> Split:
    truth = [0.0] * len(columns[0])
    return judged(truth, columns[0], columns[1], clusters).splits["PBE"]


NOISE = np.random.default_rng(7).normal(0, 3, 40).tolist()


def test_a_potential_equal_to_its_functional_has_the_functionals_error_and_no_remainder() -> None:
    found = pbe(NOISE, NOISE)
    assert found.remainder.value == pytest.approx(0, abs=1e-9)
    assert found.total == found.functional
    assert found.functional.value == pytest.approx(np.mean(np.abs(NOISE)))
    assert found.verdict == "functional"


def test_where_the_functional_is_the_truth_all_error_is_the_potentials() -> None:
    found = pbe([0.0] * 40, NOISE)
    assert found.functional.value == pytest.approx(0, abs=1e-9)
    assert found.remainder.value == pytest.approx(found.total.value)
    assert found.verdict == "potential"


def test_a_case_done_by_hand() -> None:
    # reference 1, functional 3, potential 2: off by +1 = +2 − 1; and −1 = −4 + 3
    found = judged([1.0, 1.0], [3.0, -3.0], [2.0, 0.0]).splits["PBE"]
    assert found.systems == 2
    assert found.total.value == pytest.approx(1.0)
    assert found.functional.value == pytest.approx(3.0)
    assert found.remainder.value == pytest.approx(2.0)
    assert found.lead.value == pytest.approx(1.0)
    assert found.floor == pytest.approx(UNCERTAINTY)
    assert found.verdict == "undecided"  # two systems tell nothing apart


def test_equal_parts_are_undecided() -> None:
    other = np.random.default_rng(8).normal(0, 3, 40)
    found = pbe(NOISE, (np.array(NOISE) + other).tolist())
    assert found.lead.low is not None
    assert found.lead.high is not None
    assert found.lead.low < 0 < found.lead.high
    assert found.verdict == "undecided"


def test_a_difference_inside_the_references_uncertainty_is_undecided() -> None:
    sure = [0.04] * 20  # less than UNCERTAINTY, and without any noise
    found = pbe(sure, sure)
    assert found.lead.low == pytest.approx(0.04)
    assert found.verdict == "undecided"
    apart = [0.06] * 20
    assert pbe(apart, apart).verdict == "functional"


def test_related_systems_are_drawn_together() -> None:
    alone = pbe(NOISE, NOISE)
    pairs = pbe(NOISE + NOISE, NOISE + NOISE, clusters=[str(i % 40) for i in range(80)])
    assert pairs.systems == 80
    assert pairs.functional.value == pytest.approx(alone.functional.value)
    few = pbe(NOISE, NOISE, clusters=[str(i % 5) for i in range(40)])
    assert few.verdict == "undecided"  # five clusters, whatever the number of systems
    assert few.functional.low is not None
    one = pbe(NOISE, NOISE, clusters=["all"] * 40)
    assert (one.functional.low, one.functional.high, one.verdict) == (None, None, "undecided")


def test_only_answered_systems_that_hold_the_level_count() -> None:
    found = judged([0.0] * 4, [1.0, None, 1.0, 1.0], [2.0, 9.0, None, 2.0])
    assert found.splits["PBE"].systems == 2
    assert found.splits["PBE"].total.value == pytest.approx(2.0)
    assert judged([0.0], [None], [1.0]).splits == {}
    assert judged([0.0], [1.0], [None]).splits == {}


def test_one_explosion_counts_for_no_more_than_silence() -> None:
    found = pbe([1.0] * 10, [1.0] * 9 + [1e9])
    assert found.total.value == pytest.approx((9 + WORST) / 10)
    assert found.remainder.value == pytest.approx(WORST / 10)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    random, held, trials = np.random.default_rng(5), 0, 150
    mean = np.sqrt(2 / np.pi)  # of the absolute value of a normal deviate
    for _ in range(trials):
        values = random.normal(0, 1, 12).tolist()
        low, high = (e := pbe(values, values).functional).low, e.high
        assert low is not None
        assert high is not None
        held += low <= mean <= high
    assert 0.88 <= held / trials <= 1.0  # 0.95 of many; 0.88 is four standard deviations below


def test_splits_survive_json_and_older_results_have_none() -> None:
    result = judged([0.0] * 6, [1.0] * 6, NOISE[:6])
    text = json.dumps(result.to_json(), allow_nan=False)
    assert Result.from_json(json.loads(text)) == result
    older = result.to_json()
    del older["splits"]
    assert Result.from_json(older).splits == {}
