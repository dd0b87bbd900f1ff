"""Recompute everything that a season promised, and say plainly what agrees and what does not."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.artefact import read_references, read_systems, sha256
from tasks.commitment import Commitment, SealedSet
from tasks.reactions import LEVEL
from tasks.references.candidate import Candidate
from tasks.references.record import Record
from tasks.seasons.reveal import BLOBS, Files, Unreadable, read_records, read_season
from tasks.structure import Structure
from tasks.system import Arrays, System

Plan = Callable[[bytes, int, Sequence[str]], Sequence[Candidate]]
"""A generator: seed, size and families to the candidates that follow from them."""

SAME_PLACE = 1e-6  # Å: the last digits of a sine differ between processors
SAME_ENERGY = 1e-9  # eV (eV/Å): a reference is written as it was computed, but for its JSON
MISSHAPEN = (ValueError, TypeError, KeyError, zipfile.BadZipFile)


@dataclass(frozen=True)
class Check:
    """what: that was looked at. agrees: None where it could not be checked. found: in words."""

    what: str
    agrees: bool | None
    found: str


def verify(files: Files, published: str = "", plan: Plan | None = None) -> list[Check]:
    """published: the hash that was made public when the season opened; "": not given.

    plan: the generator in the version that the season names, None where it is not there.
    Raises Unreadable where there is no season at all.
    """
    commitment, stated = read_season(files)
    checks = [_digest(commitment, stated, published)]
    blobs = {name: _blob(files, name) for name in _named(commitment)}
    checks += [_whole(name, what, blobs[name]) for name, what in _named(commitment).items()]
    systems: dict[str, System] = {}
    references: dict[str, Arrays] = {}
    for one in commitment.datasets:
        inputs, held = blobs[one.inputs_sha256], blobs[one.references_sha256]
        if inputs is not None and held is not None:
            checks.append(_set(one, inputs, held, systems, references))
    checks += _followed(commitment, blobs, systems, references, plan)
    return checks


def _named(commitment: Commitment) -> dict[str, str]:
    """What each blob is, by its name."""
    named = {}
    for one in commitment.datasets:
        named[one.inputs_sha256] = f"systems of {one.task}"
        named[one.references_sha256] = f"references of {one.task}"
    return named | {commitment.records_sha256: "records of all candidates"}


def _blob(files: Files, name: str) -> bytes | None:
    try:
        return files.read(f"{BLOBS}/{name}")
    except (KeyError, Unreadable):
        return None


def _digest(commitment: Commitment, stated: str, published: str) -> Check:
    computed, what = commitment.digest, "commitment"
    if computed != stated:
        return Check(what, False, f"the document's hash is {computed}; season.json says {stated}")
    if published and computed != published.strip().lower():
        return Check(what, False, f"the document's hash is {computed}; {published} was published")
    if published:
        return Check(what, True, f"{computed}, as published")
    return Check(what, True, f"{computed}; hold it against what the site published")


def _whole(name: str, what: str, data: bytes | None) -> Check:
    if data is None:
        return Check(what, False, f"blobs/{name} is missing")
    if sha256(data) != name:
        return Check(what, False, f"blobs/{name} holds other bytes: their hash is {sha256(data)}")
    return Check(what, True, f"{name}, {len(data):,} bytes")


def _set(
    one: SealedSet,
    inputs: bytes,
    held: bytes,
    systems: dict[str, System],
    references: dict[str, Arrays],
) -> Check:
    """Whether systems and references fit; they are added to those of the season."""
    what = f"contents of {one.task}"
    try:
        mine, theirs = {s.id: s for s in read_systems(inputs)}, read_references(held)
    except MISSHAPEN as error:
        return Check(what, False, f"cannot be read: {error}")
    if len(mine) != one.systems or set(mine) != set(theirs):
        return Check(
            what, False, f"{len(mine)} systems and {len(theirs)} references, {one.systems} promised"
        )
    systems |= mine
    references |= theirs
    return Check(what, True, f"{one.systems} systems, each with its reference")


def _followed(
    commitment: Commitment,
    blobs: Mapping[str, bytes | None],
    systems: Mapping[str, System],
    references: Mapping[str, Arrays],
    plan: Plan | None,
) -> Iterator[Check]:
    """From seed to geometry, from record to reference."""
    data = blobs[commitment.records_sha256]
    try:
        records = read_records(data) if data is not None else None
    except (*MISSHAPEN, json.JSONDecodeError) as error:
        yield Check("records and references", False, f"the records cannot be read: {error}")
        records = None
    if records is not None:
        yield _recorded(records, systems, references)
    if plan is None:
        yield Check(
            "seed and systems",
            None,
            f"not checked: generator {commitment.generator} is not installed here",
        )
    elif systems and records is not None:
        yield _grown(commitment, {r.id: r for r in records}, systems, plan)


def _recorded(
    records: Sequence[Record], systems: Mapping[str, System], references: Mapping[str, Arrays]
) -> Check:
    what = "records and references"
    accepted = {r.id: r for r in records if r.accepted}
    if set(accepted) != set(systems):
        odd = sorted(set(accepted) ^ set(systems))
        return Check(what, False, f"accepted, but not asked, or the other way: {_some(odd)}")
    other = [key for key, record in accepted.items() if not _same_value(record, references[key])]
    if other:
        return Check(what, False, f"a reference is not what its record says: {_some(other)}")
    rejected = len(records) - len(accepted)
    return Check(what, True, f"{len(accepted)} accepted and {rejected} rejected, as recorded")


def _same_value(record: Record, reference: Arrays) -> bool:
    """Value, uncertainty and what functionals give; nothing more and nothing less."""
    told = {"energy": record.energy, "forces": record.forces, "uncertainty": record.uncertainty}
    told |= {f"{LEVEL}{level}": value for level, value in record.levels.items()}
    known = {name: value for name, value in told.items() if value is not None}
    return set(known) == set(reference) and all(
        np.allclose(reference[name], value, rtol=0, atol=SAME_ENERGY)
        for name, value in known.items()
    )


def _grown(
    commitment: Commitment, records: Mapping[str, Record], systems: Mapping[str, System], plan: Plan
) -> Check:
    what = "seed and systems"
    seed = bytes.fromhex(commitment.seed)
    planned = {c.id: c for c in plan(seed, commitment.size, commitment.families)}
    if set(planned) != set(records):
        odd = sorted(set(planned) ^ set(records))
        return Check(what, False, f"the seed gives other candidates than the records: {_some(odd)}")
    other = [key for key, system in systems.items() if not _same_system(system, planned[key])]
    if other:
        return Check(what, False, f"the seed gives other geometries: {_some(sorted(other))}")
    return Check(
        what, True, f"the seed gives these {len(planned)} candidates, and these geometries"
    )


def _same_system(system: System, candidate: Candidate) -> bool:
    """Every structure that is asked is one of the candidate's, by its name where it has that."""
    named = {species.name: species.structure for species in candidate.species}
    return bool(system.structures) and all(
        name in named and _same_structure(structure, named[name])
        for name, structure in system.structures.items()
    )


def _same_structure(one: Structure, other: Structure) -> bool:
    if (one.charge, one.spin, list(one.numbers)) != (other.charge, other.spin, list(other.numbers)):
        return False
    return bool(np.allclose(one.positions, other.positions, rtol=0, atol=SAME_PLACE))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
