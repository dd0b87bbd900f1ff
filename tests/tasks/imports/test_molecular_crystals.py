from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from ase import units

from tasks.imports.collection import Collection
from tasks.imports.crystal import crystal
from tasks.imports.d3_pbe import contributions
from tasks.imports.frames import frames
from tasks.imports.library import Library, NotImported
from tasks.imports.malformed import Malformed
from tasks.imports.molecular_crystals import FOLDER, ICE13, POLYMORPHS, X23, read
from tasks.system import Arrays, System
from tests.tasks.imports.corrupted import corrupted
from tests.tasks.imports.data import folder
from tests.tasks.imports.dispersion import table

KJ = units.kJ / units.mol
X23_CSV, ICE_CSV = "x23_lattice_energies_kJmol.csv", "ice13_lattice_energies_kJmol.csv"
ICE_CELLS = "ice13_crystals.extxyz"
DRUGS_CSV = "pharma_polymorph_relative_energies_kJmol.csv"


@cache
def collections() -> dict[str, Collection]:
    return {c.about.name: c for c in read(folder(FOLDER))}


def systems(name: str) -> dict[str, System]:
    return {s.id: s for s in collections()[name].dataset.systems}


def kj(name: str, system: str, key: str = "energy") -> float:
    """kJ/mol per molecule."""
    return float(collections()[name].dataset.references[system][key]) / KJ


def references(name: str) -> dict[str, Arrays]:
    return dict(collections()[name].dataset.references)


def published(file: str) -> list[dict[str, str]]:
    """The table, without the reader under test."""
    with (folder(FOLDER) / file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def content(system: System) -> Counter[int]:
    """Atoms of each element on the left less those on the right."""
    found: Counter[int] = Counter()
    for c, s in zip(system.settings["coefficients"], system.structures.values(), strict=True):
        for z in s.numbers:
            found[int(z)] += c
    return found


def test_there_are_23_crystals_13_phases_and_53_pairs() -> None:
    assert [len(systems(n)) for n in (X23, ICE13, POLYMORPHS)] == [23, 13, 53]


@pytest.mark.parametrize("name", [X23, ICE13, POLYMORPHS])
def test_atoms_are_conserved_per_molecule(name: str) -> None:
    for system in systems(name).values():
        assert all(abs(left) < 1e-9 for left in content(system).values()), system.id


def test_energies_are_per_molecule_of_a_cell_that_holds_several() -> None:
    benzene = systems(X23)["Benzene"]
    assert list(benzene.settings["coefficients"]) == [0.25, -1.0]
    assert [len(s) for s in benzene.structures.values()] == [48, 12]
    assert kj(X23, "Benzene") == pytest.approx(-50.7)  # not -202.8 a cell
    assert systems(ICE13)["ice_XIII"].settings["coefficients"][0] == pytest.approx(1 / 28)


def test_the_crystal_is_periodic_and_its_molecule_is_not() -> None:
    for system in [*systems(X23).values(), *systems(ICE13).values()]:
        crystal, molecule = system.structures.values()
        assert crystal.pbc.all()
        assert not molecule.pbc.any()
        assert system.kind == "materials"


def test_a_molecule_takes_the_room_it_needs() -> None:
    for system in systems(ICE13).values():
        crystal = system.structures["crystal"]
        assert 20 < crystal.volume / (len(crystal) / 3) < 34  # Å³; 30 in liquid water, 32 in Ih


def test_references_are_static_theory_and_not_experiment() -> None:
    for row in published(X23_CSV):
        assert kj(X23, row["name"]) == pytest.approx(float(row["E_latt_CCSD(cT)-fit"]))
    for row in published(ICE_CSV):
        name = f"ice_{row['phase']}"
        assert kj(ICE13, name) == pytest.approx(float(row["E_latt_LNO-MBE-CCSD(T)"]))


def test_a_references_uncertainty_reaches_to_coupled_cluster_and_to_monte_carlo() -> None:
    for row in published(X23_CSV):
        error = float(references(X23)[row["name"]]["uncertainty"]) + 1e-9
        dmc, spread = float(row["E_latt_DMC"]), float(row["DMC_err"])
        for other in (float(row["E_latt_LNO-MBE-CCSD(T)"]), dmc - spread, dmc + spread):
            assert abs(kj(X23, row["name"]) - other) <= error
    anthracene = float(references(X23)["Anthracene"]["uncertainty"])
    assert anthracene == pytest.approx(108.9 - 100.2 + 0.5)
    for row in published(ICE_CSV):
        gap = abs(float(row["E_latt_LNO-MBE-CCSD(T)"]) - float(row["E_latt_DMC"]))
        error = float(references(ICE13)[f"ice_{row['phase']}"]["uncertainty"])
        assert error >= gap + 0.1 - 1e-9


def test_a_larger_cell_moves_ice_vii_against_the_other_phases() -> None:
    assert kj(POLYMORPHS, "ice_Ih-ice_VII") == pytest.approx(-59.3 + 54.6)
    assert kj(POLYMORPHS, "ice_Ih-ice_VII", "spread") == pytest.approx(4.7 - (58.3 - 54.4))
    assert float(references(ICE13)["ice_Ih"]["uncertainty"]) == pytest.approx(59.3 - 58.3)


def test_coupled_cluster_and_monte_carlo_are_as_far_apart_as_published() -> None:
    gaps = [abs(kj(X23, s, "level:DMC") - kj(X23, s, "level:CCSD(T)")) for s in systems(X23)]
    assert sum(gaps) / 23 == pytest.approx(3.1, abs=0.1)  # of energies printed to 0.1
    ice = [abs(kj(ICE13, s, "level:DMC") - kj(ICE13, s)) for s in systems(ICE13)]
    assert sum(ice) / 13 == pytest.approx(0.5, abs=0.1)


def test_system_x_is_left_out_and_the_reason_kept() -> None:
    skipped = collections()[POLYMORPHS].about.skipped
    assert "SIGN AMBIGUOUS" in skipped["X"]
    assert not any("X_expt" in s.structures or s.id == "X" for s in systems(POLYMORPHS).values())
    assert {"Rotigotine_I_2", "Rotigotine_II_2"} <= set(skipped)


def test_pairs_whose_order_nobody_knows_are_left_out() -> None:
    pairs, skipped = systems(POLYMORPHS), collections()[POLYMORPHS].about.skipped
    ice = {n for n in (*pairs, *skipped) if n.startswith("ice_")}
    assert len(ice) == 13 * 12 / 2
    assert "ice_Ih-ice_XI" in skipped  # -59.3 both by CCSD(T); DMC prefers Ih
    assert "-0.8 ± 2.0 kJ/mol" in skipped["Oxalic_Acid_alpha-Oxalic_Acid_beta"]
    for name in pairs:
        assert abs(kj(POLYMORPHS, name)) > kj(POLYMORPHS, name, "spread")


def test_the_order_of_the_pairs_is_that_of_both_methods() -> None:
    ice = [s for s in systems(POLYMORPHS) if s.startswith("ice_")]
    assert len(ice) == 50
    for name in ice:
        assert kj(POLYMORPHS, name) * kj(POLYMORPHS, name, "level:DMC") > 0


def test_pairs_of_drugs_are_a_minus_b_per_molecule() -> None:
    roy = systems(POLYMORPHS)["ROY"]
    assert list(roy.structures) == ["ROY_R", "ROY_Y"]
    assert list(roy.settings["coefficients"]) == [0.5, -0.25]
    assert kj(POLYMORPHS, "ROY") == pytest.approx(0.8)  # Y is the more stable
    assert kj(POLYMORPHS, "ROY", "level:PBE-D3(BJ)") == pytest.approx(-6.2)
    assert kj(POLYMORPHS, "Axitinib", "spread") == pytest.approx(7.5 - 6.6)


def test_pairs_that_share_a_phase_are_clustered_by_their_phases() -> None:
    pair = systems(POLYMORPHS)["ice_Ih-ice_VIII"]
    assert pair.cluster == "ice_Ih|ice_VIII"
    assert systems(POLYMORPHS)["ROY"].cluster == "ROY"
    first, second = systems(X23)["Oxalic_Acid_alpha"], systems(X23)["Oxalic_Acid_beta"]
    assert first.cluster == second.cluster == "Oxalic_Acid"
    assert len({s.cluster for s in systems(X23).values()}) == 22


def test_pbe_is_pbe_d3_without_what_d3_contributes() -> None:
    for name, solid, gas in table():
        known = contributions()[name]
        assert known.crystal == pytest.approx(solid, abs=1e-3)
        assert known.gas == (None if gas is None else pytest.approx(gas, abs=1e-3))
    benzene = kj(X23, "Benzene", "level:PBE-D3(BJ)") - kj(X23, "Benzene", "level:PBE")
    assert benzene == pytest.approx(-52.25, abs=0.01)


SLIPS = [
    (ICE_CSV, "Ih,12,", "Ih,8,", "holds 12 molecules, not 8", ICE_CELLS),
    (ICE_CSV, "II,12,-58.3", "II,12,fifty", "'fifty', not a number", ICE_CSV),
    (ICE_CSV, "VII,12,-54.6,-54.5,0.1", "VII,12,-54.6,-54.5,", "DMC_err is empty", ICE_CSV),
    (ICE_CSV, "\nIV,", "\nV,", "ice_V has no geometry", ICE_CSV),
    (X23_CSV, "C24H24,C6H6", "C24H24,C6H5", "molecules are C6H6", X23_CSV),
    (X23_CSV, "H12N4,H3N", "H9N3,H3N", "the cell is H12N4", X23_CSV),
    (X23_CSV, "7,CO2,", "7,Ammonia,", "second row of Ammonia", X23_CSV),
    (DRUGS_CSV, "Axitinib_XLI,2,4", "ROY_Y,2,4", "no polymorphs of one molecule", DRUGS_CSV),
    (DRUGS_CSV, ",verified\n", ",perhaps\n", "does not say whether", DRUGS_CSV),
    (
        "ice13_crystals.extxyz",
        '"7.12333918',
        '"9.12333918',
        "molecules are not",
        "ice13_crystals.extxyz",
    ),
    ("x23_gas_molecules.extxyz", "name=Urea", "name=Uria", "no geometry", X23_CSV),
]


@pytest.mark.parametrize(("file", "old", "new", "reason", "place"), SLIPS)
def test_a_slip_stops_the_import_with_file_line_and_reason(
    file: str, old: str, new: str, reason: str, place: str, tmp_path: Path
) -> None:
    copy, line = corrupted(folder(FOLDER), tmp_path / FOLDER, file, old, new)
    with pytest.raises(Malformed, match=reason) as slip:
        read(copy)
    assert slip.value.file.name == place
    assert slip.value.line > 0
    if place == file and not old.startswith(("\n", ",")):
        assert slip.value.line == line


def test_a_crystal_of_no_molecular_density_stops_the_import(tmp_path: Path) -> None:
    file = tmp_path / "thin.extxyz"
    file.write_text('3\nLattice="9 0 0 0 9 0 0 0 9" name=thin\nO 4 4 4\nH 4.6 4.7 4\nH 3.4 4.7 4\n')
    (frame,) = frames(file)
    with pytest.raises(Malformed, match=r"line 2: its density is 0.04 g/cm³"):
        crystal(frame, 1)


def test_an_imported_set_comes_back_from_the_library_as_it_was_read(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with pytest.raises(NotImported, match="python -m tasks import"):
        library.load(ICE13)
    manifests = library.add(list(collections().values()))
    assert [m["counts"]["systems"] for m in manifests] == [23, 13, 53]
    again = library.load(ICE13)
    assert float(again.references["ice_Ih"]["energy"]) == pytest.approx(-59.3 * KJ)
    assert again.systems[0].structures["crystal"].pbc.all()


# meV above ice Ih by PBE without dispersion: B. Santra et al., J. Chem. Phys. 139, 154702 (2013).
SANTRA = {"IX": 49, "II": 69, "XIII": 80, "XIV": 93, "XV": 110, "VIII": 177}


@pytest.mark.parametrize("phase", SANTRA)
def test_pbe_without_dispersion_orders_ice_as_others_published(phase: str) -> None:
    above = kj(ICE13, f"ice_{phase}", "level:PBE") - kj(ICE13, "ice_Ih", "level:PBE")
    assert 1e3 * above * KJ == pytest.approx(SANTRA[phase], abs=2)


def test_pairs_that_the_two_methods_order_differently_are_all_left_out() -> None:
    cc = {r["phase"]: float(r["E_latt_LNO-MBE-CCSD(T)"]) for r in published(ICE_CSV)}
    dmc = {r["phase"]: float(r["E_latt_DMC"]) for r in published(ICE_CSV)}
    pairs = list(combinations(cc, 2))
    odd = {f"ice_{a}-ice_{b}" for a, b in pairs if (cc[a] - cc[b]) * (dmc[a] - dmc[b]) < 0}
    assert odd == {
        "ice_III-ice_XIII", "ice_III-ice_XVII", "ice_VI-ice_XIII",
        "ice_XIII-ice_XIV", "ice_XIII-ice_XV", "ice_XIV-ice_XVII",
    }  # fmt: skip
    assert odd <= set(collections()[POLYMORPHS].about.skipped)


def test_ice_ih_and_xi_are_the_most_stable_and_vii_the_least() -> None:
    for column in ("E_latt_LNO-MBE-CCSD(T)", "E_latt_DMC"):
        order = sorted(published(ICE_CSV), key=lambda row: float(row[column]))
        assert {row["phase"] for row in order[:2]} == {"Ih", "XI"}
        assert [row["phase"] for row in order[-2:]] == ["VIII", "VII"]
    for phase in ("II", "III", "VI", "VII", "VIII", "XIII"):
        assert kj(POLYMORPHS, f"ice_Ih-ice_{phase}") < 0
