"""A spoiled copy of the real files stops the import at its file and line."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from tasks.imports.gscdb138.read import read
from tasks.imports.malformed import Malformed
from tests.tasks.imports.gscdb138 import extract, spoil

SETS = ("SIE4x4", "S22")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extract(tmp_path_factory.mktemp("gscdb138"), *SETS)


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "gscdb138")


def test_the_untouched_copy_is_read(copy: Path) -> None:
    assert [len(c.dataset.systems) for c in read(copy)] == [22, 16]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("reactions_hartree.csv", "2,S22_01a", "2,S22_01z", "no geometry of S22_01z"),
        ("reactions_hartree.csv", "-1,S22_01,", "-1,S22_01,7,", "no pairs"),
        ("reactions_hartree.csv", "-1,S22_01,", "minus,S22_01,", "'minus', not a number"),
        ("reactions_hartree.csv", "-1,S22_01,", "0,S22_01,", "says nothing"),
        ("reactions_hartree.csv", "2,S22_01a", "3,S22_01a", r"atoms do not balance: \+3 H, \+1 N"),
        ("reactions_hartree.csv", "SIE4x4_he,1,SIE4x4_he+", "SIE4x4_he,1,SIE4x4_he",
         r"charges do not balance: \+1 e"),
        ("reactions_hartree.csv", "S22_2,S22,", "S22_1,S22,", "S22_1 is given twice"),
        ("reactions_hartree.csv", "S22_2,S22,", "S22_2,S23,", "'S23' is no set"),
        ("reactions_hartree.csv", "S22_2,S22,", "OEEF_1,OEEF,", "external electric field"),
        ("reactions_hartree.csv", "Stoichiometry", "Species", "no column Stoichiometry"),
        ("standard_errors.csv", "RMSE,MAE", "RMSE,MEA", "no column MAE"),
        ("standard_errors.csv", "S22,", "S22,0,", "5 cells where the header has 4"),
        ("dft_mae_per_set_kcalmol.csv", "Noncovalent,", "Noncovalent,x", "not a number"),
    ],
)  # fmt: skip
def test_it_stops_at_the_line_at_fault(
    copy: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = spoil(copy / file, old, new)
    with pytest.raises(Malformed, match=reason) as caught:
        read(copy)
    assert (caught.value.file.name, caught.value.line) == (file, line)


def test_a_reference_that_is_no_number(copy: Path) -> None:
    text = (copy / "reactions_hartree.csv").read_text()
    number = text.split("S22_3,S22,")[1].split(",")[0]
    line = spoil(copy / "reactions_hartree.csv", number, "nan")
    with pytest.raises(Malformed, match="Reference is 'nan', not a finite number") as caught:
        read(copy)
    assert caught.value.line == line


def test_kcal_in_place_of_hartree_is_noticed(copy: Path) -> None:
    """One reference in another unit moves the set's published statistics."""
    text = (copy / "reactions_hartree.csv").read_text()
    number = text.split("S22_3,S22,")[1].split(",")[0]
    spoil(copy / "reactions_hartree.csv", number, str(float(number) * 627.5095))
    with pytest.raises(Malformed, match="S22: RMS energy") as caught:
        read(copy)
    assert caught.value.file.name == "datasets.csv"


def test_a_lost_row_is_noticed(copy: Path) -> None:
    file = copy / "reactions_hartree.csv"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("S22_3,")))
    with pytest.raises(Malformed, match="S22 has 22 entries, 21 were found"):
        read(copy)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\nO  ", "\nXx  ", "'Xx' is no element"),
        ("charge=1", "charge=0", "cannot have the multiplicity"),
        ("multiplicity=2", "multiplicity=two", "'two', not a number"),
        ("multiplicity=2", "multiplicity=", "gives no multiplicity"),
        ("name=SIE4x4_he+", "name=SIE4x4_he", "given twice"),
    ],
)
def test_a_spoiled_geometry(copy: Path, old: str, new: str, reason: str) -> None:
    line = spoil(copy / "geometries.xyz.gz", old, new)
    with pytest.raises(Malformed, match=reason) as caught:
        read(copy)
    assert abs(caught.value.line - line) <= 1


def test_a_wrong_number_of_atoms(copy: Path) -> None:
    text = gzip.decompress((copy / "geometries.xyz.gz").read_bytes()).decode()
    first = text.splitlines()[0]
    (copy / "geometries.xyz.gz").write_bytes(gzip.compress(text.replace(first, "99", 1).encode()))
    with pytest.raises(Malformed, match=r"geometries.xyz.gz, line \d+"):
        read(copy)


def test_a_missing_file_and_a_cut_archive(copy: Path) -> None:
    file = copy / "geometries.xyz.gz"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(Malformed, match="cannot be read"):
        read(copy)
    file.unlink()
    with pytest.raises(Malformed, match="no such file"):
        read(copy)


def test_another_stated_error_asks_for_another_uncertainty(copy: Path) -> None:
    spoil(copy / "datasets.csv", "0.55,1.39 (MR) vs W4", "0.35 vs W4")
    with pytest.raises(Malformed, match="the stated error is new"):
        read(copy)


def test_a_set_without_the_errors_of_functionals(copy: Path) -> None:
    spoil(copy / "dft_mae_per_set_kcalmol.csv", "S22,", "S23,")
    with pytest.raises(Malformed, match="has no row for S22"):
        read(copy)
