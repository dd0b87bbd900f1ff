"""What a potential's error on systems that nobody had seen exceeds its error on public ones by.

Two sets of systems, made alike, are two samples: the gap is the difference of the two errors, and
its interval comes from drawing the systems (or clusters) of each anew, one independently of the
other. That the sets share kinds of systems, as the same pair of molecules at another distance,
would make the true interval a little narrower. A gap also holds what one set is harder than the
other for everybody: hold it beside that of the null model, which has learned nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.bootstrap import BETWEEN, degrees, freedom, interval, reduced, resampled
from tasks.estimate import Estimate
from tasks.scoring import priced
from tasks.standing import Ranked
from tasks.structure import Floats
from tasks.task import Metric


@dataclass(frozen=True)
class Sample:
    """The primary errors on one set of systems, in the metric's unit, by system id.

    A system that is absent was not answered.
    """

    systems: Sequence[Ranked]
    errors: Mapping[str, float]


def gap(metric: Metric, public: Sample, held_out: Sample) -> Estimate:
    """Held-out less public: positive is worse on what nobody had seen. In the metric's unit.

    metric: a ranked one. Raises ValueError where it is none.
    """
    if metric.worst is None:
        raise ValueError(f"{metric.name} says not what silence costs")
    sides = [_side(metric, "held-out", held_out), _side(metric, "public", public)]
    (value, draws, dof), (other, others, other_dof) = sides
    variances = np.array([draws.var(), others.var()])
    # One cluster tells no spread: neither does a difference from it.
    both = degrees(variances, np.array([dof, other_dof])) if min(dof, other_dof) > 0 else 0.0
    low, high = interval(draws - others, float(both), (-metric.worst, metric.worst))
    return Estimate(value - other, low, high)


def _side(metric: Metric, name: str, sample: Sample) -> tuple[float, Floats, float]:
    """The error, its draws and their degrees of freedom. name: so that the two draw apart."""
    assert metric.worst is not None
    given = [sample.errors.get(system.id, metric.worst) for system in sample.systems]
    values = priced(np.array([given], dtype=float), metric.worst)
    clusters = [_apart(name, system.cluster or system.id) for system in sample.systems]
    draws = resampled(values, clusters, metric.reduce)[0]
    return float(reduced(values, metric.reduce)[0]), draws, float(freedom(clusters))


def _apart(name: str, cluster: str) -> str:
    return BETWEEN.join(f"{name}/{end}" for end in cluster.split(BETWEEN))
