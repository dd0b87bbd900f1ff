"""The error taken apart: what a functional gets wrong, and what a potential misses of it.

For a system whose reference also tells what a functional gives, the error of a potential is a sum,

    potential − reference = (level − reference) + (potential − level)
          total           =     functional      +      remainder

A potential that was trained on that functional inherits the first part with its labels, and no
better fit removes it; the second part is its own. All three are reported as mean absolute errors
over the same systems and drawn together, so that the two parts are compared in pairs. Signs may
cancel: the total is at most the sum of the two, and can be less than either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tasks.bootstrap import LEAST_DOF, freedom, interval, reduced, resampled
from tasks.estimate import Estimate
from tasks.result import FUNCTIONAL, POTENTIAL, UNDECIDED, Split, Verdict
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Reduce, Task

PREFIX = "functional:"
"""Begins the keys under which `compare` returns functionals' own errors, level minus reference."""

Errors = Mapping[str, Mapping[str, float]]


def split(
    task: Task, systems: Sequence[System], references: Mapping[str, Arrays], errors: Errors
) -> dict[str, Split]:
    """The split for each level that some reference holds, over the systems that were answered.

    errors: by system id, what `compare` returned; a system that is absent was not answered.
    Everything is in the primary metric's unit.
    """
    of, found = task.primary.of, dict[str, Split]()
    answered = [s for s in systems if of in errors.get(s.id, {})]
    for key in dict.fromkeys(key for s in answered for key in errors[s.id]):
        if key.startswith(PREFIX):
            held = [s for s in answered if key in errors[s.id]]
            parts = _parts([errors[s.id] for s in held], of, key, task.primary.worst)
            floor = np.mean([float(references[s.id]["uncertainty"]) for s in held])
            clusters = [s.cluster or s.id for s in held]
            found[key.removeprefix(PREFIX)] = _split(parts, clusters, float(floor))
    return found


def _parts(rows: Sequence[Mapping[str, float]], of: str, key: str, worst: float | None) -> Floats:
    """Total, functional and remainder, shape (3, n); none counts for more than `worst`, as in the
    scores: one explosion shall not hide what all other systems say."""
    total = np.array([row[of] for row in rows])
    functional = np.array([row[key] for row in rows])
    most = np.inf if worst is None else worst
    return np.asarray(np.clip([total, functional, total - functional], -most, most))


def _split(parts: Floats, clusters: Sequence[str], floor: float) -> Split:
    values = reduced(parts, Reduce.MEAN_ABSOLUTE)
    samples = resampled(parts, clusters, Reduce.MEAN_ABSOLUTE)
    dof = freedom(clusters)
    total, functional, remainder = (
        Estimate(float(v), *interval(s, dof, (0.0, np.inf)))
        for v, s in zip(values, samples, strict=True)
    )
    lead = Estimate(float(values[1] - values[2]), *interval(samples[1] - samples[2], dof))
    verdict = _verdict(lead, dof, floor)
    return Split(len(clusters), total, functional, remainder, lead, floor, verdict)


def _verdict(lead: Estimate, dof: int, floor: float) -> Verdict:
    """Undecided inside the noise, inside the references' uncertainty (from which alone such a
    difference can come), and with too few clusters to tell, as for places of the ranking."""
    if lead.low is None or lead.high is None or dof < LEAST_DOF or abs(lead.value) <= floor:
        return UNDECIDED
    if lead.low > 0:
        return FUNCTIONAL
    return POTENTIAL if lead.high < 0 else UNDECIDED
