"""Energies of atoms: shares that add up pass; lost, mixed up and drifting ones do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.interpretability.atomic_energies import FLOOR, TASK, WORST
from tasks.potential import ENERGIES, ENERGY, Answer, Capabilities, Potential
from tasks.prediction import State, predict
from tasks.structure import Floats, Structure

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
OFFERED = Capabilities(frozenset({ENERGY, ENERGIES}))


def lennard_jones() -> Potential:
    return AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=6.0, smooth=True), OFFERED)


class Altered:
    """The shares of another potential, made into others."""

    capabilities = OFFERED

    def __init__(self, inner: Potential, share: Callable[[Floats, Structure], Floats]) -> None:
        self.inner, self.share = inner, share

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        answers = self.inner.evaluate(structures, properties)
        return [self._alter(a, s) for a, s in zip(answers, structures, strict=True)]

    def _alter(self, answer: Answer, structure: Structure) -> Answer:
        assert answer.energies is not None
        return Answer(answer.energy, energies=self.share(answer.energies, structure))


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


@pytest.mark.parametrize("name", SYSTEMS)
def test_lennard_jones_adds_up_and_follows_its_atoms(name: str) -> None:
    assert errors(name, lennard_jones())["wrong"] < FLOOR / 100


def test_effective_medium_theory_shows_its_shares() -> None:
    for name in ("cu", "al", "pt"):
        assert errors(name, AsePotential(EMT(), OFFERED))["wrong"] < FLOOR / 100


def test_a_share_that_is_lost_is_missing_from_the_sum_alone() -> None:
    found = errors("nacl", Altered(lennard_jones(), lambda e, s: e - 0.003))
    assert found["sum"] == pytest.approx(3.0)
    assert found["follow"] < FLOOR / 100


def test_shares_in_the_order_of_elements_do_not_follow_their_atoms() -> None:
    """Sorted inside, and not put back: the sum is right, and the atoms are not."""

    def sorted_inside(energies: Floats, structure: Structure) -> Floats:
        return np.asarray(energies[np.argsort(structure.positions @ [1.0, 0.1, 0.01])])

    found = errors("nacl", Altered(lennard_jones(), sorted_inside))
    assert found["sum"] < FLOOR / 100
    assert found["follow"] > 10


def test_a_gauge_that_depends_on_the_place_in_space_is_found() -> None:
    def leaning(energies: Floats, structure: Structure) -> Floats:
        height = structure.positions[:, 2]
        return np.asarray(energies + 0.01 * (height - height.mean()))

    found = errors("c6h6", Altered(lennard_jones(), leaning))
    assert found["sum"] < FLOOR / 100
    assert found["follow"] > 1


def test_who_shows_no_shares_is_silent() -> None:
    silent = AsePotential(EMT())
    assert predict(TASK, SYSTEMS["cu"], silent).state is State.UNSUPPORTED


def test_the_null_model_pays() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found["wrong"] == pytest.approx(WORST)


def test_each_figure_names_the_atoms() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["h2o"]
    (figure,) = TASK.draw(system, TASK.predict(system, lennard_jones()), {})
    assert figure.curves[0].names == ("O", "H", "H")
