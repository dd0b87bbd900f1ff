"""Every trap that the source's SOURCE.md names, on the real files."""

from __future__ import annotations

import pytest

from tasks.imports.collection import Collection
from tasks.imports.gscdb138 import balance
from tasks.imports.gscdb138.family import BH9_TYPES, S66_CLASSES
from tasks.imports.gscdb138.read import read
from tasks.imports.gscdb138.sets import WITH_FIELD
from tasks.imports.gscdb138.uncertainty import STATED, UNCERTAINTIES
from tasks.reactions import KCAL_MOL, compare_in
from tasks.system import System
from tests.tasks.imports.data import folder


@pytest.fixture(scope="module")
def sets() -> dict[str, Collection]:
    found = read(folder("gscdb138"))
    return {c.about.name.removeprefix("gscdb138/"): c for c in found}


def energy(of: Collection, entry: str) -> float:
    """kcal/mol, as the scoring host holds it."""
    return float(of.dataset.references[entry]["energy"]) / KCAL_MOL


def system(of: Collection, entry: str) -> System:
    return next(s for s in of.dataset.systems if s.id == entry)


def balances(of: Collection) -> dict[str, str]:
    return {s.id: s.tags["balance"] for s in of.dataset.systems}


def test_the_counts_are_those_of_the_source(sets: dict[str, Collection]) -> None:
    systems = [s for c in sets.values() for s in c.dataset.systems]
    assert (len(sets), len(systems)) == (133, 7212)
    assert len({name for s in systems for name in s.structures}) == 11370
    assert len({z for s in systems for z in s.elements}) == 66
    assert len({s.id for s in systems}) == 7212


def test_hartree_becomes_ev_and_binding_is_negative_in_s66(sets: dict[str, Collection]) -> None:
    assert energy(sets["S66"], "S66_1") == pytest.approx(-4.99, abs=0.005)  # the water dimer
    assert "binding energy is negative" in sets["S66"].about.sign
    assert sets["S66"].about.unit == "hartree"


def test_s22_keeps_its_dissociation_positive_sign(sets: dict[str, Collection]) -> None:
    stacked = system(sets["S22"], "S22_11")  # two benzenes, parallel displaced
    assert [len(s) for s in stacked.structures.values()] == [24, 12]
    assert stacked.settings["coefficients"].tolist() == [-1, 2]
    assert energy(sets["S22"], "S22_11") == pytest.approx(2.65, abs=0.005)
    assert "binding energy is positive" in sets["S22"].about.sign


def test_two_signs_of_one_dimer_give_errors_that_differ_in_sign_only(
    sets: dict[str, Collection],
) -> None:
    """S22's water dimer and that of S66: a potential that binds neither errs by the binding."""
    errors = []
    for of, entry in (("S22", "S22_2"), ("S66", "S66_1")):
        asked = system(sets[of], entry)
        silent = {"energies": 0 * asked.settings["coefficients"]}
        reference = sets[of].dataset.references[entry]
        errors.append(compare_in(KCAL_MOL)(asked, silent, reference)["error"])
    assert errors[0] == pytest.approx(-errors[1], abs=0.01)


def test_atoms_and_charge_balance_but_for_the_sets_that_are_named(
    sets: dict[str, Collection],
) -> None:
    odd = {name for name, c in sets.items() if set(balances(c).values()) != {balance.WHOLE}}
    assert odd == balance.ABSOLUTE_SETS | balance.PROTON_SETS | balance.ELECTRON_SETS


def test_a_bare_proton_is_no_species_and_has_no_energy(sets: dict[str, Collection]) -> None:
    with_proton = {
        name: sum("proton" in kind for kind in balances(sets[name]).values())
        for name in balance.PROTON_SETS
    }
    assert with_proton == {"PA26": 26, "G21IP": 1, "SIE4x4": 4}
    assert list(system(sets["SIE4x4"], "SIE4x4_1").structures) == ["SIE4x4_h", "SIE4x4_h2+_1_0"]
    assert list(system(sets["G21IP"], "G21IP_1").structures) == ["G21IP_h"]
    assert energy(sets["G21IP"], "G21IP_1") == pytest.approx(313.6, abs=2)  # 13.6 eV


def test_absolute_energies_are_of_single_atoms(sets: dict[str, Collection]) -> None:
    for name in balance.ABSOLUTE_SETS:
        assert set(balances(sets[name]).values()) == {balance.ABSOLUTE}
        assert all(len(s.structures) == 1 for s in sets[name].dataset.systems)
    assert energy(sets["AE18"], "AE18_1") == pytest.approx(-313.75, abs=0.01)  # hydrogen


def test_v30_is_a_second_difference_published_in_wavenumbers(sets: dict[str, Collection]) -> None:
    coefficients = {tuple(s.settings["coefficients"]) for s in sets["V30"].dataset.systems}
    assert coefficients == {(1, 1, -2)}
    assert sets["V30"].about.published_unit == "cm-1"
    assert sets["S66"].about.published_unit == "kcal/mol"


def test_sets_that_need_a_field_are_not_there(sets: dict[str, Collection]) -> None:
    assert not set(WITH_FIELD) & set(sets)


def test_a_species_that_is_listed_twice_counts_twice(sets: dict[str, Collection]) -> None:
    helium = system(sets["RG10N"], "RG10N_1")
    assert dict(zip(helium.structures, helium.settings["coefficients"], strict=True)) == {
        "RG10N_HeHe_1p588": 1,
        "RG10N_He": -2,
    }


def test_half_a_molecule_may_react(sets: dict[str, Collection]) -> None:
    assert -0.5 in system(sets["ROST61"], "ROST61_19").settings["coefficients"]


def test_charge_and_multiplicity_travel_with_each_species(sets: dict[str, Collection]) -> None:
    cation = system(sets["SIE4x4"], "SIE4x4_5").structures["SIE4x4_he+"]
    assert (cation.charge, cation.spin) == (1, 2)


def test_levels_and_published_errors_are_carried(sets: dict[str, Collection]) -> None:
    assert all(c.about.level and c.about.licence == "CC BY 4.0" for c in sets.values())
    assert "not stated" in sets["RG10N"].about.level
    assert {len(c.about.published) for c in sets.values()} == {16}
    assert sets["S66"].about.published["wB97M-V"] == pytest.approx(0.134, abs=0.001)


def test_every_reference_says_how_uncertain_it_is_and_why(sets: dict[str, Collection]) -> None:
    assert set(UNCERTAINTIES) == set(sets)
    for name, of in sets.items():
        assert "Uncertainty of each reference: " in of.about.notes[0]
        for entry, reference in of.dataset.references.items():
            expected = UNCERTAINTIES[name].of(energy(of, entry))
            assert float(reference["uncertainty"]) == pytest.approx(expected) != 0


def test_stated_uncertainties_are_used_as_stated() -> None:
    for name, figure in {"ROST61": 2.5, "NBC10": 0.023, "P34": 1.1, "H2O20Rel9": 1.75}.items():
        assert str(figure) in STATED[name]
        assert UNCERTAINTIES[name].of(0) == figure


def test_functionals_yardstick_is_not_taken_for_an_uncertainty(
    sets: dict[str, Collection],
) -> None:
    """standard_errors.csv lies among the errors of the best functionals, set by set."""
    inside = 0
    for of in sets.values():
        yardstick = float(of.about.notes[-1].split(" by ")[1].split()[0])
        inside += yardstick > min(of.about.published.values())
    assert inside > 0.8 * len(sets)


def test_points_of_one_surface_are_one_cluster(sets: dict[str, Collection]) -> None:
    def clusters(name: str) -> int:
        return len({s.cluster for s in sets[name].dataset.systems})

    assert clusters("RG10N") == 10  # pairs of rare gases
    assert clusters("BUT14DIOL") == 1  # conformers of one molecule
    assert clusters("3B-69") == 23  # trimers in three orientations each
    assert clusters("DBH22") == 12  # reactions, forward and backward
    assert clusters("X40x5") == clusters("X40") == 40


def test_s66_and_bh9_are_classed_as_by_their_authors(sets: dict[str, Collection]) -> None:
    classes = [s.tags["family"] for s in sets["S66"].dataset.systems]
    assert [classes.count(c) for c in S66_CLASSES] == [23, 23, 20]
    classes = [s.tags["family"] for s in sets["BH876"].dataset.systems]
    assert set(classes) == set(BH9_TYPES)
    shared = [s for s in sets["BH876"].dataset.systems if s.tags["family"] == "boron and silicon"]
    assert all({5, 14} & s.elements for s in shared)
