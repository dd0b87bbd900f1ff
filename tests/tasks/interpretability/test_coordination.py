"""Coordination: laws of the number of neighbours are found; sums of pairs miss the first bond."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.neighborlist import neighbor_list

from tasks.ase_potential import AsePotential
from tasks.interpretability.coordinated import METALS, NEIGHBOURS, SCAN, arranged
from tasks.interpretability.coordination import TASK, WORST, gained, lowest
from tasks.potential import ENERGY, Answer, Capabilities, Potential
from tasks.structure import Structure

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
BY_ID = {metal.symbol.lower(): metal for metal in METALS}


class Counted:
    """An energy an atom, eV, of the number of its nearest neighbours and their distance, Å."""

    capabilities = Capabilities(frozenset({ENERGY}), batch=8)

    def __init__(self, energy: Callable[[int, float], float]) -> None:
        self.energy = energy

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(self._of(each)) for each in structures]

    def _of(self, structure: Structure) -> float:
        if len(structure) == 1 and not structure.periodic:
            return 0.0
        apart = neighbor_list("d", structure.to_atoms(), 6.5)
        near = int(np.sum(apart < 1.02 * apart.min()))
        return len(structure) * self.energy(near // len(structure), float(apart.min()))


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


def law(name: str, power: float) -> Counted:
    """A well of the same place for any number of neighbours, and deep as a power of them."""
    apart = BY_ID[name].apart
    return Counted(lambda count, r: -(count**power) * (1 - 4 * (r / apart - 1) ** 2))


def test_each_arrangement_has_as_many_neighbours_as_it_says() -> None:
    for name, count in NEIGHBOURS.items():
        structure = arranged(BY_ID["cu"], name, 2.5)
        apart = neighbor_list("d", structure.to_atoms(), 2.51)
        assert len(apart) == count * len(structure)
        assert apart.min() == pytest.approx(2.5)


@pytest.mark.parametrize("name", ["li", "cu", "al"])
def test_the_power_that_was_measured_has_no_error(name: str) -> None:
    metal = BY_ID[name]
    power = float(-np.log(metal.share) / np.log(metal.most))
    found = errors(name, law(name, power))
    assert found["share"] < 1e-6
    assert found["exponent"] == pytest.approx(power, abs=1e-6)


@pytest.mark.parametrize(("power", "missed"), [(1.0, 71.0), (0.5, 1.0)])
def test_pairs_miss_the_first_bond_of_copper_and_second_moments_do_not(
    power: float, missed: float
) -> None:
    found = errors("cu", law("cu", power))
    assert found["share"] == pytest.approx(missed, abs=2.0)
    assert found["exponent"] == pytest.approx(power, abs=1e-6)


@pytest.mark.parametrize("ratio", [4.0, 6.0])
def test_second_moments_with_repulsion_follow_their_known_exponent(ratio: float) -> None:
    """Z A exp(-p r) - √Z B exp(-q r), at its minimum, goes as Z to (p/2 - q) / (p - q)."""
    apart, q = BY_ID["cu"].apart, 1.2
    p = ratio * q
    a = 0.02 * np.exp(p * 0.95 * apart)
    b = 0.02 * ratio * np.sqrt(6) * np.exp(q * 0.95 * apart)

    def energy(count: int, r: float) -> float:
        return float(count * a * np.exp(-p * r) - np.sqrt(count) * b * np.exp(-q * r))

    found = errors("cu", Counted(energy))
    assert found["exponent"] == pytest.approx((ratio / 2 - 1) / (ratio - 1), abs=0.02)


def test_effective_medium_theory_binds_each_further_neighbour_less() -> None:
    system = SYSTEMS["cu"]
    gains = gained(TASK.predict(system, AsePotential(EMT())))
    assert gains[-1] == pytest.approx(3.5, abs=0.15)  # its cohesive energy of copper
    assert gains[-1] / 12 < gains[2] / 4 < gains[0]
    assert 0.1 < errors("cu", AsePotential(EMT()))["exponent"] < 0.6


def test_a_crystal_that_falls_apart_pays_the_full_price() -> None:
    found = errors("cu", Counted(lambda count, r: 0.1 * count))
    assert found == {"share": WORST, "exponent": 0.0}


def test_the_null_model_gains_nothing_and_pays() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found["share"] == WORST


def test_the_lowest_point_of_a_parabola_is_found_between_its_points() -> None:
    at = SCAN - 1.013
    assert lowest(3 * at**2 - 2) == pytest.approx(-2)
    assert lowest(np.arange(8.0)) == 0.0


def test_measured_shares_lie_about_the_square_root() -> None:
    roots = [metal.share * np.sqrt(metal.most) for metal in METALS]
    assert 0.4 < min(roots) < max(roots) < 1.2
    assert np.median(roots) == pytest.approx(1.0, abs=0.1)


def test_each_figure_has_what_was_measured() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["na"]
    answer = TASK.predict(system, law("na", 0.5))
    (figure,) = TASK.draw(system, answer, DATA.references["na"])
    potential, _, measured = figure.curves
    assert potential.names == tuple(NEIGHBOURS)
    assert measured.x == (1.0, 8.0)
