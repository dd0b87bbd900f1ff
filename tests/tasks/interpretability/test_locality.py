"""Locality: known ranges are found, and forces that are not balanced are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from ase import Atoms
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.interpretability.extended import MADE, distances
from tasks.interpretability.locality import FLOOR, TASK, WORST
from tasks.potential import FORCES, Answer, Capabilities, Potential
from tasks.structure import Floats, Structure
from tests.tasks.interpretability.laws import COULOMB

SYSTEMS = {s.id: s for s in TASK.dataset().systems}


class Pairwise:
    """Forces of a pair potential, from its slope (eV/Å of Å), between molecules' atoms.

    pinned: eV/Å², of springs to the origin. noise: eV/Å, drawn anew for every structure.
    """

    capabilities = Capabilities(frozenset({FORCES, "energy"}), periodic=False)

    def __init__(
        self, slope: Callable[[Floats], Floats], pinned: float = 0.0, noise: float = 0.0
    ) -> None:
        self.slope, self.pinned, self.noise = slope, pinned, noise
        self.random = np.random.RandomState(1)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(0.0, self._forces(each)) for each in structures]

    def _forces(self, structure: Structure) -> Floats:
        between = structure.positions[:, None] - structure.positions[None]
        gaps = np.linalg.norm(between, axis=-1) + np.eye(len(structure))
        pulls = -self.slope(gaps) / gaps
        np.fill_diagonal(pulls, 0.0)
        noise = self.noise * self.random.standard_normal(structure.positions.shape)
        forces = np.einsum("ij,ijk->ik", pulls, between) - self.pinned * structure.positions
        return np.asarray(forces + noise)


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), {})


def screened(length: float) -> Pairwise:
    """V = exp(-r / length)."""
    return Pairwise(lambda r: -np.exp(-r / length) / length)


@pytest.mark.parametrize("length", [1.5, 2.0, 2.5])
def test_the_decay_length_of_an_exponential_is_found(length: float) -> None:
    """Nearly: across the row the response is the slope over the distance, which falls faster."""
    assert errors("argon-row", screened(length))["decay"] == pytest.approx(length, rel=0.1)


def test_the_response_of_charges_is_two_over_the_cube_of_the_distance() -> None:
    system = SYSTEMS["argon-row"]
    answer = TASK.predict(system, Pairwise(lambda r: -COULOMB / r**2))["response"]
    far = distances(system.structures["start"])[1:]
    np.testing.assert_allclose(answer[1:, 0, 0], 2 * COULOMB / far**3, rtol=1e-4)
    np.testing.assert_allclose(answer[1:, 1, 1], -COULOMB / far**3, rtol=1e-4)


@pytest.mark.parametrize("cutoff", [5.0, 9.0, 13.0])
def test_nothing_is_heard_beyond_a_cutoff(cutoff: float) -> None:
    cut = Pairwise(lambda r: np.where(r < cutoff, (1 - r / cutoff) ** 3, 0.0))
    far = distances(SYSTEMS["argon-row"].structures["start"])
    found = errors("argon-row", cut)
    assert found["reach"] == pytest.approx(far[far < cutoff].max())
    assert found["range"] <= found["reach"]


def test_effective_medium_theory_forgets_beyond_its_neighbours_neighbours() -> None:
    found = errors("cu-crystal", AsePotential(EMT()))
    assert found["unbalanced"] < FLOOR / 1000
    assert 3.6 < found["reach"] < 12
    assert found["range"] < 6


def test_xtb_hears_farther_along_double_bonds_than_along_single_ones() -> None:
    from tblite.ase import TBLite

    xtb = AsePotential(TBLite(method="GFN2-xTB", verbosity=0))
    single, double = errors("hexadecane", xtb), errors("polyene", xtb)
    assert double["decay"] > 2 * single["decay"]
    assert double["unbalanced"] < FLOOR
    assert single["unbalanced"] < FLOOR


def test_atoms_pinned_to_places_in_space_are_found_out() -> None:
    held = Pairwise(lambda r: np.exp(-r), pinned=0.5)
    free = Pairwise(lambda r: np.exp(-r))
    assert errors("argon-row", free)["unbalanced"] < 1e-6
    assert errors("argon-row", held)["unbalanced"] > 50


def test_noise_of_forces_is_found_out() -> None:
    loud = Pairwise(lambda r: -np.exp(-r / 2), noise=1e-4)
    assert errors("argon-row", loud)["unbalanced"] > 10 * FLOOR


def test_an_atom_that_nothing_holds_pays_the_full_price() -> None:
    assert errors("argon-row", Pairwise(lambda r: 0 * r)) == {"unbalanced": WORST}


@pytest.mark.parametrize("name", SYSTEMS)
def test_lennard_jones_is_balanced_everywhere(name: str) -> None:
    short = AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True))
    assert errors(name, short)["unbalanced"] < FLOOR / 100


def test_the_null_model_is_held_by_nothing_and_pays() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found == pytest.approx({"unbalanced": WORST, "reach": 0, "range": 0, "decay": 0})


@pytest.mark.parametrize("name", MADE)
def test_structures_are_sound(name: str) -> None:
    atoms: Atoms = MADE[name]()
    gaps = atoms.get_all_distances(mic=bool(atoms.pbc.any()))
    np.fill_diagonal(gaps, 9.0)
    assert 0.9 < gaps.min() < 4
    assert distances(SYSTEMS[name].structures["start"]).max() > 14


def test_each_figure_shows_the_response_of_every_atom_that_has_one() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["argon-row"]
    answer = TASK.predict(system, screened(2.0))
    (figure,) = TASK.draw(system, answer, {})
    assert len(figure.curves[0].x) == len(system.structures["start"])


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_figure_leaves_out_atoms_that_do_not_respond_at_all() -> None:
    assert TASK.draw is not None
    for system in SYSTEMS.values():
        (figure,) = TASK.draw(system, TASK.null(system), {})
        assert figure.curves[0].x == (0.0,)
