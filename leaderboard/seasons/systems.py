"""The systems of a retired season, one by one: from seed to geometry to reference to errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ase.data import chemical_symbols

from leaderboard.computed import DAY, computed
from leaderboard.models import Evaluation, Season
from leaderboard.seasons.reveal import Revealed
from tasks.artefact import read_references, read_systems
from tasks.reactions import KCAL_MOL
from tasks.references.record import Record
from tasks.registry import TASKS
from tasks.seasons.reveal import BLOBS, read_records, read_season
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Task


@dataclass(frozen=True)
class Part:
    """One species. geometry_sha256: as the record's provenance names it; empty where it does not.

    coefficient: None where the task is no sum of energies.
    """

    name: str
    formula: str
    atoms: int
    charge: int
    multiplicity: int
    coefficient: float | None
    geometry_sha256: str


@dataclass(frozen=True)
class SystemFacts:
    """energy: eV, None where the reference is of forces. uncertainty: in the task's unit.

    levels: what functionals give, eV. provenance: of the record, plain JSON values.
    """

    id: str
    task: str
    family: str
    tags: Mapping[str, str]
    elements: tuple[str, ...]
    parts: tuple[Part, ...]
    energy: float | None
    uncertainty: float
    levels: Mapping[str, float]
    provenance: Mapping[str, Any]

    @property
    def title(self) -> str:
        return TASKS[self.task].title if self.task in TASKS else self.task

    @property
    def unit(self) -> str:
        return TASKS[self.task].primary.unit if self.task in TASKS else ""

    @property
    def kcal(self) -> float | None:
        """The reference in kcal/mol."""
        return None if self.energy is None else self.energy / KCAL_MOL

    @property
    def levels_kcal(self) -> dict[str, float]:
        return {level: value / KCAL_MOL for level, value in self.levels.items()}


@dataclass(frozen=True)
class Answered:
    """What one potential made of one system. error: in the task's unit; None: not answered.

    signed: False while only its size is known, until the predictions are scored again.
    """

    potential: str
    slug: str
    submission: str
    state: str
    error: float | None
    signed: bool


def systems(season: Season) -> list[SystemFacts]:
    """In the order of the tasks, then of the files. Raises NotRetired; ServiceFault."""
    season.require_revealed()
    key = f"revealed-{season.archive_sha256}"
    found: list[SystemFacts] | None = computed.get(key)
    if found is None:
        found = list(_read(Revealed(season)))
        computed.set(key, found, DAY)
    return found


def _read(files: Revealed) -> Iterator[SystemFacts]:
    commitment, _ = read_season(files)
    records = {r.id: r for r in read_records(files.read(f"{BLOBS}/{commitment.records_sha256}"))}
    for one in commitment.datasets:
        references = read_references(files.read(f"{BLOBS}/{one.references_sha256}"))
        for system in read_systems(files.read(f"{BLOBS}/{one.inputs_sha256}")):
            yield _facts(one.task, system, references[system.id], records[system.id])


def _facts(task: str, system: System, reference: Arrays, record: Record) -> SystemFacts:
    return SystemFacts(
        id=system.id,
        task=task,
        family=record.family,
        tags=dict(system.tags),
        elements=tuple(chemical_symbols[z] for z in sorted(system.elements)),
        parts=tuple(_parts(system, record.provenance)),
        energy=record.energy,
        uncertainty=float(reference["uncertainty"]),
        levels=dict(record.levels),
        provenance=record.provenance,
    )


def _parts(system: System, provenance: Mapping[str, Any]) -> Iterator[Part]:
    hashes = {s.get("name"): s.get("geometry_sha256", "") for s in provenance.get("species", [])}
    coefficients = system.settings.get("coefficients")
    for i, (name, structure) in enumerate(system.structures.items()):
        share = None if coefficients is None else float(coefficients[i])
        yield Part(
            name, formula(structure), len(structure), structure.charge, structure.spin, share,
            hashes.get(name, ""),
        )  # fmt: skip


def formula(structure: Structure) -> str:
    """Hill order, e.g. "CH4O"."""
    return str(structure.to_atoms().get_chemical_formula())


def answers(season: Season, system: SystemFacts) -> list[Answered]:
    """Of the published submissions that were asked, the smallest error first."""
    rows = Evaluation.objects.scored().filter(
        dataset__season=season,
        dataset__task=system.task,
        submission__state="scored",
        submission__published__isnull=False,
    )
    found = [_answered(e, system) for e in rows.select_related("submission__potential")]
    return sorted(found, key=lambda a: (a.error is None, abs(a.error or 0.0), a.potential))


def _answered(evaluation: Evaluation, system: SystemFacts) -> Answered:
    result, task = evaluation.parsed_result(), TASKS.get(system.task)
    assert result is not None
    error = result.errors.get(system.id, {}).get(task.primary.of) if task else None
    potential = evaluation.submission.potential
    return Answered(
        potential=potential.name,
        slug=potential.slug,
        submission=evaluation.submission.public_id,
        state=result.states.get(system.id, ""),
        error=error,
        signed=_signed(evaluation, task),
    )


def _signed(evaluation: Evaluation, task: Task | None) -> bool:
    """Scored in full: either after the reveal, or again since."""
    season, finished = evaluation.dataset.season, evaluation.finished
    return bool(task and season and season.retired and finished and finished > season.retired)
