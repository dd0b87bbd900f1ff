"""What is too large, or impossible, is refused in plain words before anything is run."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references.admission import admit
from tasks.references.candidate import COMPOSITE, FOCAL_POINT, Candidate, Species
from tasks.references.compute import compute
from tasks.references.rejected import Rejected
from tasks.structure import Structure
from tests.tasks.references.systems import atom, dimer, hydrogen, structure


def chain(symbols: str, protocol: str, forces: bool = False) -> Candidate:
    """One molecule, atoms 1.3 Å apart."""
    whole = structure(symbols, [1.3 * i for i in range(len(symbols))])
    return Candidate("c", "bonds", protocol, [Species("it", 1.0, whole)], forces=forces)


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (chain("FCCF", COMPOSITE), "4 heavy atoms, the limit is 2"),
        (chain("OOO", FOCAL_POINT), "9 correlated pairs, the limit is 8"),
        (chain("CHHHHHHHH", FOCAL_POINT), None),
        (chain("C" + 12 * "H", FOCAL_POINT), "131 functions in aug-cc-pVDZ, the limit is 120"),
        (chain("HHHHH", COMPOSITE, forces=True), "up to 4 atoms"),
    ],
)
def test_sizes(candidate: Candidate, reason: str | None) -> None:
    if reason is None:
        admit(candidate)
        return
    with pytest.raises(Rejected) as rejected:
        admit(candidate)
    assert reason in rejected.value.reason
    assert rejected.value.stage == "admission"


def one(it: Structure, protocol: str = COMPOSITE) -> Candidate:
    return Candidate("c", "bonds", protocol, [Species("it", 1.0, it)])


def test_ghosts_count_as_functions() -> None:
    whole = structure(["He", *"HHHHHHHHHHHHHH"], [1.5 * i for i in range(15)])
    admit(one(atom("He", 1), FOCAL_POINT))
    part = Candidate(
        "many", "dimers", FOCAL_POINT, dimer("many", whole, 1).species[1:2], whole, True
    )
    # 9 functions of each atom.
    with pytest.raises(Rejected, match="a has 135 functions"):
        admit(part)


@pytest.mark.parametrize(
    ("structure", "reason"),
    [
        (atom("H", 1), "1 electrons cannot have multiplicity 1"),
        (atom("Kr", 1), "covers H to Ar"),
        (structure(["Al", "Na"], [0.0, 3.0]), "core of Al"),
    ],
)
def test_the_impossible(structure: Structure, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        admit(one(structure))


def test_an_unknown_protocol_is_named() -> None:
    with pytest.raises(Rejected, match="B3LYP is no protocol"):
        admit(one(hydrogen(), "B3LYP"))


def test_a_refused_candidate_is_a_record_that_cost_nothing() -> None:
    record = compute(one(atom("Kr", 1)))
    assert not record.accepted
    assert record.energy is None
    assert record.reasons == ("it has Kr: the protocol covers H to Ar",)
    assert record.provenance["rejected_at"] == "admission"
    assert np.isfinite(record.provenance["cost"]["cpu_seconds"])
