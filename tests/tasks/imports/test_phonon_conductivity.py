from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tasks.imports import phonon_conductivity
from tasks.imports.collection import Collection
from tasks.imports.kappa import FILE
from tasks.imports.library import Library
from tasks.imports.malformed import Malformed
from tasks.imports.phonon_conductivity import IDS, STRUCTURES
from tests.tasks.imports.data import folder


@cache
def collection() -> Collection:
    (found,) = phonon_conductivity.read(folder(phonon_conductivity.FOLDER))
    return found


def kappa(name: str, structure: str) -> float:
    """W/(m K), of a compound."""
    data = collection().dataset
    (found,) = [s.id for s in data.systems if (s.cluster, s.tags["structure"]) == (name, structure)]
    return float(data.references[found]["kappa"])


def test_there_are_103_crystals_of_three_structures() -> None:
    systems = collection().dataset.systems
    assert Counter(s.tags["structure"] for s in systems) == {
        "rocksalt": 37, "zincblende": 33, "wurtzite": 33,
    }  # fmt: skip
    assert not collection().about.skipped


def test_it_is_said_that_this_is_no_better_than_a_functional(tmp_path: Path) -> None:
    manifest = Library(tmp_path).add([collection()])[0]
    assert manifest["level"].startswith("PBE: density functional theory")
    assert manifest["licence"].startswith("GPL-3.0")
    assert manifest["unit"] == "W/(m K)"


def test_conductivities_are_of_the_known_order() -> None:
    """Boron arsenide conducts like few others, silver bromide like hardly any; MgO is at 50 to 60
    W/(m K) in experiment, GaAs at 45."""
    assert kappa("BAs", "zincblende") == pytest.approx(1258, abs=1)
    assert kappa("BN", "zincblende") > 500
    assert kappa("AgBr", "rocksalt") < 0.5
    assert kappa("MgO", "rocksalt") == pytest.approx(48, abs=1)
    assert kappa("GaAs", "zincblende") == pytest.approx(32, abs=1)


def test_kappa_is_a_third_of_the_trace_and_the_mean_over_its_modes() -> None:
    for reference in collection().dataset.references.values():
        assert float(reference["trace"]) == pytest.approx(3 * float(reference["kappa"]))
        mean = reference["mode_kappa"].sum() / reference["weights"].sum()
        assert mean == pytest.approx(float(reference["kappa"]), rel=1e-8)


def test_supercells_and_mesh_are_settings() -> None:
    for system in collection().dataset.systems:
        settings, atoms = system.settings, len(system.structures["cell"])
        wurtzite = system.tags["structure"] == "wurtzite"
        assert list(settings["q_mesh"]) == ([19, 19, 15] if wurtzite else [19, 19, 19])
        expected = ([5, 5, 3], [3, 3, 2]) if wurtzite else ([4, 4, 4], [2, 2, 2])
        for key, size in zip(("fc2_supercell", "fc3_supercell"), expected, strict=True):
            np.testing.assert_array_equal(settings[key], np.diag(size))
        assert float(settings["temperature"]) == 300
        primitive = round(atoms * np.linalg.det(settings["primitive_matrix"]))
        modes = collection().dataset.references[system.id]["mode_kappa"].shape[1]
        assert modes == 3 * primitive == (12 if wurtzite else 6)
        assert system.periodic


def test_polymorphs_of_a_compound_are_resampled_together() -> None:
    clusters = Counter(s.cluster for s in collection().dataset.systems)
    assert clusters["GaAs"] == 2
    assert max(clusters.values()) <= 3


def copied(tmp_path: Path) -> Path:
    for name in (FILE, STRUCTURES, IDS):
        shutil.copyfile(folder(phonon_conductivity.FOLDER) / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        (STRUCTURES, "mp_id=mp-19717", "mp_id=mp-1132", 2, "have CdO in 225"),
        (STRUCTURES, "mp_id=mp-19717", "mp_id=mp-0", 2, "no conductivity is given for mp-0"),
        (STRUCTURES, "[[2, 0, 0], [0, 2, 0]", "[[2, 0, 0], [0, two, 0]", 2, "fc3_supercell"),
        (STRUCTURES, "[[2, 0, 0], [0, 2, 0]", "[[2, 0, 0], [2, 0, 0]", 2, "spans no cell"),
        (STRUCTURES, "[19, 19, 19]", "[19, 19]", 2, "shape"),
        (STRUCTURES, "[19, 19, 19]", "[19, 19, 18]", 2, "not that of the conductivities"),
        (STRUCTURES, "name=PbTe", "name=PbSe", 2, "PbSe in 225"),
        (STRUCTURES, "Pb       0.00000000 ", "Pb       nought ", 3, "not a number"),
        (IDS, "RbI 225 mp-22903", "RbI mp-22903", 1, "no compound"),
        (IDS, "PbTe 225", "PbTe 216", 2, "txt have PbTe in 216"),
        (IDS, "PbTe 225 mp-19717", "PbTe 225 mp-0", 2, "not listed"),
    ],
)
def test_a_malformed_structure_stops_the_import(
    file: str, old: str, new: str, line: int, reason: str, tmp_path: Path
) -> None:
    text = (copied(tmp_path) / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    with pytest.raises(Malformed, match=reason) as stopped:
        phonon_conductivity.read(tmp_path)
    assert stopped.value.line == line


def test_a_crystal_that_comes_twice_stops_the_import(tmp_path: Path) -> None:
    file = copied(tmp_path) / STRUCTURES
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines, *lines[:10]]) + "\n")
    with pytest.raises(Malformed, match="a second mp-19717") as stopped:
        phonon_conductivity.read(tmp_path)
    assert stopped.value.line == len(lines) + 2


def test_a_crystal_that_is_missing_stops_the_import(tmp_path: Path) -> None:
    file = copied(tmp_path) / STRUCTURES
    file.write_text("\n".join(file.read_text().splitlines()[10:]) + "\n")
    with pytest.raises(Malformed, match="no structure is given for mp-19717"):
        phonon_conductivity.read(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kappa_TOT_ave", [1.0], "modes add up to"),
        ("kappa_TOT_ave", ["much"], "cannot be read"),
        ("temperatures", [400.0], "at 400 K"),
        ("weights", [1, 8], "wave vectors"),
        ("mp_id", "mp-2542", "a second mp-2542"),
        ("q_mesh", [19, 19, 18], "weights add up to 6859"),
    ],
)
def test_a_malformed_conductivity_stops_the_import(
    column: str, value: object, reason: str, tmp_path: Path
) -> None:
    file = copied(tmp_path) / FILE
    columns = json.loads(gzip.decompress(file.read_bytes()))
    columns[column]["0"] = value
    file.write_bytes(gzip.compress(json.dumps(columns).encode(), compresslevel=1))
    with pytest.raises(Malformed, match=reason) as stopped:
        phonon_conductivity.read(tmp_path)
    assert (stopped.value.file.name, stopped.value.line) == (FILE, 1)
    assert "row" in stopped.value.reason


def test_a_file_that_is_cut_short_stops_the_import(tmp_path: Path) -> None:
    file = copied(tmp_path) / FILE
    file.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(Malformed, match="cannot be read"):
        phonon_conductivity.read(tmp_path)
