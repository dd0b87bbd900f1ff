"""Many-body terms: laws and tables pass; sums of pairs, wrong signs and wrong orders do not."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.interpretability.clusters import RINGS, TRIPLE_DIPOLE, triple_dipole
from tasks.interpretability.many_body import TASK, WORST
from tasks.interpretability.orders import orders, subsets
from tasks.interpretability.rings import ring
from tasks.potential import Capabilities, Potential, energies
from tasks.reactions import KCAL_MOL
from tasks.structure import Structure
from tests.tasks.interpretability.laws import axilrod_teller, of_pairs, point_charges
from tests.tasks.tabulated import Tabulated

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
RARE = [name for name, s in SYSTEMS.items() if "rare gases" in s.tags["kind"]]
IONS = Capabilities(frozenset({"energy"}), charges=True)


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


def law(name: str, scale: float = 1.0) -> Potential:
    return AsePotential(axilrod_teller(scale * TRIPLE_DIPOLE[name[:2].capitalize()]))


@pytest.mark.parametrize("name", RARE)
def test_the_law_of_three_dipoles_has_no_error(name: str) -> None:
    found = errors(name, law(name))
    assert found["three"] < 1e-6
    assert found["share"] == pytest.approx(100)


@pytest.mark.parametrize("name", RARE)
def test_half_of_the_law_is_half_wrong_and_its_opposite_all(name: str) -> None:
    assert errors(name, law(name, 0.5))["three"] == pytest.approx(50)
    assert errors(name, law(name, -1.0))["three"] == pytest.approx(WORST)


def test_three_dipoles_repel_in_a_triangle_and_attract_in_line() -> None:
    triangle = np.array([(0, 0, 0), (4, 0, 0), (2, 4 * np.sqrt(0.75), 0)])
    line = np.array([(0.0, 0, 0), (4, 0, 0), (8, 0, 0)])
    scale = 27.211386 * (0.529177 / 4) ** 9
    assert triple_dipole(triangle, 1.0) == pytest.approx(scale * 11 / 8, rel=1e-4)
    assert triple_dipole(line, 1.0) == pytest.approx(scale * -2 / 8, rel=1e-4)


@pytest.mark.parametrize("name", RARE)
def test_a_sum_of_pairs_has_no_three_body_terms(name: str) -> None:
    found = errors(name, AsePotential(LennardJones(sigma=3.4, epsilon=0.01, rc=1000.0)))
    assert found["three"] == pytest.approx(WORST, abs=1e-3)
    assert found["share"] == pytest.approx(0, abs=1e-6)


def test_point_charges_are_pairs_however_far_they_reach() -> None:
    charges = AsePotential(point_charges({"H": 0.3, "F": -0.3, "Ar": 0.1, "Xe": 0.2}), IONS)
    assert errors(RARE[0], charges)["three"] == pytest.approx(WORST, abs=1e-3)


def test_an_embedded_atom_is_more_than_its_pairs() -> None:
    copper = [Structure(np.array([29], dtype=np.int32), np.array([at])) for at in _corners()]
    chosen = subsets(copper)
    values = energies(AsePotential(EMT()), list(chosen.values()))
    found = orders(dict(zip(chosen, values.tolist(), strict=True)))
    assert found[3] > 0.1 * abs(found[2])
    assert abs(found[4]) > 1e-3


def test_all_orders_together_are_the_whole() -> None:
    parts = [Structure.from_atoms(m) for m in ring("H2O", 4, 2.76, 8.0)]
    chosen = subsets(parts)
    assert len(chosen) == 15
    random = np.random.RandomState(3)
    table = {name: float(random.standard_normal()) for name in chosen}
    assert sum(orders(table).values()) == pytest.approx(table["abcd"])


def test_orders_of_a_known_sum_are_what_was_put_in() -> None:
    """One eV an atom, two a pair, three a triple, four for all together."""
    counts = {1: (1, 0, 0, 0), 2: (2, 1, 0, 0), 3: (3, 3, 1, 0), 4: (4, 6, 4, 1)}
    names = ("a", "b", "c", "d", "ab", "ac", "ad", "bc", "bd", "cd", "abc", "abd", "acd", "bcd")
    table = {
        name: float(sum((n + 1) * k for n, k in enumerate(counts[len(name)])))
        for name in (*names, "abcd")
    }
    assert orders(table) == {1: 4.0, 2: 12.0, 3: 12.0, 4: 4.0}


@pytest.mark.parametrize("name", [n for n, s in SYSTEMS.items() if s.tags["kind"][:5] == "drawn"])
def test_a_table_of_the_coupled_cluster_term_has_no_error(name: str) -> None:
    system, three = SYSTEMS[name], float(DATA.references[name]["three"])
    right = {s.identity: three if key == "abc" else 0.0 for key, s in system.structures.items()}
    found = errors(name, Tabulated(right))
    assert found["three"] == pytest.approx(0, abs=1e-9)
    assert found["error"] == pytest.approx(0, abs=1e-9)
    off = {key: value + (value != 0) * 0.5 * KCAL_MOL for key, value in right.items()}
    assert errors(name, Tabulated(off))["error"] == pytest.approx(0.5)


def test_rings_hold_hydrogen_bonds() -> None:
    for count, apart, bent in ((3, 2.8, 20.0), (4, 2.76, 8.0)):
        molecules = ring("H2O", count, apart, bent)
        oxygens = np.array([m.positions[0] for m in molecules])
        for i, molecule in enumerate(molecules):
            neighbour = oxygens[(i + 1) % count]
            assert np.linalg.norm(neighbour - oxygens[i]) == pytest.approx(apart)
            assert np.linalg.norm(neighbour - molecule.positions[1]) < 2.0
            assert molecule.get_angle(1, 0, 2) == pytest.approx(104.5)
            assert np.linalg.norm(molecule.positions[1]) > 1.0


def test_the_null_model_misses_all_of_it() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found["three"] == pytest.approx(WORST)
        assert abs(found["error"]) < (TASK.metrics[1].worst or 0)
        assert found["share"] == pytest.approx(0, abs=1e-9)


def test_each_figure_shows_every_order_and_what_is_known() -> None:
    assert TASK.draw is not None
    for system in DATA.systems:
        answer = TASK.null(system)
        (figure,) = TASK.draw(system, answer, DATA.references[system.id])
        potential, reference = figure.curves
        assert len(potential.x) == len(figure.ticks) >= 2
        assert len(reference.x) == len(DATA.references[system.id]) - 1


def test_pairs_of_any_shape_are_pairs() -> None:
    steep = AsePotential(of_pairs(lambda r: 5 * np.exp(-r)))
    assert errors(RARE[0], steep)["share"] == pytest.approx(0, abs=1e-6)


def test_rings_are_known_in_each_of_their_orders() -> None:
    for one in RINGS:
        assert one.three < 0
        assert (one.four is not None) == (one.count > 3)


def _corners() -> list[tuple[float, float, float]]:
    return [(0, 0, 0), (1.8, 1.8, 0), (1.8, 0, 1.8), (0, 1.8, 1.8)]
