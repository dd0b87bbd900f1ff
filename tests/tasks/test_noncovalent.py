from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest
from ase import units
from ase.data import s22
from tblite.ase import TBLite

from tasks.coupled_cluster.noncovalent import TASK
from tasks.coupled_cluster.s22 import S22B, complexes
from tasks.dataset import Dataset
from tasks.structure import Floats
from tasks.system import Arrays, System
from tests.tasks.potentials import gfn2

KCAL = units.kcal / units.mol
TYPES = ("hydrogen-bonded", "dispersion", "mixed")

# S22A, kcal/mol, as tabulated by Takatani et al. (2010), in the order of S22.
S22A = (
    -3.17, -5.02, -18.80, -16.12, -20.69, -17.00, -16.74,
    -0.53, -1.50, -1.45, -2.62, -4.20, -9.74, -4.59, -11.66,
    -1.51, -3.29, -2.32, -4.55, -2.71, -5.62, -7.09,
)  # fmt: skip


@cache
def dataset() -> Dataset:
    return TASK.dataset()


@cache
def gfn2_predictions() -> tuple[Arrays, ...]:
    potential = gfn2()
    return tuple(TASK.predict(system, potential) for system in dataset().systems)


def errors(predictions: list[Arrays]) -> Floats:
    """Signed, kcal/mol."""
    data = dataset()
    return np.array(
        [
            TASK.compare(system, arrays, data.references[system.id])["error"]
            for system, arrays in zip(data.systems, predictions, strict=True)
        ]
    )


def mae_by_type(predictions: list[Arrays]) -> list[float]:
    found, tags = errors(predictions), [s.tags["interaction"] for s in dataset().systems]
    return [float(np.abs(found[[t == name for t in tags]]).mean()) for name in TYPES]


def test_the_references_are_s22a() -> None:
    energies = [float(dataset().references[name]["energy"]) / KCAL for name in s22.s22]
    np.testing.assert_allclose(energies, S22A, atol=0.0015)  # ASE rounds to 0.1 meV


def test_energies_are_kept_in_ev_as_ase_gives_them() -> None:
    for name in s22.s22:
        given = s22.get_interaction_energy_cc(name)
        assert float(dataset().references[name]["energy"]) == pytest.approx(given, abs=1e-12)


def test_uncertainties_are_what_the_revision_changed() -> None:
    found = [float(dataset().references[name]["uncertainty"]) for name in s22.s22]
    expected = np.maximum(0.01, np.abs(np.subtract(S22A, S22B)))
    np.testing.assert_allclose(found, expected, atol=0.0015)
    assert min(found) >= 0.01


def test_each_type_has_its_complexes() -> None:
    tags = Counter(s.tags["interaction"] for s in dataset().systems)
    assert tags == {"hydrogen-bonded": 7, "dispersion": 8, "mixed": 7}
    assert [c.number for c in complexes()] == [int(s22.get_s22_number(n)) for n in s22.s22]


@pytest.mark.parametrize("system", TASK.dataset().systems, ids=lambda s: s.id)
def test_the_complex_is_its_two_monomers(system: System) -> None:
    whole, a, b = (system.structures[name] for name in ("complex", "a", "b"))
    atoms = s22.create_s22_system(system.id)
    np.testing.assert_array_equal(whole.numbers, atoms.numbers)
    np.testing.assert_array_equal(whole.positions, atoms.positions)
    np.testing.assert_array_equal(np.concatenate([a.numbers, b.numbers]), whole.numbers)
    np.testing.assert_array_equal(np.concatenate([a.positions, b.positions]), whole.positions)
    assert list(system.settings["coefficients"]) == [1, -1, -1]
    assert all((s.charge, s.spin, s.periodic) == (0, 1, False) for s in system.structures.values())


def test_monomers_are_whole_molecules() -> None:
    for system in dataset().systems:
        for name in ("a", "b"):
            atoms = system.structures[name].to_atoms()
            bonded = (atoms.get_all_distances() < 1.65).astype(int)  # no bond of S22 is longer
            reached = np.linalg.matrix_power(bonded, len(atoms))
            assert (reached > 0).all(), f"{system.id}: {name} is in pieces"


def test_the_null_model_costs_7_31() -> None:
    predictions = [TASK.null(system) for system in dataset().systems]
    assert np.abs(errors(predictions)).mean() == pytest.approx(7.31, abs=0.005)
    assert mae_by_type(predictions) == pytest.approx([13.9, 4.54, 3.87], abs=0.05)
    assert errors(predictions).min() > 0  # "no interaction" binds too weakly


def test_gfn2_has_its_known_errors() -> None:
    predictions = list(gfn2_predictions())
    assert np.abs(errors(predictions)).mean() == pytest.approx(0.78, abs=0.005)
    assert mae_by_type(predictions) == pytest.approx([0.78, 0.60, 0.99], abs=0.005)


def test_gfn2_agrees_with_tblite_in_a_plain_loop() -> None:
    for name, arrays in zip(s22.s22, gfn2_predictions(), strict=True):
        atoms = s22.create_s22_system(name)
        first = s22.get_number_of_dimer_atoms(name)[0]
        for part, energy in zip(
            (atoms, atoms[:first], atoms[first:]), arrays["energies"], strict=True
        ):
            part.calc = TBLite(method="GFN2-xTB", verbosity=0)
            assert energy == pytest.approx(part.get_potential_energy(), abs=1e-6)


def test_silence_costs_more_than_the_null_model_on_any_system() -> None:
    nothing = errors([TASK.null(system) for system in dataset().systems])
    assert TASK.primary.worst is not None
    assert np.abs(nothing).max() < TASK.primary.worst
