"""What every listed potential made of the public systems of a task."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from leaderboard.computed import DAY, once
from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.models.potential import Potential
from tasks.task import Task


@dataclass(frozen=True)
class Facts:
    """A listed potential, and where it ran. seconds: of prediction, of all systems together."""

    name: str
    slug: str
    line: bool
    seconds: float | None
    device: str


@dataclass(frozen=True)
class Everyone:
    """errors: by system, then potential's slug, in the primary metric's unit; states: the same."""

    potentials: tuple[Facts, ...]
    errors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One potential on one system. predicted: of the task's quantity, where it can be told."""

    potential: Facts
    state: str
    error: float | None
    predicted: float | None


def everyone(task: Task, dataset: Dataset) -> Everyone:
    """One small query; what it takes to read the results is done once for each new one.

    Raises ValueError for a season's systems.
    """
    if dataset.season_id is not None:
        raise ValueError(f"{dataset}: of systems of a season nothing is told one by one")
    listed = Submission.objects.listed().values("pk")
    rows = Evaluation.objects.scored().filter(dataset=dataset, submission__in=listed)
    about = rows.values_list(
        "pk", "finished", "seconds", "device",
        "submission__potential__name", "submission__potential__slug",
        "submission__potential__kind",
    ).order_by("submission__potential__name")  # fmt: skip
    known = list(about)
    line = Potential.Kind.REFERENCE_LINE
    potentials = tuple(Facts(r[4], r[5], r[6] == line, r[2], r[3]) for r in known)
    version = hashlib.sha256(repr([(task.version, r[0], r[1]) for r in known]).encode())
    key = f"everyone-{version.hexdigest()}"
    pks = [r[0] for r in known]
    errors, states = once(key, DAY, lambda: _read(task, pks))
    return Everyone(potentials, errors, states)


def answers(found: Everyone, system: str, reference: float | None) -> list[Answer]:
    """The smallest error first; those without one last.

    reference: where an error is a difference from it, in its unit; None: it is not.
    """
    made = [_answer(found, one, system, reference) for one in found.potentials]
    return sorted(made, key=lambda a: (a.error is None, abs(a.error or 0.0), a.potential.name))


def _answer(found: Everyone, one: Facts, system: str, reference: float | None) -> Answer:
    error = found.errors.get(system, {}).get(one.slug)
    state = found.states.get(system, {}).get(one.slug, "")
    known = error is not None and reference is not None
    return Answer(one, state, error, (reference or 0.0) + (error or 0.0) if known else None)


def _read(
    task: Task, pks: list[int]
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, str]]]:
    errors: dict[str, dict[str, float]] = {}
    states: dict[str, dict[str, str]] = {}
    rows = Evaluation.objects.filter(pk__in=pks)
    for slug, result in rows.values_list("submission__potential__slug", "result"):
        if result is None or result["version"] != task.version:
            continue
        for system, found in result["errors"].items():
            if (error := found.get(task.primary.of)) is not None:
                errors.setdefault(system, {})[slug] = error
        for system, state in result["states"].items():
            states.setdefault(system, {})[slug] = state
    return errors, states
