"""What a seed stands for."""

from __future__ import annotations

import hashlib

import pytest

from tasks.references.candidate import Candidate
from tasks.references.plan import FAMILIES, SHARES, candidate, places, plan
from tasks.structure import Structure

SEED = b"a seed of the tests"
# SHA-256 over the geometries of plan(SEED, 60). It changes with GENERATOR, and with nothing else.
PINNED = "d3cdffc101c5c80821b8f87ca8054e8d19a081f77b086511d3678ba1c8faf2ae"


def geometries(candidates: list[Candidate]) -> str:
    digest = hashlib.sha256()
    for one in candidates:
        digest.update(one.id.encode())
        for species in one.species:
            digest.update(_identity(species.structure))
    return digest.hexdigest()


def _identity(structure: Structure) -> bytes:
    rows = [f"{z} {x:.6f} {y:.6f} {w:.6f}" for z, (x, y, w) in _rows(structure)]
    return f"{structure.charge} {structure.spin} {rows}".encode()


def _rows(structure: Structure) -> list[tuple[int, tuple[float, float, float]]]:
    return list(zip(structure.numbers.tolist(), structure.positions.tolist(), strict=True))


def test_a_seed_gives_the_same_geometries_every_time_and_everywhere() -> None:
    assert geometries(plan(SEED, 60)) == geometries(plan(SEED, 60)) == PINNED


def test_another_seed_gives_other_geometries() -> None:
    one, other = plan(SEED, 20), plan(b"another seed", 20)
    assert not {c.id for c in one} & {c.id for c in other}
    assert geometries(one) != geometries(other)


def test_a_larger_plan_begins_with_the_smaller_one() -> None:
    assert geometries(plan(SEED, 40)[:25]) == geometries(plan(SEED, 25))


def test_a_candidate_depends_on_its_own_place_only() -> None:
    alone = {c.id: c for c in plan(SEED, 5, ["torsions"])}
    among = {c.id: c for c in plan(SEED, 60)}
    assert set(alone) <= set(among)


def test_ids_say_nothing_of_seed_family_or_place() -> None:
    for name in places(SEED, 60):
        assert len(name) == 13
        assert name.startswith("s")
        int(name[1:], 16)


def test_every_family_has_its_share() -> None:
    assert set(SHARES) == set(FAMILIES)
    assert sum(SHARES.values()) == pytest.approx(1.0)
    families = [family for family, _ in places(SEED, 200).values()]
    for family, share in SHARES.items():
        assert abs(families.count(family) - 200 * share) <= 1


def test_only_the_families_that_were_asked() -> None:
    assert {c.family for c in plan(SEED, 12, ["ions", "bonds"])} == {"ions", "bonds"}


def test_an_unknown_family_is_named_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match=r"no family 'dimmers'.*dimers"):
        plan(SEED, 5, ["dimmers"])


def test_a_plan_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 candidates"):
        plan(SEED, 0)


def test_positions_are_rounded_so_that_processors_agree() -> None:
    for one in plan(SEED, 30):
        for species in one.species:
            positions = species.structure.positions
            assert (positions == positions.round(6)).all()


def test_species_with_ghosts_are_parts_of_the_whole() -> None:
    counterpoised = [c for c in plan(SEED, 60) if c.counterpoise]
    assert {c.family for c in counterpoised} >= {"dimers", "ions", "trimers"}
    for one in counterpoised:
        assert one.whole is not None
        for species in one.species:
            assert species.part is not None
            inside = list(species.part)
            assert (one.whole.positions[inside] == species.structure.positions).all()
            assert (one.whole.numbers[inside] == species.structure.numbers).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_atoms_neither_vanish_nor_change_their_charge(family: str) -> None:
    """What stands on one side of the sum stands on the other: elements and electrons balance."""
    for index in range(40):
        one = candidate(SEED, family, index)
        if not one.forces:
            charge = sum(s.coefficient * s.structure.charge for s in one.species)
            elements: dict[int, float] = {}
            for s in one.species:
                for z in s.structure.numbers.tolist():
                    elements[z] = elements.get(z, 0.0) + s.coefficient
            assert charge == 0
            assert not any(elements.values()), one.cluster
