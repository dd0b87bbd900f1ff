"""A benchmark: two pure functions and what is needed to read their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.cost import Cost, each_once
from tasks.dataset import Dataset
from tasks.figure import Figure
from tasks.potential import Potential
from tasks.structure import Floats
from tasks.system import Arrays, System


class Domain(StrEnum):
    HELD_OUT = "held-out"  # coupled cluster of our own, on systems that nobody has seen
    COUPLED_CLUSTER = "coupled-cluster"
    SOLIDS = "solids"
    EXACT = "exact-laws"
    LANDSCAPE = "landscape"  # what every pair of atoms does, however little is known of it
    DYNAMICS = "dynamics"  # conserved quantities, and survival
    INTERPRETABILITY = "interpretability"  # how the answer comes about, seen from outside
    EFFICIENCY = "efficiency"  # time and memory on a named device


class Profile(StrEnum):
    QUICK = "quick"  # minutes for a baseline on two cores
    FULL = "full"


class Reduce(StrEnum):
    """How per-system errors become one number."""

    MEAN_ABSOLUTE = "mean absolute"
    MEAN = "mean"
    MEDIAN_ABSOLUTE = "median absolute"
    WHOLE = "of all systems together"


@dataclass(frozen=True)
class Metric:
    """One number a potential gets for a task.

    name: unique within the task, kebab-case ("mae"). label: as a page shows it ("MAE").
    of: the key of `compare`'s result that it reduces. unit: of that value and of the metric.
    worst: what a system that is not answered costs, in `unit`; an answer never costs more.
        None: the metric describes the answered systems only, and is never ranked (signed errors).
    by: tags of the systems; the metric is reported for each of their values as well. "element"
        is no tag, and gives each element's systems.
    parts, combine: of a metric that is no mean of systems (Reduce.WHOLE; never ranked). parts are
        keys of `compare`'s result, 0 where absent; combine makes the metric, shape (m,), of their
        means over systems, shape (len(parts), m), and does not care for a common factor.
    Lower is better for every ranked metric.
    """

    name: str
    label: str
    of: str
    unit: str
    reduce: Reduce = Reduce.MEAN_ABSOLUTE
    worst: float | None = None
    by: tuple[str, ...] = ()
    digits: int = 2
    parts: tuple[str, ...] = ()
    combine: Callable[[Floats], Floats] | None = None


def nothing(system: System, reference: Arrays) -> dict[str, float]:
    """What a system that is not answered adds to metrics of all systems together."""
    return {}


@dataclass(frozen=True)
class Source:
    """Where a reference comes from: a citation and its link."""

    citation: str
    link: str


@dataclass(frozen=True)
class Parity:
    """pair: (reference, predicted) of a system that was answered; None where there is no number.

    quantity, unit: of both, as the axes of a plot say it.
    """

    quantity: str
    unit: str
    pair: Callable[[System, Arrays, Arrays], tuple[float, float] | None]


@dataclass(frozen=True)
class Task:
    """predict: GPU host; sees inputs, asks the black box; returns raw observables, never verdicts.

    compare: scoring host; returns an error for each key that the metrics read, in their units.
        Besides the arrays of the task, each reference holds "uncertainty" (shape ()): its own, in
        the unit of the primary metric.
    null: the observables of the honest nothing ("no interaction", "the starting structure").
    floor_reason: where the references' uncertainties come from; their mean is the score's floor.
    dataset: builds the public inputs and references from their published source. One of imported
        sets (tasks.imports.published) raises NotImported where `missing` names any.
    metrics: the first is the primary one, which is ranked.
    formula: how the primary metric is computed, in one line of text.
    stepwise: `predict` asks for little at once and many times over (optimizers, integrators), so
        that several systems are better asked side by side.
    cost: what a system asks for, as far as one can say before; by default its structures, once.
    resumable: finished systems of a run that was cut off are not asked again. A task that measures
        time sets False: all its times are then of one run, on one machine.
    unanswered: what stands for `compare`'s result in metrics of all systems together where a system
        is not answered: it need not count as if it were not there.
    profile: FULL tasks need a GPU or patience; an installation may publish the quick ones alone.
    parity, draw: what a person would look at (tasks/figures.py): one point a system, and the
        figures of a system, from what `predict` returned and the reference.
    """

    slug: str
    version: int
    title: str
    domain: Domain
    summary: str
    predict: Callable[[System, Potential], Arrays]
    compare: Callable[[System, Arrays, Arrays], dict[str, float]]
    null: Callable[[System], Arrays]
    dataset: Callable[[], Dataset]
    metrics: tuple[Metric, ...]
    floor_reason: str
    formula: str
    sources: tuple[Source, ...]
    protocol: Sequence[str] = ()
    stepwise: bool = False
    cost: Callable[[System], Cost] = each_once
    resumable: bool = True
    unanswered: Callable[[System, Arrays], dict[str, float]] = nothing
    profile: Profile = Profile.QUICK
    parity: Parity | None = None
    draw: Callable[[System, Arrays, Arrays], list[Figure]] | None = None

    @property
    def primary(self) -> Metric:
        return self.metrics[0]

    @property
    def modules(self) -> tuple[str, ...]:
        """The Python modules where the experiment can be read: its own first, then what it uses."""
        own = getattr(self.dataset, "module", "")  # of imported sets; see tasks.imports.published
        parts = (self.dataset, self.predict, self.compare)
        modules = (own, *(part.__module__ for part in parts))
        return tuple(dict.fromkeys(module for module in modules if module))

    def missing(self) -> list[str]:
        """The published sets that its dataset is made of and that are not imported here."""
        look: Callable[[], list[str]] | None = getattr(self.dataset, "missing", None)
        return look() if look else []
