from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, molecule
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.emt import EMT
from ase.calculators.mixing import SumCalculator

from tasks.ase_potential import AsePotential, capabilities_of
from tasks.potential import Capabilities, Failed, NotFinite, Unsupported
from tasks.structure import Structure
from tests.tasks.potentials import emt, gfn2

ALL = frozenset({"energy", "forces", "stress"})
ENERGY = frozenset({"energy"})


class Says(Calculator):
    """A calculator of Mallory's: it answers what it is told to."""

    implemented_properties = ["energy", "forces", "stress"]

    def __init__(self, **said: Any) -> None:
        Calculator.__init__(self)
        self.said = said

    def calculate(
        self, atoms: Any = None, properties: Any = None, system_changes: Any = all_changes
    ) -> None:
        Calculator.calculate(self, atoms, properties, system_changes)
        self.results = dict(self.said)


class Counts(Says):
    """It keeps what it was asked for: whoever asks for the stress pays for the stress alone."""

    def calculate(
        self, atoms: Any = None, properties: Any = None, system_changes: Any = all_changes
    ) -> None:
        super().calculate(atoms, properties, system_changes)
        self.asked = [*getattr(self, "asked", []), *properties]


class Ends(Says):
    """It ends the process."""

    def calculate(
        self, atoms: Any = None, properties: Any = None, system_changes: Any = all_changes
    ) -> None:
        sys.exit(3)


class SaysAndRaises(Says):
    """It answers for three atoms, and leaves the answer behind where it raises for others."""

    def calculate(
        self, atoms: Any = None, properties: Any = None, system_changes: Any = all_changes
    ) -> None:
        super().calculate(atoms, properties, system_changes)
        if self.atoms is None or len(self.atoms) != 3:
            raise RuntimeError("not converged")


def copper() -> Atoms:
    atoms = bulk("Cu", cubic=True)
    atoms.rattle(0.1, seed=1)
    return atoms


def test_it_gives_what_ase_gives() -> None:
    atoms = copper()
    answer = emt().evaluate([Structure.from_atoms(atoms)], ALL)[0]
    atoms.calc = EMT()
    assert answer.energy == pytest.approx(atoms.get_potential_energy(), abs=1e-12)
    assert answer.forces is not None
    assert answer.stress is not None
    np.testing.assert_allclose(answer.forces, atoms.get_forces(), atol=1e-12)
    np.testing.assert_allclose(answer.stress, atoms.get_stress(), atol=1e-12)


def test_answers_do_not_share_memory() -> None:
    potential = emt()
    one = potential.evaluate([Structure.from_atoms(copper())], ALL)[0]
    before = np.array(one.forces)
    potential.evaluate([Structure.from_atoms(bulk("Cu", cubic=True))], ALL)
    np.testing.assert_array_equal(one.forces, before)


def test_the_same_atoms_with_another_charge_are_another_question() -> None:
    atoms = molecule("OH")
    radical = Structure.from_atoms(atoms, spin=2)
    anion = Structure.from_atoms(atoms, charge=-1)
    together = [a.energy for a in gfn2().evaluate([radical, anion], ENERGY)]
    apart = [gfn2().evaluate([s], ENERGY)[0].energy for s in (radical, anion)]
    assert together == pytest.approx(apart, abs=1e-6)
    assert together[1] < together[0] - 1.0  # the electron is bound, by more than 1 eV


def test_an_element_without_parameters_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="Si"):
        emt().evaluate([Structure.from_atoms(bulk("Si"))], ENERGY)


def test_a_property_that_is_missing_is_unsupported() -> None:
    water = Structure.from_atoms(molecule("H2O"))
    with pytest.raises(Unsupported, match="stress"):
        gfn2().evaluate([water], ALL)  # tblite has no stress without a cell
    with pytest.raises(Unsupported, match="energy"):
        AsePotential(Says(energy=None)).evaluate([water], ENERGY)


@pytest.mark.parametrize("said", [float("nan"), float("inf")])
def test_an_energy_that_is_no_number_is_said_to_be_one(said: float) -> None:
    with pytest.raises(NotFinite):
        AsePotential(Says(energy=said)).evaluate([Structure.from_atoms(molecule("H2O"))], ENERGY)


def test_forces_of_the_wrong_shape_are_a_failure() -> None:
    potential = AsePotential(Says(energy=0.0, forces=np.zeros((2, 3)), stress=np.zeros(6)))
    with pytest.raises(Failed, match=r"forces has shape \(2, 3\); expected \(3, 3\)"):
        potential.evaluate([Structure.from_atoms(molecule("H2O"))], ALL)


def test_a_full_stress_tensor_is_put_in_voigt_order() -> None:
    full = np.array([[1.0, 6.0, 5.0], [6.0, 2.0, 4.0], [5.0, 4.0, 3.0]])
    potential = AsePotential(Says(energy=0.0, forces=np.zeros((4, 3)), stress=full))
    answer = potential.evaluate([Structure.from_atoms(copper())], ALL)[0]
    np.testing.assert_array_equal(answer.stress, [1, 2, 3, 4, 5, 6])


def test_what_is_dearest_is_asked_first_and_brings_the_rest() -> None:
    calculator = Counts(energy=0.0, forces=np.zeros((4, 3)), stress=np.zeros(6))
    AsePotential(calculator).evaluate([Structure.from_atoms(copper())], ALL)
    assert calculator.asked == ["stress"]


def test_a_calculator_that_exits_has_failed() -> None:
    with pytest.raises(Failed, match="SystemExit: 3"):
        AsePotential(Ends()).evaluate([Structure.from_atoms(copper())], ENERGY)


def test_a_sum_of_calculators_is_a_calculator() -> None:
    """ASE's SumCalculator has no reset()."""
    structure = Structure.from_atoms(copper())
    twice = AsePotential(SumCalculator([EMT(), EMT()])).evaluate([structure], ALL)[0]
    once = emt().evaluate([structure], ALL)[0]
    assert twice.energy == pytest.approx(2 * once.energy)


def test_an_exception_is_a_failure_with_its_text() -> None:
    atoms = molecule("H2O")
    atoms.positions[1] = atoms.positions[0]
    with pytest.raises(Failed, match="InputError: Too close interatomic distances"):
        gfn2().evaluate([Structure.from_atoms(atoms)], ENERGY)


def test_what_was_left_by_a_failure_is_no_answer() -> None:
    potential = AsePotential(SaysAndRaises(energy=-1.0))
    water, methane = (Structure.from_atoms(molecule(name)) for name in ("H2O", "CH4"))
    assert potential.evaluate([water], ENERGY)[0].energy == -1.0
    for _ in range(2):
        with pytest.raises(Failed, match="RuntimeError: not converged"):
            potential.evaluate([methane], ENERGY)


def test_a_failure_leaves_nothing_behind() -> None:
    potential, water = gfn2(), molecule("H2O")
    broken = water.copy()
    broken.positions[1] = broken.positions[0]
    with pytest.raises(Failed):
        potential.evaluate([Structure.from_atoms(broken)], ENERGY)
    after = potential.evaluate([Structure.from_atoms(water)], ENERGY)[0].energy
    fresh = gfn2().evaluate([Structure.from_atoms(water)], ENERGY)[0].energy
    assert after == pytest.approx(fresh, abs=1e-6)


def test_a_calculator_declares_what_it_implements() -> None:
    assert capabilities_of(EMT()) == Capabilities(properties=ALL)
    dumb = Says(energy=0.0)
    dumb.implemented_properties = ["dipole"]
    with pytest.raises(ValueError, match="Says has no energy"):
        capabilities_of(dumb)
