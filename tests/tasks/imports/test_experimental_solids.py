from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase import units
from ase.data import atomic_numbers

from tasks.imports import experimental_solids
from tasks.imports.collection import Collection
from tasks.imports.experimental_solids import FILE
from tasks.imports.malformed import Malformed
from tasks.imports.surfaces import FILE as SURFACES
from tasks.solids.cubic import solids
from tests.tasks.imports.data import folder

CORRECTED, UNCORRECTED = "zero-point corrected", "uncorrected"
KITTEL = {  # eV/atom, as tabulated, without a zero-point correction
    "Li_bcc": 1.63, "Na_bcc": 1.113, "Fe_bcc": 4.28, "W_bcc": 8.90, "Al_fcc": 3.39,
    "Cu_fcc": 3.49, "Ag_fcc": 2.95, "Au_fcc": 3.81, "Pt_fcc": 5.84, "C_diamond": 7.37,
    "Si_diamond": 4.63, "Ge_diamond": 3.85,
}  # fmt: skip


@cache
def collections() -> dict[str, Collection]:
    found = experimental_solids.read(folder(experimental_solids.FOLDER))
    return {each.about.name.split("/")[1]: each for each in found}


def values(name: str, key: str) -> dict[str, float]:
    references = collections()[name].dataset.references
    return {k: float(r[key]) for k, r in references.items() if key in r}


def tags(name: str, key: str) -> dict[str, str]:
    return {s.id: s.tags[key] for s in collections()[name].dataset.systems}


def test_the_sets_have_their_sizes() -> None:
    assert {name: len(c.dataset.systems) for name, c in collections().items()} == {
        "lattice-constants": 58 + 10,
        "cohesive-energies": 54 + 10,
        "bulk-moduli": 32 + 10,
        "surface-energies": 30 + 4,
    }
    assert Counter(tags("surface-energies", "set").values()) == {"SE30": 30, "beside SE30": 4}


def test_what_has_no_value_is_named() -> None:
    skipped = collections()["cohesive-energies"].about.skipped
    assert set(skipped) == {"FeAl_b2", "CoAl_b2", "NiAl_b2", "BAs_b3"}
    assert len(collections()["bulk-moduli"].about.skipped) == 68 - 42


def test_hexagonal_metals_are_marked_as_uncorrected() -> None:
    hexagonal = {name for name in values("lattice-constants", "a") if name.endswith("_hcp")}
    assert len(hexagonal) == 10
    for name in ("lattice-constants", "cohesive-energies", "bulk-moduli"):
        found = tags(name, "correction")
        assert {solid for solid, c in found.items() if c == UNCORRECTED} == hexagonal
    assert set(values("lattice-constants", "c")) == hexagonal


def test_numbers_are_those_of_the_table_that_the_equation_of_state_uses() -> None:
    ours = {name.split("_")[0]: a for name, a in values("lattice-constants", "a").items()}
    moduli = {name.split("_")[0]: b for name, b in values("bulk-moduli", "bulk").items()}
    assert len(solids()) == 48
    for solid in solids():
        assert ours[solid.name] == pytest.approx(solid.lattice[0], abs=1e-9)
        if solid.name in moduli:
            assert moduli[solid.name] == pytest.approx(solid.moduli[0], abs=1e-9)


def test_silicon_is_silicon() -> None:
    """5.431 Å at room temperature, 5.422 without zero-point expansion; PBE gives 5.469."""
    assert values("lattice-constants", "a")["Si_diamond"] == pytest.approx(5.422)
    assert values("lattice-constants", "level:PBE")["Si_diamond"] == pytest.approx(5.469, abs=0.002)


def test_potassium_and_rubidium_are_uncertain_by_what_two_sources_differ() -> None:
    sources = tags("lattice-constants", "sources")
    assert {n for n, s in sources.items() if s == "uncertain"} == {"K_bcc", "Rb_bcc"}
    sure, a = values("lattice-constants", "uncertainty"), values("lattice-constants", "a")
    for name, part in (("K_bcc", 0.020), ("Rb_bcc", 0.026)):
        assert ((a[name] + sure[name]) / a[name]) ** 3 - 1 == pytest.approx(part, abs=0.002)


def test_cohesive_energies_are_kittels_but_for_zero_point_motion() -> None:
    ours = values("cohesive-energies", "cohesive")
    far = {name for name, energy in KITTEL.items() if abs(ours[name] - energy) > 0.1}
    assert far == {"C_diamond"}


def test_diamond_differs_from_kittel_by_its_debye_zero_point_energy() -> None:
    debye = 2230  # K
    shift = 9 / 8 * units.kB * debye
    energy = values("cohesive-energies", "cohesive")["C_diamond"]
    assert energy == pytest.approx(KITTEL["C_diamond"] + shift, abs=0.01)


def test_what_lacks_its_zero_point_energy_is_uncertain_by_it() -> None:
    """Beryllium's Debye temperature, 1440 K, is the highest of the ten."""
    assert 9 / 8 * units.kB * 1440 < experimental_solids.UNCORRECTED_COHESIVE
    sure = values("cohesive-energies", "uncertainty")
    assert sure["Be_hcp"] > sure["Li_bcc"]


def test_moduli_are_as_uncertain_as_two_sources_differ() -> None:
    ours = {name.split("_")[0] for name in values("bulk-moduli", "bulk")}
    pairs = [s.moduli for s in solids() if len(s.moduli) == 2 and s.name in ours]
    assert len(pairs) == 13
    between = np.mean([abs(one - other) / one for one, other in pairs])
    assert between == pytest.approx(experimental_solids.MODULUS_ERROR, abs=0.01)


def test_surface_energies_are_for_ranking_and_uncertain_by_a_fifth() -> None:
    assert set(tags("surface-energies", "use").values()) == {"ranking only"}
    energy, sure = values("surface-energies", "surface"), values("surface-energies", "uncertainty")
    assert all(sure[name] == pytest.approx(0.2 * energy[name]) for name in energy)
    assert "ranking" in " ".join(collections()["surface-energies"].about.notes)
    assert max(energy, key=lambda name: energy[name]) == "Os0001"
    assert min(energy, key=lambda name: energy[name]) == "Cs110"


def test_facets_are_settings_of_the_bulk_crystal() -> None:
    systems = {s.id: s for s in collections()["surface-energies"].dataset.systems}
    assert list(systems["Cu111"].settings["miller"]) == [1, 1, 1]
    assert list(systems["Mg0001"].settings["miller"]) == [0, 0, 0, 1]
    assert len(systems["Mg0001"].structures["solid"]) == 2


def test_no_structure_holds_what_was_measured() -> None:
    """Neither the lattice constant nor, for hexagonal crystals, the measured c/a."""
    dataset = collections()["lattice-constants"].dataset
    away = []
    for system in dataset.systems:
        reference = dataset.references[system.id]
        cell = system.structures["solid"].to_atoms().cell.lengths()
        ideal = cell[2] / cell[0]
        if "c" in reference:
            assert ideal == pytest.approx(np.sqrt(8 / 3))
        cube = {"bcc": 2, "fcc": 4, "cesiumchloride": 1, "hcp": 2}
        count = cube.get(system.tags["structure"], 4)
        volume = system.structures["solid"].volume / len(system.structures["solid"])
        if "c" not in reference:
            atoms = count * (2 if system.tags["structure"] not in ("bcc", "fcc") else 1)
            away.append(abs((volume * atoms) ** (1 / 3) / float(reference["a"]) - 1))
    assert min(away) > 1e-4
    assert 0.02 < np.mean(away) < 0.12


def test_free_atoms_carry_their_ground_states_spin() -> None:
    systems = {s.id: s for s in collections()["cohesive-energies"].dataset.systems}
    spins = {"C_diamond": 3, "Li_bcc": 2, "Fe_bcc": 5, "Mo_bcc": 7, "Al_fcc": 2, "Mg_hcp": 1}
    for name, spin in spins.items():
        number = atomic_numbers[name.split("_")[0]]
        free = systems[name].structures[f"atom-{number}"]
        assert (len(free), free.spin, free.periodic) == (1, spin, False)
    assert set(systems["MgO_b1"].structures) == {"solid", "atom-8", "atom-12"}


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (FILE, "Si_diamond,Si,diamond,5.422", "Si_diamond,Si,diamond,-5.422", "which nothing is"),
        (FILE, "Si_diamond,Si,diamond,5.422", "Si_diamond,Si,diamond,", "a_expt_angstrom"),
        (FILE, "Si_diamond,Si,diamond", "Si_diamond,Si,cubic", "none of"),
        (FILE, "Si_diamond,Si,diamond", "Si_diamond,Sx,diamond", "no diamond crystal"),
        (FILE, "Si_diamond,", "C_diamond,", "a second C_diamond"),
        (FILE, "5.422,,ZPAE-corrected", "5.422,,as measured", "a_status"),
        (FILE, "4.6817,Debye ZPE 9/8 kB thetaD added", "4.6817,", "E_coh_note"),
        (FILE, "2.979,5.62,", "2.979,,", "c is given"),
        (FILE, "100.8,,,1,1,1", "100.8,98.0,,1,1,1", "two bulk moduli"),
        (FILE, "100.8,,,1,1,1", "100.8,,,1,1,yes", "not 0 or 1"),
        (FILE, "100.8,,,1,1,1", "100.8,,,1,1,1,1", "cells where"),
        (FILE, "100.8,,,1,1,1", "100.8,,,1,1,0", "rows are missing"),
        (SURFACES, "Cu_fcc,111,1.79", "Cu_fcc,100,1.79", "closest-packed"),
        (SURFACES, "Cu_fcc,111,1.79", "Cu_fcc,111,about 2", "not a number"),
        (SURFACES, "Cu_fcc,111,1.79", "Cu_fcc,111,-1.79", "not positive"),
        (SURFACES, "Cu111,", "Ni111,", "a second Ni111"),
    ],
)
def test_a_malformed_row_stops_the_import(
    file: str, old: str, new: str, reason: str, tmp_path: Path
) -> None:
    """A copy of the real tables, with one thing wrong."""
    for name in (FILE, SURFACES):
        shutil.copyfile(folder(experimental_solids.FOLDER) / name, tmp_path / name)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    with pytest.raises(Malformed, match=reason) as stopped:
        experimental_solids.read(tmp_path)
    last = len(text.splitlines())
    line = text[: text.index(old)].count("\n") + 1
    assert stopped.value.line == (last if "missing" in reason else line)
    assert stopped.value.file.name == file
