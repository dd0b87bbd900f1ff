from __future__ import annotations

import io
import re
import shutil
import tarfile
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.io import read as ase_read

from tasks.imports import minerals
from tasks.imports.cif import parse
from tasks.imports.collection import Collection
from tasks.imports.conditions import Conditions, conditions, contradiction
from tasks.imports.malformed import Malformed
from tasks.imports.mineral import Unusable, mineral
from tasks.imports.mineral_lists import LISTS
from tasks.imports.minerals import ARCHIVE, INSIDE
from tasks.structure import Floats
from tasks.system import System
from tests.tasks.imports.data import folder

QUARTZ = "Quartz_0_Quartz_298.00_1.00_.cif"


@cache
def collection() -> Collection:
    (found,) = minerals.read(folder(minerals.FOLDER))
    return found


@cache
def texts() -> dict[str, str]:
    """CIFs by file name, as the archive has them, without the reader under test."""
    with tarfile.open(folder(minerals.FOLDER) / ARCHIVE) as tar:
        found = {m.name: tar.extractfile(m) for m in tar if m.isfile()}
        return {n.removeprefix(INSIDE): f.read().decode() for n, f in found.items() if f}


def system(name: str) -> System:
    (found,) = [s for s in collection().dataset.systems if s.id == name]
    return found


def skipped(reason: str) -> set[str]:
    """Of files, without the rows of lists."""
    named = collection().about.skipped.items()
    return {name for name, why in named if reason in why and name.endswith(".cif")}


def test_every_cif_is_a_system_or_named_with_a_reason() -> None:
    systems = collection().dataset.systems
    assert len(texts()) == 2684
    assert len(systems) + len(skipped("")) == 2684
    assert skipped("") < set(texts())
    assert len(systems) == 1181


def test_shared_and_half_empty_sites_are_no_structure() -> None:
    partial = skipped("occupied in part")
    assert len(partial) == 1340
    for name in partial:
        assert "_atom_site_occupancy" in texts()[name]
    assert "Abenakiite-(Ce)_0_Abenakiite-(Ce)_298.00_1.01_.cif" in partial


def test_minerals_without_their_hydrogens_are_skipped() -> None:
    hidden = skipped("hydrogens")
    assert len(hidden) == 136
    for name in hidden:
        formula = re.search(r"_chemical_formula_sum '?(.*)", texts()[name])
        assert formula is not None
        assert re.search(r"\b[HD]\d*\b", formula[1])


def test_titles_that_contradict_the_files_name_are_believed_by_nobody() -> None:
    """143 K was taken for 143 °C, 15 kbar for 15 bar."""
    named = collection().about.skipped
    odd = {name.split("_")[0]: named[name] for name in skipped("says")}
    assert len(odd) == 12
    assert odd["Acetylene-hydrate"] == "the file's name says 416.15 K, the title 143 K"
    assert odd["Baddeleyite"] == "the file's name says 14.8 bar, the title 15000 bar"


def test_temperature_and_pressure_come_from_the_name() -> None:
    argon, akermanite = system("Argon"), system("Akermanite")
    assert float(argon.settings["temperature"]) == 4.2
    assert float(akermanite.settings["pressure"]) == 50_000  # bar; the title says 5 GPa
    assert akermanite.tags["conditions"] == "stated"
    assert system("Diamond").tags["conditions"] == "assumed ambient"


def test_names_and_titles_are_understood() -> None:
    found = conditions("Ice-VII_0_Ice-VII_298.00_25000.00_.cif")
    assert found == Conditions("Ice-VII", 298.0, 25_000.0)
    assert contradiction(found, "Ice Sample: P = 2.5 GPa") == ""
    assert contradiction(found, "Ice at P = 25 kbar, T = 25 C") == ""
    assert contradiction(found, "Ice, P = 1 bar and P = 2.5 GPa") == ""
    assert "25000 bar, the title 10 bar" in contradiction(found, "Ice, P = 10 bar")
    assert "298 K, the title 90.15 K" in contradiction(found, "Ice, T = -183 C")
    assert conditions("Ice_0_Fire_298.00_1.01_.cif") is None
    assert conditions("../../etc/passwd") is None


def test_deuterium_is_hydrogen_at_its_natural_mass() -> None:
    systems = [s for s in collection().dataset.systems if s.tags["hydrogen"] == "deuterium"]
    assert len(systems) == 6
    for each in systems:
        reference = collection().dataset.references[each.id]
        assert (each.structures["crystal"].numbers == 1).any()
        assert float(reference["density"]) < float(reference["stated"])


def test_quartz_and_diamond_are_as_tables_have_them() -> None:
    references = collection().dataset.references
    quartz, diamond = references["Quartz"], references["Diamond"]
    np.testing.assert_allclose(quartz["lengths"], [4.913, 4.913, 5.405], atol=0.005)
    np.testing.assert_allclose(quartz["angles"], [90, 90, 120])
    assert float(quartz["density"]) == pytest.approx(2.65, abs=0.01)
    assert len(system("Quartz").structures["crystal"]) == 9
    assert float(diamond["density"]) == pytest.approx(3.515, abs=0.005)
    assert float(diamond["volume"]) == pytest.approx(3.567**3, abs=0.03)


def test_structures_have_the_stated_density() -> None:
    for each in collection().dataset.systems:
        reference = collection().dataset.references[each.id]
        if each.tags["hydrogen"] != "deuterium":
            stated = float(reference["stated"])
            assert float(reference["density"]) == pytest.approx(stated, rel=0.02)


def test_ase_reads_the_same_crystals() -> None:
    """Every tenth of them, by a reader that is not ours. (Of all, weberite alone differs: ASE takes
    positions that are given with three digits for others, and has not the stated formula.)"""
    ours = {s.id: s.structures["crystal"] for s in collection().dataset.systems[::10]}
    names = {minerals.identifier(name): text for name, text in texts().items()}
    assert (len(names), len(ours)) == (2684, 119)
    assert ours.pop("Weberite").to_atoms().get_chemical_formula() == "Al4F28Mg4Na8"
    for name, structure in ours.items():
        atoms = ase_read(io.BytesIO(names[name].encode()), format="cif")
        assert isinstance(atoms, Atoms)
        np.testing.assert_array_equal(np.sort(atoms.numbers), np.sort(structure.numbers))
        assert atoms.get_volume() == pytest.approx(structure.volume, rel=1e-6)
        np.testing.assert_allclose(_pairs(atoms), _pairs(structure.to_atoms()), atol=0.02)


def _pairs(atoms: Atoms) -> Floats:
    """The twenty shortest distances, Å."""
    distances = atoms.get_all_distances(mic=True)
    return np.sort(distances[np.triu_indices(len(distances), 1)])[:20]


def test_lists_are_tags_of_the_measurements_that_they_cite() -> None:
    on = Counter(name for s in collection().dataset.systems for name in s.tags["list"].split(", "))
    assert on == {"MinX-EQ": 1169, "MinX-HTP": 24, "MinX-EM": 14, "MinX-POCC": 1, "none": 11}
    named = collection().about.skipped
    rows = Counter((n.split(",")[0], why) for n, why in named.items() if n.startswith("MinX"))
    assert rows["MinX-EQ", "the archive has no CIF of it"] == 15
    assert rows["MinX-HTP", "the archive has another measurement of it"] == 40
    assert rows["MinX-EM", "the list names no mineral"] == 24


def test_partially_occupied_minerals_are_those_of_the_list_of_them() -> None:
    """Of the 52 of MinX-POCC, one has whole sites; another is left out for its temperature."""
    lines = (folder(minerals.FOLDER) / LISTS["XPOCC"]).read_text("utf-8-sig").splitlines()[1:]
    names = {line.split(",")[0] for line in lines}
    partial = {name.split("_")[0] for name in skipped("occupied in part")}
    assert len(names & partial) >= 50


def packed(tmp_path: Path, cifs: dict[str, str]) -> Path:
    """A folder with the real lists and an archive of these files."""
    for file in LISTS.values():
        shutil.copyfile(folder(minerals.FOLDER) / file, tmp_path / file)
    with tarfile.open(tmp_path / ARCHIVE, "w:gz") as tar:
        for name, text in cifs.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return tmp_path


def test_one_mineral_is_imported_alone(tmp_path: Path) -> None:
    (found,) = minerals.read(packed(tmp_path, {INSIDE + QUARTZ: texts()[QUARTZ]}))
    assert [s.id for s in found.dataset.systems] == ["Quartz"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("_cell_length_a 4.916", "_cell_length_a about5", "not a number"),
        ("_cell_length_a 4.916", "_cell_length_a -4.916", "cannot have the parameters"),
        ("'x,y,z'", "'x,y,q'", "symmetry operation"),
        ("Si   0.4", "Xx   0.4", "no element of the formula"),
        ("Si   0.4", "Si   oops0.4", "not a number"),
        ("Si   0.4", "Si   0.4 0.4", "values where the loop has"),
        ("_cell_length_a 4.916\n", "", "has no _cell_length_a"),
        ("_chemical_formula_sum 'Si O2'", "_chemical_formula_sum 'Sx O2'", "Sx in Sx O2"),
    ],
)
def test_a_broken_cif_stops_the_import(old: str, new: str, reason: str, tmp_path: Path) -> None:
    text = texts()[QUARTZ]
    assert old in text
    broken = {INSIDE + QUARTZ: text.replace(old, new, 1)}
    with pytest.raises(Malformed, match=reason) as stopped:
        minerals.read(packed(tmp_path, broken))
    assert stopped.value.file.name == QUARTZ
    line = text[: text.index(old)].count("\n") + 1
    assert stopped.value.line == (0 if not new else line)


@pytest.mark.parametrize(
    "name",
    [QUARTZ, INSIDE + "../" + QUARTZ, "/etc/" + QUARTZ, INSIDE + "quartz.cif", INSIDE + "a/b.cif"],
)
def test_mallorys_archive_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"not one of few small CIFs|no new name"):
        minerals.read(packed(tmp_path, {name: texts()[QUARTZ]}))
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([ARCHIVE, *LISTS.values()])


def test_a_huge_cif_is_refused_unread(tmp_path: Path) -> None:
    huge = {INSIDE + QUARTZ: texts()[QUARTZ] + "\n" * minerals.LARGEST}
    with pytest.raises(Malformed, match="not one of few small CIFs"):
        minerals.read(packed(tmp_path, huge))


def test_an_archive_that_is_cut_short_stops_the_import(tmp_path: Path) -> None:
    archive = packed(tmp_path, dict.fromkeys([INSIDE + QUARTZ], texts()[QUARTZ])) / ARCHIVE
    archive.write_bytes(archive.read_bytes()[:-400])
    with pytest.raises(Malformed, match="cannot be read"):
        minerals.read(tmp_path)


def test_a_malformed_list_stops_the_import(tmp_path: Path) -> None:
    file = packed(tmp_path, {INSIDE + QUARTZ: texts()[QUARTZ]}) / LISTS["XEQ"]
    lines = file.read_text("utf-8").split("\n")
    file.write_text("\n".join([lines[0], "Quartz,Si O2,no year", *lines[1:]]), "utf-8")
    with pytest.raises(Malformed, match="gives no year") as stopped:
        minerals.read(tmp_path)
    assert (stopped.value.file.name, stopped.value.line) == (LISTS["XEQ"], 2)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("_chemical_formula_sum 'Si O2'", "_chemical_formula_sum 'Si O2 H'", "hydrogens"),
        ("_chemical_formula_sum 'Si O2'", "_chemical_formula_sum 'Si O3'", "stated formula"),
        ("      2.646\n", "      3.000\n", "a density of"),
        ("_cell_length_a 4.916", "_cell_length_a 5.2000", "a cell of"),
    ],
)
def test_a_crystal_that_contradicts_itself_is_unusable(old: str, new: str, reason: str) -> None:
    text = texts()[QUARTZ]
    assert old in text
    with pytest.raises(Unusable, match=reason):
        mineral(parse(Path(QUARTZ), text.replace(old, new, 1)))
