"""Rigid monomers beside one another."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references.assembly import approached, contact, direction, rotated, rotation, species
from tasks.references.monomers import monomer


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_two_argons_at_the_sum_of_their_radii() -> None:
    argon = monomer("Ar").structure
    moved = approached([argon], argon, np.array([0.0, 0.0, 1.0]), 1.0)
    assert moved.positions[0].tolist() == pytest.approx([0.0, 0.0, 2 * 1.88])


def test_the_contact_that_is_asked_is_the_one_that_comes() -> None:
    random = rng()
    for fraction in (0.7, 1.0, 1.8):
        a = rotated(monomer("CH4").structure, random)
        b = rotated(monomer("H2O").structure, random)
        assert contact([a, approached([a], b, direction(random), fraction)]) == pytest.approx(
            fraction
        )


def test_bare_cations_are_small() -> None:
    lithium, helium = monomer("Li+").structure, monomer("He").structure
    moved = approached([lithium], helium, np.array([1.0, 0.0, 0.0]), 1.0)
    assert moved.positions[0, 0] == pytest.approx(0.90 + 1.40)


def test_turning_at_random_keeps_lengths_and_hands() -> None:
    for _ in range(5):
        matrix = rotation(rng())
        assert matrix @ matrix.T == pytest.approx(np.eye(3))
        assert np.linalg.det(matrix) == pytest.approx(1.0)


def test_directions_are_uniform() -> None:
    random = rng()
    many = np.array([direction(random) for _ in range(4000)])
    assert np.abs(many.mean(0)).max() < 0.03
    assert (many.T @ many) / len(many) == pytest.approx(np.eye(3) / 3, abs=0.03)


def test_a_term_that_all_share_vanishes_where_energies_add_up() -> None:
    """E = the number of atoms: nothing is left of it in the two- and the three-body term."""
    parts = [monomer(name).structure for name in ("H2O", "He", "HF")]
    for count in (2, 3):
        terms = species(parts[:count], count)
        assert sum(t.coefficient * len(t.structure) for t in terms) == 0
        assert len(terms[0].structure) == sum(map(len, parts[:count]))


def test_three_parts_have_no_two_body_term_that_all_share() -> None:
    parts = [monomer("He").structure] * 3
    with pytest.raises(ValueError, match="order 2"):
        species(parts, 2)
