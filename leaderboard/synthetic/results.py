"""Results that nobody measured: errors that models share, and systems that some never answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.synthetic.datasets import Asked
from tasks.prediction import State
from tasks.result import Result, Score
from tasks.structure import Floats
from tasks.task import Metric, Reduce

SILENT = {State.FAILED: 0.01, State.TIMED_OUT: 0.005, State.NOT_FINITE: 0.002}
MOST = 0.97  # of the way from the null model to the references, for the best on the easiest
NORMAL = 1.96


@dataclass(frozen=True)
class Field:
    """What all tasks have in common. skill: of each potential. elements: what each declares.

    strong: what each was trained for; it is worse at the rest.
    """

    names: Sequence[str]
    skill: Floats
    elements: Sequence[frozenset[int]]
    strong: Sequence[str]


def results(asked: Asked, field: Field, rng: np.random.Generator) -> list[Result]:
    """One a potential, in their order."""
    states = _states(asked, field, rng)
    columns = _columns(asked, _primary(asked, field, rng), rng)
    return [_result(asked, states[i], {k: v[i] for k, v in columns.items()})
            for i in range(len(field.names))]  # fmt: skip


def _primary(asked: Asked, field: Field, rng: np.random.Generator) -> Floats:
    """Shape (P, n). A system is hard for everybody, and has a sign that most get wrong alike."""
    count, n = len(field.names), asked.dataset.size
    kinds = [system["kind"] for system in asked.dataset.systems]
    home = np.array([[s in ("both", kind) for kind in kinds] for s in field.strong])
    way = field.skill + rng.normal(0, 0.35, count)
    share = MOST / (1 + np.exp(-(way[:, None] - np.where(home, 0.0, 1.5))))
    ends = asked.anchors
    floor, null = max(ends.floor, 1e-9), max(ends.null, 2e-9)
    typical = null * (min(floor, null) / null) ** share
    shared = rng.normal(0, 1, n)
    mixed = 0.7 * shared + 0.7 * rng.normal(0, 1, (count, n))
    return np.asarray(typical * np.exp(rng.normal(0, 0.3, n)) * mixed)


def _columns(asked: Asked, primary: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """By what the metrics read, each of shape (P, n)."""
    task, found = asked.task, dict[str, Floats]()
    signed = {metric.of for metric in task.metrics if metric.reduce is Reduce.MEAN}
    for metric in task.metrics:
        for name in (metric.of, *metric.parts):
            if name not in found:
                own = primary if name == task.primary.of else _beside(primary, rng)
                found[name] = own if name in signed else np.abs(own)
    worst = task.primary.worst
    assert worst is not None
    found[task.primary.of] = np.clip(found[task.primary.of], -worst, worst)
    return found


def _beside(primary: Floats, rng: np.random.Generator) -> Floats:
    return np.asarray(primary * np.exp(rng.normal(0, 0.5, primary.shape)))


def _states(asked: Asked, field: Field, rng: np.random.Generator) -> list[list[State]]:
    systems = [frozenset(system["elements"]) for system in asked.dataset.systems]
    drawn = rng.random((len(field.names), len(systems)))
    return [
        [_state(one <= known, float(u)) for one, u in zip(systems, row, strict=True)]
        for known, row in zip(field.elements, drawn, strict=True)
    ]


def _state(supported: bool, drawn: float) -> State:
    if not supported:
        return State.UNSUPPORTED
    for state, part in SILENT.items():
        if drawn < part:
            return state
        drawn -= part
    return State.ANSWERED


def _result(asked: Asked, states: list[State], columns: dict[str, Floats]) -> Result:
    task, ids = asked.task, [system["id"] for system in asked.dataset.systems]
    answered = np.array([state is State.ANSWERED for state in states])
    rounded = {name: [float(f"{x:.6g}") for x in column] for name, column in columns.items()}
    errors = {
        key: {name: column[i] for name, column in rounded.items()}
        for i, key in enumerate(ids)
        if answered[i]
    }
    scores = [
        score for metric in task.metrics for score in _scores(asked, metric, columns, answered)
    ]
    told = dict(zip(ids, (state.value for state in states), strict=True))
    return Result(task.slug, task.version, asked.anchors, tuple(scores), told, errors, asked.kinds)


def _scores(
    asked: Asked, metric: Metric, columns: dict[str, Floats], answered: np.ndarray
) -> list[Score]:
    everything = list(range(len(answered)))
    parts = [(by, value, some) for (by, value), some in asked.groups.items() if by in metric.by]
    values = columns[metric.of]
    return [
        _score(metric, by, value, values[some], answered[some])
        for by, value, some in [("", "", everything), *parts]
    ]


def _score(metric: Metric, by: str, group: str, values: Floats, answered: np.ndarray) -> Score:
    """The interval is the normal one: a bootstrap for each would take an hour."""
    if metric.reduce is not Reduce.MEAN:
        values = np.abs(values)
    counted = values[answered] if metric.worst is None else np.where(answered, values, metric.worst)
    n, of = int(answered.sum()), len(answered)
    if not len(counted):
        return Score(metric.name, group, None, None, None, n, of, by)
    value = float(counted.mean())
    half = NORMAL * float(counted.std()) / np.sqrt(len(counted))
    low = value - half if metric.reduce is Reduce.MEAN else max(value - half, 0.0)
    value, low, high = (float(f"{x:.6g}") for x in (value, low, value + half))
    return Score(metric.name, group, value, low, high, n, of, by)
