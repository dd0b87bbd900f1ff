from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tasks.imports.cif import parse
from tasks.imports.malformed import Malformed
from tasks.imports.symmetry import clash, images, operation

FILE = Path("Alice.cif")
CUBE = np.eye(3) * 4.0

SMALL = """\
data_global
_chemical_name_mineral 'Alice's stone'
_publ_section_title
;
 On a stone
 of few atoms
;
_cell_length_a 4.0(1)

loop_
_atom_site_label
_atom_site_fract_x
Na   0.5
Cl1  .25
_journal_year 1901
"""


def test_values_loops_and_texts_are_read() -> None:
    cif = parse(FILE, SMALL)
    assert cif.text("_chemical_name_mineral") == "Alice's stone"
    assert cif.text("_publ_section_title") == "On a stone of few atoms"
    assert cif.number("_cell_length_a") == 4.0
    assert cif.number("_journal_year") == 1901
    sites = cif.rows("_atom_site_label")
    assert [(line, cells["_atom_site_label"]) for line, cells in sites] == [(13, "Na"), (14, "Cl1")]
    assert cif.cell_number(*sites[1], "_atom_site_fract_x") == 0.25


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("Cl1  .25", "Cl1  .25 0", 14, "3 values where the loop has 2"),
        ("_journal_year 1901", "_journal_year 1901 1902", 15, "has 2 values"),
        ("data_global", "global", 1, "belongs to no tag"),
        ("_journal_year 1901", "_cell_length_a 4", 15, "a second _cell_length_a"),
        ("_journal_year 1901", "_journal_year", 15, "ends within a value"),
        (";\n_cell", "_cell", 14, "ends within a value"),
    ],
)
def test_what_is_no_cif_is_named_by_its_line(old: str, new: str, line: int, reason: str) -> None:
    with pytest.raises(Malformed, match=reason) as stopped:
        parse(FILE, SMALL.replace(old, new))
    assert (stopped.value.file, stopped.value.line) == (FILE, line)


def test_what_is_no_number_is_named_by_its_line() -> None:
    cif = parse(FILE, SMALL.replace("4.0(1)", "long"))
    with pytest.raises(Malformed, match="'long', not a number") as stopped:
        cif.number("_cell_length_a")
    assert stopped.value.line == 8


def test_an_operation_is_a_rotation_and_a_shift() -> None:
    expected = np.array([[1, -1, 0, 2 / 3], [0, -1, 0, 0], [0, 0, 1, 0.5]])
    np.testing.assert_allclose(operation("2/3+x-y, -Y, z+.5"), expected)


@pytest.mark.parametrize("text", ["x,y", "x,y,y", "x,y,w", "x,y,1/0+z", "x,,z", "2x,y,z"])
def test_what_is_no_operation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"symmetry operation"):
        operation(text)


def test_a_special_position_is_one_atom() -> None:
    mirrored = np.array([operation("x,y,z"), operation("-x,y,z")])
    assert len(images(mirrored, np.array([0.001, 0.0, 0.0]), CUBE)) == 1
    assert len(images(mirrored, np.array([0.999, 0.0, 0.0]), CUBE)) == 1
    assert len(images(mirrored, np.array([0.25, 0.0, 0.0]), CUBE)) == 2


def test_atoms_in_one_place_are_seen_across_the_border_of_the_cell() -> None:
    radii = np.array([1.0, 1.0])
    near = clash(np.array([[0.01, 0.5, 0.5], [0.97, 0.5, 0.5]]), radii, CUBE)
    assert near is not None
    assert list(near) == [0, 1]
    assert clash(np.array([[0.0, 0.5, 0.5], [0.5, 0.5, 0.5]]), radii, CUBE) is None
