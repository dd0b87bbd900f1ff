"""The geometries from which candidates are made."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references import zmatrix
from tasks.references.families.conformers import SHAPES
from tasks.references.monomers import ATOMS, DIATOMICS, G2, POLYATOMICS, monomer


def test_electrons_fit_the_multiplicity_of_every_monomer() -> None:
    for name in (*DIATOMICS, *ATOMS, *G2, *POLYATOMICS):
        structure = monomer(name).structure
        electrons = int(structure.numbers.sum()) - structure.charge
        assert (electrons - structure.spin + 1) % 2 == 0, name


def test_bond_lengths_are_what_huber_and_herzberg_give() -> None:
    """Å; The hydrogen molecule, hydrogen fluoride, sodium chloride."""
    for name, length in (("H2", 0.741), ("HF", 0.917), ("NaCl", 2.361)):
        a, b = monomer(name).structure.positions
        assert np.linalg.norm(a - b) == pytest.approx(length)


def test_ammonium_is_a_tetrahedron_and_hydronium_a_pyramid() -> None:
    for name, angle in (("NH4+", 109.47), ("H3O+", 111.3)):
        centre, *hydrogens = monomer(name).structure.positions
        unit = [(h - centre) / np.linalg.norm(h - centre) for h in hydrogens]
        angles = [
            np.degrees(np.arccos(unit[i] @ unit[j])) for i in range(len(unit)) for j in range(i)
        ]
        assert angles == pytest.approx([angle] * len(angles), abs=0.1)


def test_a_name_that_is_in_no_table_is_refused() -> None:
    with pytest.raises(LookupError, match="XeF2"):
        monomer("XeF2")


def test_rows_give_the_distances_angles_and_dihedrals_that_they_name() -> None:
    rows: list[zmatrix.Row] = [
        ("O", 0, 0, 0, 0, 0, 0),
        ("O", 0, 1.46, 0, 0, 0, 0),
        ("H", 0, 0.97, 1, 99.4, 0, 0),
        ("H", 1, 0.97, 0, 99.4, 2, 111.8),
    ]
    a, b, c, d = zmatrix.positions(rows)
    assert np.linalg.norm(b - a) == pytest.approx(1.46)
    assert np.linalg.norm(d - b) == pytest.approx(0.97)
    cosine = (a - b) @ (d - b) / (1.46 * 0.97)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(99.4)
    first, second = np.cross(b - a, c - a), np.cross(a - b, d - b)
    across = -(first @ second) / np.linalg.norm(first) / np.linalg.norm(second)
    assert np.degrees(np.arccos(across)) == pytest.approx(111.8)


def test_shapes_have_bonds_of_the_right_length() -> None:
    """No atom of a conformer is nearer than 0.9 Å to another, whatever its angles."""
    random = np.random.default_rng(3)
    for rows, _ in SHAPES.values():
        for _ in range(20):
            places = zmatrix.positions(rows(random))
            apart = np.linalg.norm(places[:, None] - places[None], axis=2)
            assert apart[np.triu_indices(len(places), 1)].min() > 0.9
