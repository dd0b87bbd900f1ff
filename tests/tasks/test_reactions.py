from __future__ import annotations

import numpy as np
import pytest
from ase import Atoms, units

from tasks import reactions
from tasks.potential import Capabilities
from tasks.structure import Structure
from tasks.system import System
from tests.tasks.potentials import DEPTH, SIGMA, Asked, lennard_jones

KCAL = units.kcal / units.mol
MINIMUM = 2 ** (1 / 6) * SIGMA


def argon(*positions: float) -> Structure:
    return Structure.from_atoms(Atoms(f"Ar{len(positions)}", [(x, 0, 0) for x in positions]))


def dimer() -> System:
    """Ar2 at its minimum, minus two atoms; the atom is written twice."""
    species = [("dimer", 1.0, argon(0, MINIMUM)), ("a", -1.0, argon(0)), ("b", -1.0, argon(0))]
    return reactions.reaction("Ar2", species, {})


def test_the_sum_of_coefficient_times_energy_is_held_against_the_reference() -> None:
    system, compare = dimer(), reactions.compare_in(KCAL)
    predicted = reactions.predict(system, Asked(lennard_jones()))
    np.testing.assert_allclose(predicted["energies"], [-DEPTH, 0, 0], atol=1e-9)
    exact = reactions.reference(-DEPTH / KCAL, 0.1, KCAL)
    assert compare(system, predicted, exact)["error"] == pytest.approx(0, abs=1e-6)


def test_a_positive_error_means_bound_too_weakly() -> None:
    system, compare = dimer(), reactions.compare_in(KCAL)
    strong = reactions.reference(-1.0, 0.1, KCAL)
    assert compare(system, reactions.null(system), strong)["error"] == pytest.approx(1.0)
    too_strong = {"energies": np.array([-1.5 * KCAL, 0, 0])}
    assert compare(system, too_strong, strong)["error"] == pytest.approx(-0.5)


def test_errors_come_in_the_unit_of_the_task() -> None:
    system, nothing = dimer(), reactions.reference(0.0, 0.1, KCAL)
    predicted = {"energies": np.array([1.0, 0, 0])}
    in_kcal = reactions.compare_in(reactions.KCAL_MOL)(system, predicted, nothing)["error"]
    in_kj = reactions.compare_in(float(units.kJ / units.mol))(system, predicted, nothing)["error"]
    assert in_kcal == pytest.approx(23.0605, abs=1e-4)  # 1 eV (CODATA 2018)
    assert in_kj == pytest.approx(96.4853, abs=1e-4)


def test_a_species_that_appears_twice_is_asked_once() -> None:
    potential = Asked(lennard_jones(), Capabilities(batch=8))
    energies = reactions.predict(dimer(), potential)["energies"]
    assert [len(s) for s in potential.structures] == [2, 1]
    assert energies.shape == (3,)


def test_species_of_another_charge_or_multiplicity_are_another_species() -> None:
    atom = Atoms("O")
    variants = [(0, 3), (0, 1), (-1, 2), (-1, 4)]
    species = [
        (f"{charge}/{spin}", 1.0, Structure.from_atoms(atom, charge, spin))
        for charge, spin in variants
    ]
    potential = Asked(lennard_jones(), Capabilities(charges=True, spins=True))
    reactions.predict(reactions.reaction("O", species, {}), potential)
    assert [(s.charge, s.spin) for s in potential.structures] == variants


def test_two_species_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two species share a name"):
        reactions.reaction("x", [("a", 1.0, argon(0)), ("a", -1.0, argon(1))], {})


def test_a_reaction_knows_its_size_by_its_largest_species() -> None:
    assert dimer().tags["size"] == "1–4 atoms"
    six = argon(*(4.0 * n for n in range(6)))
    system = reactions.reaction("x", [("one", 6, argon(0)), ("six", -1, six)], {"family": "gas"})
    assert system.tags == {"family": "gas", "size": "5–8 atoms"}


def test_what_a_functional_gives_is_held_against_the_reference_too() -> None:
    system = dimer()
    truth = reactions.reference(-1.0, 0.1, KCAL, {"PBE": -0.6, "wB97M-V": -1.1})
    assert float(truth["level:PBE"]) == pytest.approx(-0.6 * KCAL)
    found = reactions.compare_in(KCAL)(system, reactions.null(system), truth)
    assert found == pytest.approx({"error": 1.0, "functional:PBE": 0.4, "functional:wB97M-V": -0.1})


def test_errors_are_reported_by_tag_size_element_coordination_and_charge() -> None:
    absolute, signed = reactions.metrics("kcal/mol", 10.0, by=("family", "set"))
    assert absolute.by == signed.by
    assert signed.by == ("family", "set", "size", "element", "coordination", "charge")
    assert signed.worst is None
