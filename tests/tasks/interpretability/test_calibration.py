"""Calibration: who knows its errors is told from who is too sure, too careful or says nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.interpretability.calibration import TASK, WORST, probability_score
from tasks.potential import ENERGY, UNCERTAINTY, Answer, Capabilities
from tasks.prediction import State, predict
from tasks.reactions import KCAL_MOL
from tasks.structure import Structure

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}


class Doubtful:
    """Right but for a drawn error of the complex, whose size it knows up to a factor.

    scale: of what it says over what is true. blind: it says the mean everywhere.
    """

    capabilities = Capabilities(frozenset({ENERGY, UNCERTAINTY}), batch=64)

    def __init__(self, scale: float = 1.0, blind: bool = False) -> None:
        random = np.random.RandomState(11)
        self.table: dict[bytes, Answer] = {}
        for system in DATA.systems:
            known = iter(DATA.references[system.id]["energies"])
            for name, structure in system.structures.items():
                answer = Answer(0.0, uncertainty=0.0)
                if len(self.table) % 3 == 0 and name not in ("a", "b"):
                    size = 0.05 * KCAL_MOL * 20 ** random.uniform()
                    told = scale * (0.4 * KCAL_MOL if blind else size)
                    error = size * random.standard_normal()
                    answer = Answer(float(next(known)) + error, uncertainty=told)
                self.table[structure.identity + name.encode() + system.id.encode()] = answer
        self.order = list(self.table.values())

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        start = self.start
        self.start += len(structures)
        return self.order[start : start + len(structures)]

    start = 0


def means(potential: Doubtful) -> dict[str, float]:
    """Of all systems, asked in their order."""
    found = [
        TASK.compare(s, TASK.predict(s, potential), DATA.references[s.id]) for s in DATA.systems
    ]
    return {key: float(np.mean([one[key] for one in found])) for key in found[0]}


def test_who_knows_its_errors_covers_them_as_often_as_it_should() -> None:
    found = means(Doubtful())
    assert found["inside"] == pytest.approx(68.3, abs=9)
    assert found["rank"] > 0.4


def test_who_is_too_sure_covers_less_and_who_is_too_careful_more() -> None:
    right, sure, careful = (means(Doubtful(scale)) for scale in (1.0, 0.2, 5.0))
    assert sure["inside"] < 35
    assert careful["inside"] > 95
    assert right["score"] < sure["score"]
    assert right["score"] < careful["score"]
    assert careful["sharpness"] == pytest.approx(5 * right["sharpness"])


def test_who_says_the_same_everywhere_has_no_rank_and_a_worse_score() -> None:
    blind, right = means(Doubtful(blind=True)), means(Doubtful())
    assert blind["rank"] == 0
    assert right["score"] < blind["score"]


def test_the_score_is_the_known_one_of_a_normal_distribution() -> None:
    errors = np.array([0.0, 1.0, 3.0])
    random = np.random.RandomState(1)
    drawn = random.standard_normal((2, 200_000))
    for error, score in zip(errors, probability_score(errors, np.ones(3)), strict=True):
        far = np.mean(np.abs(drawn[0] - error)) - 0.5 * np.mean(np.abs(drawn[0] - drawn[1]))
        assert score == pytest.approx(far, abs=0.01)
    np.testing.assert_allclose(probability_score(errors, np.zeros(3)), errors)


def test_who_offers_no_uncertainty_is_silent() -> None:
    system = next(iter(SYSTEMS.values()))
    assert predict(TASK, system, AsePotential(EMT())).state is State.UNSUPPORTED


def test_the_null_model_pays_its_error() -> None:
    for system in DATA.systems:
        reference = DATA.references[system.id]
        found = TASK.compare(system, TASK.null(system), reference)
        expected = np.mean(np.abs(reference["energies"])) / KCAL_MOL
        assert found["score"] == pytest.approx(expected)
        assert found["score"] <= WORST


def test_every_complex_has_five_distances_of_three_structures() -> None:
    assert len(SYSTEMS) == 22
    for system in DATA.systems:
        sizes = [len(one) for one in system.structures.values()]
        assert len(sizes) == 15
        assert all(a == b + c for a, b, c in zip(*[iter(sizes)] * 3, strict=True))
