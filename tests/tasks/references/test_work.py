"""How much work a candidate is, before it is computed."""

from __future__ import annotations

import pytest

from tasks.references.basis import Family
from tasks.references.candidate import COMPOSITE, Candidate, Species
from tasks.references.fragment import fragment
from tasks.references.monomers import monomer
from tasks.references.plan import FAMILIES, candidate
from tasks.references.sizes import functions, pairs
from tasks.references.work import work

SEED = b"a seed of the tests"


def distortion(*names: str) -> Candidate:
    species = [Species(name, 1.0, monomer(name).structure) for name in names]
    return Candidate("s0", "distortions", COMPOSITE, species)


def test_water_is_more_work_than_hydrogen() -> None:
    assert work(distortion("H2O")) > 100 * work(distortion("H2"))


def test_what_comes_twice_is_computed_once() -> None:
    one = Species("a", 1.0, monomer("H2O").structure)
    twice = Species("b", -1.0, monomer("H2O").structure)
    single = Candidate("s0", "distortions", COMPOSITE, [one])
    assert work(Candidate("s1", "distortions", COMPOSITE, [one, twice])) == work(single)


def test_open_shells_take_three_times_as_much() -> None:
    hydroxide, hydroxyl = work(distortion("OH-")), work(distortion("OH"))
    assert hydroxyl == pytest.approx(3 * hydroxide, rel=0.01)


def test_forces_take_two_energies_for_each_degree_of_freedom() -> None:
    species = [Species("molecule", 1.0, monomer("H2O").structure)]
    energy = Candidate("s0", "forces", COMPOSITE, species)
    forces = Candidate("s0", "forces", COMPOSITE, species, forces=True)
    assert work(forces) == 7 * work(energy)


@pytest.mark.parametrize("family", FAMILIES)
def test_sizes_are_those_of_the_sets_that_are_used(family: str) -> None:
    """Pairs exactly; functions of aug-cc-pVDZ within those of argon's tight d."""
    for index in range(12):
        one = candidate(SEED, family, index)
        for species in one.species:
            alone = fragment(Candidate("s0", family, one.protocol, [species]), species)
            assert pairs(species.structure) == alone.correlated_pairs
            argons = int((species.structure.numbers == 18).sum())
            found = alone.mole(Family.DIFFUSE, "D").nao
            assert functions(species.structure) + 5 * argons == found
            assert functions(species.structure, "QZ") == alone.mole(Family.VALENCE, "Q").nao
