from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from ase import units
from ase.data import dbh24

from tasks.coupled_cluster.barriers import CLASSES, TASK, species
from tasks.dataset import Dataset
from tasks.potential import Capabilities
from tasks.prediction import State, predict
from tasks.structure import Structure
from tests.tasks.potentials import Asked, Gfn2, gfn2

KCAL = units.kcal / units.mol

# DBH24/08, kcal/mol, forward and backward, in the order of the reactions (Zheng et al. 2009).
PUBLISHED = (
    (17.13, 82.47), (18.00, 18.00), (6.75, 60.00),  # heavy-atom transfer
    (13.41, 13.41), (3.44, 29.42), (-2.44, 17.66),  # nucleophilic substitution
    (14.36, 10.61), (1.72, 41.75), (48.07, 32.82),  # unimolecular and association
    (6.7, 19.6), (10.7, 13.1), (3.6, 17.3),         # hydrogen transfer
)  # fmt: skip

# Multiplicity 2S + 1 of what is not a closed shell.
OPEN = {
    "H": 2, "OH": 2, "tst_H_N2O__OH_N2": 2, "tst_H_ClH__HCl_H": 2, "CH3": 2, "Cl": 2,
    "tst_CH3_FCl__CH3F_Cl": 2, "HN2": 2, "tst_H_N2__HN2": 2, "CH3CH2": 2,
    "tst_H_C2H4__CH3CH2": 2, "tst_OH_CH4__CH3_H2O": 2, "HS": 2, "tst_H_H2S__H2_HS": 2,
    "O": 3, "tst_H_OH__O_H2": 3,
}  # fmt: skip
ANIONS = {
    "Cl-ion_CH3Cl", "tst_Cl-ion_CH3Cl", "F-ion_CH3Cl", "Cl-ion_CH3F",
    "tst-Cl-ion_CH3F__F_ion_CH3Cl", "OH-ion", "F-ion", "tst-OH-ion_CH3F__F_ion_CH3OH",
}  # fmt: skip


@cache
def dataset() -> Dataset:
    return TASK.dataset()


def barrier(name: str) -> float:
    return float(dataset().references[name]["energy"]) / KCAL


def test_the_references_are_dbh24_08() -> None:
    found = [
        (barrier(f"dbh24_r{n}_forward"), barrier(f"dbh24_r{n}_backward")) for n in range(1, 13)
    ]
    np.testing.assert_allclose(found, PUBLISHED, atol=1e-9)


@pytest.mark.parametrize("name", dbh24.dbh24)
def test_charge_and_multiplicity_of_each_species(name: str) -> None:
    structure, short = species(name), name.removeprefix("dbh24_")
    assert structure.charge == (-1 if short in ANIONS else 0)
    assert structure.spin == OPEN.get(short, 1)


@pytest.mark.parametrize("name", dbh24.dbh24)
def test_electrons_and_multiplicity_have_the_right_parity(name: str) -> None:
    structure = species(name)
    electrons = int(structure.numbers.sum()) - structure.charge
    assert electrons % 2 == (structure.spin - 1) % 2


def test_the_tables_of_this_test_name_species_of_the_set() -> None:
    assert {f"dbh24_{name}" for name in OPEN.keys() | ANIONS} <= set(dbh24.dbh24)


def test_atoms_and_charge_are_conserved() -> None:
    for system in dataset().systems:
        content: Counter[int] = Counter()
        charge = 0.0
        for c, s in zip(system.settings["coefficients"], system.structures.values(), strict=True):
            charge += c * s.charge
            for z in s.numbers:
                content[int(z)] += int(c)
        assert charge == 0
        assert set(content.values()) == {0}


def test_spins_of_the_reactants_can_couple_to_the_transition_state() -> None:
    for system in dataset().systems:
        state, *reactants = (s.spin - 1 for s in system.structures.values())  # unpaired electrons
        assert state <= sum(reactants)
        assert (sum(reactants) - state) % 2 == 0


def test_a_reaction_read_backward_ends_where_it_began() -> None:
    for n in range(1, 13):
        forward, backward = (
            set(next(s for s in dataset().systems if s.id == f"dbh24_r{n}_{way}").structures)
            for way in ("forward", "backward")
        )
        listed: dict[str, Any] = dbh24.dbh24_reaction_list[f"dbh24_r{n}"]
        assert forward == {listed["tst"], *listed["initial"]}
        assert backward == {listed["tst"], *listed["final"]}


def test_each_class_has_three_reactions() -> None:
    tags = Counter(s.tags["reaction"] for s in dataset().systems)
    assert tags == dict.fromkeys(CLASSES.values(), 6)
    assert len({s.cluster for s in dataset().systems}) == 12


def test_a_barrier_is_positive_and_its_error_signed() -> None:
    system = dataset().systems[0]
    high = {"energies": np.array([20.0 * KCAL, 0, 0])}
    found = TASK.compare(system, high, dataset().references[system.id])["error"]
    assert found == pytest.approx(20.0 - 17.13)  # too high is positive


def test_uncertainties_are_distances_between_collections() -> None:
    found = {k: float(r["uncertainty"]) for k, r in dataset().references.items()}
    assert found["dbh24_r1_backward"] == pytest.approx(82.47 - 82.14)
    assert found["dbh24_r3_backward"] == pytest.approx(60.00 - 59.33)
    assert found["dbh24_r1_forward"] == 0.1  # 17.13 and 17.19: closer than printed digits
    assert min(found.values()) == 0.1


def test_without_charges_the_six_barriers_with_anions_are_unsupported() -> None:
    neutral = Asked(Gfn2(), Capabilities(spins=True))
    states = [predict(TASK, system, neutral).state for system in dataset().systems]
    assert Counter(states) == {State.ANSWERED: 18, State.UNSUPPORTED: 6}
    assert all(s.charge == 0 for s in neutral.structures)


def test_with_charges_all_24_are_answered() -> None:
    potential = gfn2()
    answered = [predict(TASK, system, potential) for system in dataset().systems]
    assert [p.state for p in answered] == [State.ANSWERED] * 24
    energies = {
        name: energy
        for system, p in zip(dataset().systems, answered, strict=True)
        for name, energy in zip(system.structures, p.arrays["energies"], strict=True)
    }
    # Same place, same nuclei: only the charge tells OH and OH- apart.
    np.testing.assert_array_equal(species("dbh24_OH").positions, species("dbh24_OH-ion").positions)
    assert energies["dbh24_OH-ion"] < energies["dbh24_OH"] - 1.0


def test_a_species_has_the_same_energy_in_every_reaction() -> None:
    seen: dict[str, Structure] = {}
    for system in dataset().systems:
        for name, structure in system.structures.items():
            first = seen.setdefault(name, structure)
            np.testing.assert_array_equal(first.positions, structure.positions)
    assert set(seen) == set(dbh24.dbh24)


def test_silence_costs_more_than_the_null_model_on_any_system() -> None:
    assert TASK.primary.worst is not None
    for system in dataset().systems:
        nothing = TASK.compare(system, TASK.null(system), dataset().references[system.id])
        assert abs(nothing["error"]) < TASK.primary.worst
