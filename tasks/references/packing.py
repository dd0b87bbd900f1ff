"""From candidates and their records to what the tasks on unseen systems ask and hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tasks import groups, reactions
from tasks.dataset import Dataset
from tasks.reactions import KCAL_MOL
from tasks.references.batch import Batch
from tasks.references.candidate import Candidate
from tasks.references.record import Record
from tasks.system import Arrays, System

NEUTRAL = {
    "unseen-interactions": ("dimers", "trimers"),
    "unseen-conformers": ("torsions", "conformers"),
    "unseen-reactions": ("bonds", "barriers", "clusters"),
    "unseen-distortions": ("distortions",),
    "unseen-forces": ("forces",),
}
"""Which families each task asks, by its slug: those systems of them that have no charge."""

CHARGED = {
    "unseen-ionic-interactions": ("dimers", "ions", "trimers"),
    "unseen-reactions-of-ions": ("bonds", "barriers", "clusters", "distortions"),
    "unseen-forces-on-ions": ("forces",),
}
"""The same for systems with a charge: apart, because many potentials do not know charge, and what
they cannot be asked must not drown what they can do."""

FAMILIES = NEUTRAL | CHARGED


def pack(folder: Path) -> dict[str, Dataset]:
    """The accepted ones of a batch, a dataset a task; a task without any is left out.

    Raises BatchError.
    """
    batch = Batch.open(folder)
    accepted = [record for record in batch.records().values() if record.accepted]
    return datasets((batch.candidate(record.id), record) for record in accepted)


def datasets(pairs: Iterable[tuple[Candidate, Record]]) -> dict[str, Dataset]:
    """Of accepted candidates with their records; systems in the order of their ids."""
    ordered = sorted(pairs, key=lambda pair: pair[0].id)
    found = {}
    for slug in FAMILIES:
        mine = [pair for pair in ordered if asks(slug, pair[0])]
        if mine:
            references = {one.id: reference(record) for one, record in mine}
            found[slug] = Dataset([system(one) for one, _ in mine], references)
    return found


def asks(slug: str, candidate: Candidate) -> bool:
    """Whether the task asks this candidate; exactly one task does."""
    charged = any(one.structure.charge for one in candidate.species)
    return candidate.family in FAMILIES[slug] and charged == (slug in CHARGED)


def system(candidate: Candidate) -> System:
    """What may be seen of it. The parts come without ghosts: those are the protocol's business."""
    if candidate.forces:
        structure = candidate.species[0].structure
        tags = {**candidate.tags, groups.SIZE: groups.size(len(structure))}
        name = candidate.species[0].name
        return System(candidate.id, {name: structure}, tags=tags, cluster=candidate.cluster)
    parts = [(one.name, one.coefficient, one.structure) for one in candidate.species]
    return reactions.reaction(candidate.id, parts, candidate.tags, candidate.cluster)


def reference(record: Record) -> Arrays:
    """Raises ValueError for a record that holds no reference."""
    if not record.accepted or record.uncertainty is None:
        raise ValueError(f"{record.id} was rejected: {'; '.join(record.reasons)}")
    if record.forces is not None:
        forces = np.array(record.forces, dtype=np.float64)
        return {"forces": forces, "uncertainty": np.array(record.uncertainty)}
    if record.energy is None:
        raise ValueError(f"{record.id} has neither an energy nor forces")
    levels = {name: value / KCAL_MOL for name, value in record.levels.items()}
    return reactions.reference(record.energy / KCAL_MOL, record.uncertainty, KCAL_MOL, levels)
