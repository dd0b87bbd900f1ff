"""The parts that readers are made of, on a few lines each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.imports.frames import frames
from tasks.imports.malformed import Malformed
from tasks.imports.rows import rows

WATER = "3\nname=water charge=0\nO 0 0 0\nH 0.76 0.59 0\nH -0.76 0.59 0\n"
CRYSTAL = '1\nLattice="4 0 0 0 4 0 0 0 4" name="a b"\nCU 0 0 0\n'


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xef\xbb\xbfname,value\nAr, 1.5 \n")
    (row,) = rows(file, ["name", "value"])
    assert (row.text("name"), row.number("value"), row.line) == ("Ar", 1.5, 2)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("name,value\nAr\n", 2, "1 cells where the header has 2"),
        ("name,value\nAr,1,2\n", 2, "3 cells where the header has 2"),
        ("name,name\n", 1, "two columns of one name"),
        ("value\n1\n", 1, "no column name"),
        ('name,value\n"Ar,1\n', 2, "is not CSV"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, line: int, reason: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text)
    with pytest.raises(Malformed, match=reason) as caught:
        rows(file, ["name"])
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("x", "not a number"),
        ("inf", "not a finite number"),
        ("", "is empty"),
        ("1.5", "a whole"),
    ],
)
def test_a_cell_that_is_no_whole_number(tmp_path: Path, cell: str, reason: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"name,value\nAr,{cell}\n")
    (row,) = rows(file, ["name"])
    with pytest.raises(Malformed, match=reason):
        row.whole("value")


def test_frames_know_their_lines_and_their_pairs(tmp_path: Path) -> None:
    file = tmp_path / "a.xyz"
    file.write_text(WATER + "\n" + CRYSTAL)
    water, crystal = frames(file)
    assert (water.line, crystal.line) == (1, 7)
    assert (water.text("name"), water.whole("charge")) == ("water", 0)
    assert crystal.text("name") == "a b"
    assert crystal.crystal().volume == pytest.approx(64)
    assert crystal.numbers.tolist() == [29]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("3\n", "4\n", 1, "4 atoms are announced"),
        ("3\n", "2\n", 5, "is 'H -0.76 0.59 0', not a number"),
        ("O 0", "Zz 0", 3, "'Zz' is no element"),
        ("H 0.76", "H x", 4, "a coordinate is 'x', not a number"),
        ("H 0.76 0.59", "H 0.76", 4, "three coordinates"),
        ("H -0.76", "H 0.76", 5, "where another atom"),
        ("H 0.76 0.59 0\n", "", 1, "announced"),
    ],
)
def test_a_frame_that_is_none(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    file = tmp_path / "a.xyz"
    file.write_text(WATER.replace(old, new, 1))
    with pytest.raises(Malformed, match=reason) as caught:
        frames(file)
    assert caught.value.line == line


def test_an_odd_number_of_electrons_is_no_closed_shell(tmp_path: Path) -> None:
    file = tmp_path / "a.xyz"
    file.write_text(WATER)
    (water,) = frames(file)
    assert (water.molecule(1, 2).charge, water.molecule(0, 3).spin) == (1, 3)
    with pytest.raises(Malformed, match="9 electrons cannot have the multiplicity 1"):
        water.molecule(1, 1)
