"""What a ranking is made of: errors go in, standings come out. Plain values, fit for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from math import inf, isfinite
from typing import Any, Protocol, Self

from tasks.estimate import Estimate
from tasks.result import Anchors, Result
from tasks.sheet import Sheet
from tasks.task import Reduce, Task


class Ranked(Protocol):
    """What a ranking reads of a system; cluster may be "", for a system that is related to none.

    A System has it, and so has what the web side keeps, which has no structures.
    """

    @property
    def id(self) -> str: ...
    @property
    def cluster(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class RankedSystem:
    """kind: "molecules" or "materials". Systems of one cluster are drawn together."""

    id: str
    cluster: str
    kind: str


@dataclass(frozen=True)
class TaskErrors:
    """All that a ranking needs to know of one task.

    worst: what silence costs, in the primary metric's unit. kinds: the anchors of one kind alone.
    errors: by potential, then by system id; a system that is absent was not answered, a potential
    that is absent has not been evaluated: both cost `worst`, and no error costs more.
    """

    task: str
    domain: str
    worst: float
    reduce: Reduce
    anchors: Anchors
    systems: tuple[RankedSystem, ...]
    errors: Mapping[str, Mapping[str, float]]
    kinds: Mapping[str, Anchors] = field(default_factory=dict)

    @classmethod
    def of(cls, task: Task, systems: Sequence[Ranked], results: Mapping[str, Result]) -> Self:
        """From the results of one version and dataset of a task, by potential.

        Raises ValueError without any result: then nobody has computed the anchors yet.
        """
        if not results:
            raise ValueError(f"{task.slug}: no potential has a result")
        if task.primary.worst is None:
            raise ValueError(f"{task.slug}: the primary metric says not what silence costs")
        one = results[min(results)]
        ranked = tuple(RankedSystem(s.id, s.cluster or s.id, s.kind) for s in systems)
        errors = {name: _primary(task, result) for name, result in results.items()}
        sheet = Sheet.of([system.id for system in ranked], errors)
        return cls(
            task.slug, task.domain.value, task.primary.worst, task.primary.reduce,
            one.anchors, ranked, sheet, one.kinds,
        )  # fmt: skip

    def restrict(self, kind: str) -> Self | None:
        """The same task with its molecules or materials only; None where it has none."""
        systems = tuple(s for s in self.systems if s.kind == kind)
        anchors = self.kinds.get(kind, self.anchors)
        return replace(self, systems=systems, anchors=anchors) if systems else None

    def answered(self, potential: str) -> int:
        """How many of the systems the potential answered with a finite number."""
        given = self.errors.get(potential, {})
        return sum(isfinite(given.get(s.id, inf)) for s in self.systems)


def restrict(tasks: Sequence[TaskErrors], kind: str) -> list[TaskErrors]:
    """The tasks of the molecules or the materials board."""
    return [some for task in tasks if (some := task.restrict(kind)) is not None]


def _primary(task: Task, result: Result) -> dict[str, float]:
    of = task.primary.of
    return {key: errors[of] for key, errors in result.errors.items() if of in errors}


class Tie(StrEnum):
    """Why two potentials are not told apart, in the words of a page."""

    NOISE = "noise"
    UNCERTAINTY = "uncertainty of the references"
    FEW = "too few systems"


@dataclass(frozen=True)
class Place:
    """1 + the number of potentials that are significantly better, to N − the number worse.

    ties: those that it is not told apart from, and why: their difference is inside the noise of
    the drawn systems, or it is not, but lies inside the references' uncertainty, or there are too
    few clusters of systems to tell anybody apart.
    """

    low: int
    high: int
    ties: Mapping[str, Tie] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "ties": dict(self.ties)}


@dataclass(frozen=True)
class TaskStanding:
    """metric: the primary one, in its unit. score: from 0, the null model, to 1, the floor."""

    metric: Estimate
    score: Estimate
    place: Place
    answered: int
    asked: int

    def to_json(self) -> dict[str, Any]:
        return {
            "metric": asdict(self.metric),
            "score": asdict(self.score),
            "place": self.place.to_json(),
            "answered": self.answered,
            "asked": self.asked,
        }


@dataclass(frozen=True)
class Standing:
    """One potential: its place, and what led to it. domains and tasks: by name and slug."""

    potential: str
    place: Place
    overall: Estimate
    domains: Mapping[str, Estimate]
    tasks: Mapping[str, TaskStanding]
    answered: int
    asked: int

    def to_json(self) -> dict[str, Any]:
        return {
            "potential": self.potential,
            "place": self.place.to_json(),
            "overall": asdict(self.overall),
            "domains": {name: asdict(one) for name, one in self.domains.items()},
            "tasks": {name: one.to_json() for name, one in self.tasks.items()},
            "answered": self.answered,
            "asked": self.asked,
        }


@dataclass(frozen=True)
class Ranking:
    """standings: the best overall score first. weights: of the domains, adding up to 1.

    kept: what `tasks.ranking.among` needs.
    """

    standings: tuple[Standing, ...]
    weights: Mapping[str, float]
    kept: Any = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        return {"standings": [one.to_json() for one in self.standings], "weights": self.weights}
