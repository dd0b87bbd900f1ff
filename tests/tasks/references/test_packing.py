"""Candidates with their records become what tasks ask and hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tasks import reactions
from tasks.reactions import KCAL_MOL
from tasks.references.batch import Batch
from tasks.references.packing import CHARGED, FAMILIES, asks, datasets, pack, reference, system
from tasks.references.plan import FAMILIES as PLANNED
from tasks.references.plan import candidate
from tasks.references.record import Record

SEED = b"a seed of the tests"


def energy(name: str, family: str, value: float = 0.2) -> Record:
    return Record(name, family, True, value, uncertainty=0.1, levels={"PBE": value / 2})


@pytest.mark.parametrize("family", PLANNED)
def test_every_candidate_is_asked_by_exactly_one_task(family: str) -> None:
    """Whatever its charge: one task for those without, another one for ions."""
    for index in range(40):
        one = candidate(SEED, family, index)
        (slug,) = (slug for slug in FAMILIES if asks(slug, one))
        charged = any(species.structure.charge for species in one.species)
        assert (slug in CHARGED) == charged


def test_a_system_is_the_sum_that_its_candidate_is() -> None:
    one = candidate(SEED, "trimers", 0)
    made = system(one)
    assert list(made.structures) == ["abc", "ab", "ac", "bc", "a", "b", "c"]
    assert made.settings["coefficients"].tolist() == [1, -1, -1, -1, 1, 1, 1]
    assert made.tags["family"] == "trimers"
    assert made.cluster == one.cluster


def test_a_reference_scores_to_what_was_computed() -> None:
    """A potential that gives the functional's energy is wrong by exactly the functional's error."""
    one = candidate(SEED, "torsions", 0)
    held = reference(energy(one.id, one.family))
    predicted = {"energies": np.array([0.1, 0.0])}
    found = reactions.compare_in(KCAL_MOL)(system(one), predicted, held)
    assert found["error"] == pytest.approx(-0.1 / KCAL_MOL)
    assert found["functional:PBE"] == pytest.approx(found["error"])
    assert float(held["uncertainty"]) == 0.1


def test_forces_are_asked_of_one_structure() -> None:
    one = candidate(SEED, "forces", 0)
    forces = [[0.0, 0.0, 1.0]] * len(one.species[0].structure)
    record = Record(one.id, "forces", True, forces=forces, uncertainty=20.0)
    (found,) = datasets([(one, record)]).values()
    assert found.references[one.id]["forces"].tolist() == forces
    (structure,) = found.systems[0].structures.values()
    assert structure is one.species[0].structure


def test_what_was_rejected_is_no_reference() -> None:
    with pytest.raises(ValueError, match="too doubtful"):
        reference(Record("s0", "bonds", False, reasons=("too doubtful",)))


def test_a_batch_packs_what_was_accepted(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path, SEED, 12)
    for i, (name, (family, _)) in enumerate(batch.places().items()):
        if family in ("dimers", "bonds"):
            accepted = i != 0
            batch.keep(Record(name, family, accepted, 0.1, uncertainty=0.1, reasons=("no",)))
    found = pack(tmp_path)
    assert set(found) == {"unseen-interactions", "unseen-reactions"}
    assert next(iter(batch.places())) not in found["unseen-interactions"].references
    for dataset in found.values():
        names = [one.id for one in dataset.systems]
        assert names == sorted(names)
