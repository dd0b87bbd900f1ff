"""Hold predictions against references: errors by system, and scores with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import nan

import numpy as np

from tasks.bootstrap import freedom, interval, possible, reduced, resampled
from tasks.groups import groups
from tasks.prediction import Prediction, State
from tasks.result import Anchors, Result, Score
from tasks.splitting import split
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Metric, Reduce, Task

Errors = Mapping[str, Mapping[str, float]]

ABSURD = 1e100
"""In any unit: an error as large is no number, lest a sum of several be an infinity."""


def score(
    task: Task,
    systems: Sequence[System],
    references: Mapping[str, Arrays],
    predictions: Iterable[Prediction],
) -> Result:
    """What the predictions are worth: the same function on the site and on a laptop.

    A system without a prediction counts as failed. An error that is not a finite number, or is
    ABSURD, counts as silence: it costs `worst`. No error counts for more than `worst`.
    Raises ValueError where predictions, references or the task do not fit the systems.
    """
    nulls = null_errors(task, systems, references)
    by_id = _by_system(predictions, systems)
    states, errors = {}, {}
    for system in systems:
        prediction = by_id.get(system.id, Prediction(system.id, State.FAILED))
        found = _errors(task, system, prediction, references[system.id])
        states[system.id] = _state(prediction, task.primary.of in found).value
        if found:
            errors[system.id] = found
    whole = {s.id: errors.get(s.id) or task.unanswered(s, references[s.id]) for s in systems}
    scores = tuple(
        one
        for m in task.metrics
        for one in _scores(m, systems, nulls, errors if m.combine is None else whole)
    )
    ends, kinds = _anchors_by_kind(task, systems, references, nulls)
    splits = split(task, systems, references, errors)
    return Result(task.slug, task.version, ends, scores, states, errors, kinds, splits)


def null_errors(
    task: Task, systems: Sequence[System], references: Mapping[str, Arrays]
) -> dict[str, dict[str, float]]:
    """`compare`'s values for the null model, by system id; NaN where it has none.

    They also say which errors are asked of which system: a molecule is asked for no stress.
    Raises ValueError where the primary metric is not asked of a system.
    """
    found = {s.id: _compare(task, s, task.null(s), references[s.id]) for s in systems}
    lacking = [key for key, errors in found.items() if task.primary.of not in errors]
    if lacking:
        raise ValueError(f"{task.slug}: the null model has no {task.primary.of} for {lacking[0]}")
    return found


def anchors(
    task: Task, systems: Sequence[System], references: Mapping[str, Arrays], nulls: Errors
) -> Anchors:
    """The ends of the task's scale for these systems; both in the primary metric's unit.

    null: the primary metric of the null model. floor: the mean uncertainty of the references.
    """
    values = _column(task.primary, systems, nulls)
    lacking = [s.id for s in systems if "uncertainty" not in references[s.id]]
    if lacking:
        raise ValueError(f"{task.slug}: the reference of {lacking[0]} holds no uncertainty")
    uncertainties = [float(references[s.id]["uncertainty"]) for s in systems]
    return Anchors(float(reduced(values, task.primary.reduce)[0]), float(np.mean(uncertainties)))


def _anchors_by_kind(
    task: Task, systems: Sequence[System], references: Mapping[str, Arrays], nulls: Errors
) -> tuple[Anchors, dict[str, Anchors]]:
    kinds = sorted({s.kind for s in systems})
    of_kind = {k: [s for s in systems if s.kind == k] for k in kinds}
    by_kind = {k: anchors(task, some, references, nulls) for k, some in of_kind.items()}
    return anchors(task, systems, references, nulls), by_kind


def _by_system(
    predictions: Iterable[Prediction], systems: Sequence[System]
) -> dict[str, Prediction]:
    known, found = {s.id for s in systems}, dict[str, Prediction]()
    for prediction in predictions:
        if prediction.system not in known:
            raise ValueError(f"a prediction for {prediction.system}, which was not asked")
        if prediction.system in found:
            raise ValueError(f"two predictions for {prediction.system}")
        found[prediction.system] = prediction
    return found


def _errors(
    task: Task, system: System, prediction: Prediction, reference: Arrays
) -> dict[str, float]:
    """Those of `compare`'s values that are numbers; none where the system was not answered."""
    if prediction.state is not State.ANSWERED:
        return {}
    found = _compare(task, system, prediction.arrays, reference)
    return {key: value for key, value in found.items() if abs(value) < ABSURD}


def _compare(task: Task, system: System, arrays: Arrays, reference: Arrays) -> dict[str, float]:
    """Answers are finite, yet may be absurd (1e300 eV): what overflows is no number."""
    try:
        with np.errstate(all="ignore"):
            found = task.compare(system, arrays, reference)
    except (ArithmeticError, np.linalg.LinAlgError):
        return {metric.of: nan for metric in task.metrics}
    return {key: float(value) for key, value in found.items()}


def _state(prediction: Prediction, primary: bool) -> State:
    lost = prediction.state is State.ANSWERED and not primary
    return State.NOT_FINITE if lost else prediction.state


def _scores(
    metric: Metric, systems: Sequence[System], nulls: Errors, errors: Errors
) -> list[Score]:
    """The metric of all systems that are asked for it, then of each group of each tag."""
    asked = [s for s in systems if metric.of in nulls[s.id]]
    whole = _one_score(metric, "", "", asked, errors)
    parts = [(by, group, some) for by in metric.by for group, some in groups(by, asked)]
    return [whole, *(_one_score(metric, by, group, some, errors) for by, group, some in parts)]


def _one_score(
    metric: Metric, by: str, group: str, asked: Sequence[System], errors: Errors
) -> Score:
    answered = [s for s in asked if metric.of in errors.get(s.id, {})]
    if metric.combine is not None:
        found = _together(metric, metric.combine, asked, errors)
        return Score(metric.name, group, *found, len(answered), len(asked), by)
    counted = answered if metric.worst is None else asked
    n, of = len(answered), len(asked)
    if not counted:
        return Score(metric.name, group, None, None, None, n, of, by)
    values, clusters = _column(metric, counted, errors), [s.cluster or s.id for s in counted]
    samples = resampled(values, clusters, metric.reduce)[0]
    bounds = possible(metric.reduce, metric.worst)
    low, high = interval(samples, freedom(clusters), bounds)
    value = float(reduced(values, metric.reduce)[0])
    return Score(metric.name, group, value, low, high, n, of, by)


def _together(
    metric: Metric, combine: Callable[[Floats], Floats], asked: Sequence[System], errors: Errors
) -> tuple[float | None, float | None, float | None]:
    """Value, low and high of a metric that is no mean; None where it is no number."""
    rows = np.array([[errors[s.id].get(part, 0.0) for s in asked] for part in metric.parts])
    clusters = [s.cluster or s.id for s in asked]
    with np.errstate(all="ignore"):
        value = float(combine(reduced(rows, Reduce.MEAN)[:, None])[0])
        samples = combine(resampled(rows, clusters, Reduce.MEAN))
    samples = samples[np.isfinite(samples)]
    if not np.isfinite(value) or not len(samples):
        return None, None, None
    return value, *interval(samples, freedom(clusters))


def _column(metric: Metric, systems: Sequence[System], errors: Errors) -> Floats:
    """One error a system, shape (1, n), none above `worst`; `worst` where there is none."""
    silence = nan if metric.worst is None else metric.worst
    given = [errors.get(s.id, {}).get(metric.of, silence) for s in systems]
    return priced(np.array([given]), metric.worst)


def priced(values: Floats, worst: float | None) -> Floats:
    """An answer never costs more than silence, and what is no number is silence."""
    if worst is None:
        return values
    return np.asarray(np.clip(np.where(np.isfinite(values), values, worst), -worst, worst))
