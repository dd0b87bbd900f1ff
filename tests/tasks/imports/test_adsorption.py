from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tasks.imports.adsorption import CSV, FOLDER, GEOMETRIES, read
from tasks.imports.collection import Collection
from tasks.imports.malformed import Malformed
from tasks.system import System
from tests.tasks.imports.corrupted import corrupted
from tests.tasks.imports.data import folder


@cache
def collection() -> Collection:
    (found,) = read(folder(FOLDER))
    return found


def systems() -> dict[str, System]:
    return {s.id: s for s in collection().dataset.systems}


def mev(system: str, key: str = "energy") -> float:
    return 1e3 * float(collection().dataset.references[system][key])


def test_29_systems_on_three_surfaces() -> None:
    surfaces = Counter(s.tags["surface"] for s in systems().values())
    assert surfaces == {"MgO(001)": 22, "TiO2 rutile(110)": 5, "TiO2 anatase(101)": 2}
    assert len({s.cluster for s in systems().values()}) == 16


@pytest.mark.parametrize(
    ("system", "molecules"),
    [("MgO-H2O_Tetramer", 4), ("MgO-CH3OH_Tetramer", 4), ("MgO-NO_Dimer", 2), ("MgO-CO", 1)],
)
def test_energies_are_per_molecule_where_a_cell_holds_several(system: str, molecules: int) -> None:
    share = 1 / molecules
    assert list(systems()[system].settings["coefficients"]) == [share, -share, -share]


def test_the_reference_is_per_molecule_and_the_check_per_cell() -> None:
    assert mev("MgO-H2O_Tetramer") == pytest.approx(-463)
    assert mev("MgO-H2O_Tetramer", "level:revPBE-D4") == pytest.approx(-1617.8 / 4)
    assert mev("MgO-NO_Dimer", "level:revPBE-D4") == pytest.approx(-728.7 / 2)


def test_revpbe_d4_is_what_the_source_says_of_single_molecules() -> None:
    said = {"CO": -215, "H2O_Monomer": -637, "NH3": -636, "CH4": -143, "C6H6": -565}
    found = {name: round(mev(f"MgO-{name}", "level:revPBE-D4")) for name in said}
    assert found == said


def test_the_parts_are_the_complex_cut_in_two_and_frozen() -> None:
    for system in systems().values():
        whole, molecule, surface = system.structures.values()
        parts = np.concatenate([molecule.positions, surface.positions])
        np.testing.assert_array_equal(parts, whole.positions)
        assert len({s.cell.tobytes() for s in (whole, molecule, surface)}) == 1
        assert whole.pbc.all()


def test_nitric_oxide_is_a_doublet_and_its_dimer_a_singlet() -> None:
    spins = {n: [s.spin for s in x.structures.values()] for n, x in systems().items()}
    odd = {n: s for n, s in spins.items() if s != [1, 1, 1]}
    assert set(odd) == {n for n in spins if n.startswith("MgO-NO_")} - {"MgO-NO_Dimer"}
    assert set(map(tuple, odd.values())) == {(2, 2, 1)}
    open_shells = [n for n, s in systems().items() if s.tags["shell"] != "closed shell"]
    assert len(open_shells) == 6


def test_electrons_and_multiplicity_have_the_right_parity() -> None:
    for system in systems().values():
        for structure in system.structures.values():
            assert int(structure.numbers.sum()) % 2 == (structure.spin - 1) % 2


def test_bent_carbon_dioxide_alone_is_chemisorbed() -> None:
    found = [n for n, s in systems().items() if s.tags["binding"] == "chemisorbed"]
    assert found == ["MgO-CO2_Chemisorbed"]
    assert angle("MgO-CO2_Chemisorbed") < 140  # degrees: the fragment is asked as it is bent
    assert angle("MgO-CO2_Physisorbed") > 175


def angle(system: str) -> float:
    atoms = systems()[system].structures["molecule"].to_atoms()
    carbon = list(atoms.numbers).index(6)
    first, second = (i for i in range(3) if i != carbon)
    return float(atoms.get_angle(first, carbon, second, mic=True))


def test_no_uncertainty_is_below_the_last_printed_digit() -> None:
    found = {n: float(r["uncertainty"]) for n, r in collection().dataset.references.items()}
    assert min(found.values()) == 1
    assert found["MgO-CO2_Chemisorbed"] == 32


SLIPS = [
    (CSV, "Tetramer H2O", "Monomer H2O", "the label says 1", CSV),
    (CSV, "CO,66,-207", "CO,66,strong", "'strong', not a number", CSV),
    (CSV, "on MgO(001),CO,66", "on MgO(001),CO,67", "the complex has 66 atoms", CSV),
    (CSV, "on MgO(001),CO,66", "on MgO(001),NO,66", "the adsorbate is CO", CSV),
    (CSV, "MgO/NH3", "CaO/NH3", "CaO/NH3 has no geometry|MgO/NH3 stands in no table", GEOMETRIES),
    (GEOMETRIES, "part=Surface", "part=Slab", "no geometry of its Surface", CSV),
    (GEOMETRIES, "16.91917000", "16.92917000", "not its molecule and its surface", GEOMETRIES),
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
    if file == CSV == place:
        assert slip.value.line == line
