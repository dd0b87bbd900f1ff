"""The systems that the families make: legitimate ones, of every element, within the limits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from ase.data import covalent_radii

from tasks.references.admission import admit
from tasks.references.assembly import contact
from tasks.references.candidate import COMPOSITE, FOCAL_POINT
from tasks.references.families import barriers, dimers
from tasks.references.families.dimers import CONTACTS
from tasks.references.plan import FAMILIES, candidate, plan
from tasks.references.rejected import Rejected
from tasks.structure import Structure

SEED = b"a seed of the tests"


def elements(family: str, count: int) -> set[int]:
    made = [candidate(SEED, family, index) for index in range(count)]
    return {int(z) for one in made for s in one.species for z in s.structure.numbers}


def distances(structure: Structure) -> np.ndarray:
    apart = structure.positions[:, None] - structure.positions[None]
    return np.asarray(np.linalg.norm(apart, axis=2))


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_larger_than_the_protocol_admits(family: str) -> None:
    for index in range(25):
        admit(candidate(SEED, family, index))


def test_admission_refuses_what_is_larger() -> None:
    one = candidate(SEED, "dimers", 0)
    assert one.protocol == FOCAL_POINT
    whole = Structure(np.full(9, 8, dtype=np.int32), np.arange(27.0).reshape(9, 3))
    larger = type(one)("s0", "dimers", FOCAL_POINT, [type(one.species[0])("x", 1.0, whole)])
    with pytest.raises(Rejected, match="limit"):
        admit(larger)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_two_atoms_lie_on_top_of_each_other(family: str) -> None:
    """Never nearer than 0.55 of the sum of their covalent radii: bonds are pushed to 0.8 of theirs,
    and the shortest, H–H, is 1.2 times that sum."""
    for index in range(40):
        for species in candidate(SEED, family, index).species:
            found = distances(species.structure)
            radii = covalent_radii[species.structure.numbers]
            least = 0.55 * (radii[:, None] + radii[None])
            np.fill_diagonal(found, np.inf)
            assert (found > least).all(), (index, species.name)


def test_dimers_touch_as_their_tag_says() -> None:
    bounds = {name: (low, high) for name, low, high, _ in CONTACTS}
    seen = set()
    for index in range(60):
        one = candidate(SEED, "dimers", index)
        _, a, b = (species.structure for species in one.species)
        low, high = bounds[one.tags["contact"]]
        assert low - 1e-4 <= contact([a, b]) <= high + 1e-4
        seen.add(one.tags["contact"])
    assert seen == set(bounds)


def test_contacts_lie_side_by_side_from_wall_to_tail() -> None:
    for (_, _, end, _), (_, begin, _, _) in pairwise(CONTACTS):
        assert end == begin
    assert sum(share for *_, share in CONTACTS) == pytest.approx(1.0)


def test_dimers_are_of_every_element_that_was_asked_and_of_noble_gases() -> None:
    assert elements("dimers", 400) == {1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18}


def test_ions_are_of_both_signs() -> None:
    charges = {candidate(SEED, "ions", index).species[0].structure.charge for index in range(40)}
    assert charges == {-1, 1}


def test_clusters_are_fluorides_chlorides_and_oxides_of_six_elements() -> None:
    lithium_to_silicon, their_partners = {3, 5, 11, 12, 13, 14}, {8, 9, 17}
    assert elements("clusters", 200) >= lithium_to_silicon | their_partners


def test_three_bodies_share_one_term() -> None:
    for index in range(10):
        coefficients = [s.coefficient for s in candidate(SEED, "trimers", index).species]
        assert coefficients == [1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0]


def test_frames_of_a_molecule_keep_its_atoms() -> None:
    for family in ("torsions", "conformers", "distortions"):
        for index in range(20):
            frame, other = (s.structure for s in candidate(SEED, family, index).species)
            assert (frame.numbers == other.numbers).all()
            assert np.abs(frame.positions - other.positions).max() > 1e-3


def test_a_torsion_keeps_every_bond() -> None:
    for index in range(20):
        frame, start = (s.structure for s in candidate(SEED, "torsions", index).species)
        bonded = distances(start) < 1.25 * (
            covalent_radii[start.numbers][:, None] + covalent_radii[start.numbers][None]
        )
        assert np.abs(distances(frame) - distances(start))[bonded].max() < 1e-4


def test_distorting_shifts_and_turns_nothing() -> None:
    for index in range(20):
        frame, start = (s.structure for s in candidate(SEED, "distortions", index).species)
        moves = frame.positions - start.positions
        around = np.cross(start.positions - start.positions.mean(0), moves).sum(0)
        assert np.abs(moves.sum(0)).max() < 1e-4
        assert np.abs(around).max() < 1e-4


def test_forces_are_asked_of_four_atoms_at_most() -> None:
    made = [candidate(SEED, "forces", index) for index in range(40)]
    assert all(one.forces and one.protocol == COMPOSITE for one in made)
    assert max(len(one.species[0].structure) for one in made) <= 4


def test_the_plane_is_the_end_of_an_inversion() -> None:
    for name in barriers.PYRAMIDS:
        pyramid, plane = barriers._pyramid(name, 0.0), barriers._pyramid(name, 1.0)
        assert np.ptp(plane.positions[:, 2]) < 1e-9
        assert np.ptp(pyramid.positions[:, 2]) > 0.2


def test_dear_pairs_are_rarer_but_never_missing() -> None:
    weights = dimers._weights(dimers._pairs())
    assert weights.min() > 0
    assert weights.max() > 5 * weights.min()


def test_a_practice_plan_holds_all_families() -> None:
    assert {one.family for one in plan(SEED, 60)} == set(FAMILIES)
