"""A public system as pages list it, with what a potential made of it where one is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from leaderboard.models import Dataset
from leaderboard.shown_systems import Shown
from tasks.figure import Figure
from tasks.result import Result
from tasks.shown import ShownSystem
from tasks.splitting import PREFIX
from tasks.task import Task


@dataclass(frozen=True, eq=False)
class SystemRow:
    """error: in the primary metric's unit; None where there is no number. state: why.

    reference, predicted, levels: of the task's quantity, in its unit; functional: levels' errors.
    shown: structures and references, where the web zone has them.
    """

    id: str
    elements: tuple[int, ...]
    shown: ShownSystem | None = None
    state: str = ""
    error: float | None = None
    predicted: float | None = None
    told: float | None = None
    functional: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.shown.title if self.shown else self.id.replace("_", " ")

    @property
    def reference(self) -> float | None:
        return self.shown.value if self.shown and self.shown.value is not None else self.told

    @property
    def tags(self) -> Mapping[str, str]:
        return self.shown.tags if self.shown else {}

    @property
    def formula(self) -> str:
        return self.shown.main.formula if self.shown else ""

    @property
    def atoms(self) -> int | None:
        return self.shown.atoms if self.shown else None

    @property
    def uncertainty(self) -> float | None:
        return self.shown.uncertainty if self.shown else None

    @property
    def levels(self) -> Mapping[str, float]:
        return self.shown.levels if self.shown else {}

    @property
    def size(self) -> float | None:
        """Of the error, whatever its sign."""
        return None if self.error is None else abs(self.error)


def asked(dataset: Dataset, shown: Shown | None) -> list[SystemRow]:
    """What everybody is asked. Only for datasets that anybody may see: raises ValueError."""
    _require_open(dataset)
    return [SystemRow(**_facts(one, shown)) for one in dataset.systems]


def answered(
    task: Task,
    dataset: Dataset,
    result: Result,
    figures: list[Figure],
    shown: Shown | None,
) -> list[SystemRow]:
    """The same with what one potential made of it. Raises ValueError for what is held out."""
    _require_open(dataset)
    pairs = parity(figures)
    return [_answer(task, one, result, pairs, shown) for one in dataset.systems]


def parity(figures: list[Figure]) -> dict[str, tuple[float, float]]:
    """(reference, predicted) by system, as the scoring host drew them."""
    curves = [curve for figure in figures if figure.level for curve in figure.curves]
    return {
        name: (x, y)
        for curve in curves
        for name, x, y in zip(curve.names, curve.x, curve.y, strict=False)
    }


def _answer(
    task: Task,
    one: Mapping[str, Any],
    result: Result,
    pairs: Mapping[str, tuple[float, float]],
    shown: Shown | None,
) -> SystemRow:
    name = one["id"]
    errors = result.errors.get(name, {})
    found, (told, predicted) = errors.get(task.primary.of), pairs.get(name, (None, None))
    return SystemRow(
        **_facts(one, shown),
        state=result.states.get(name, ""),
        error=found if found is not None and isfinite(found) else None,
        predicted=predicted,
        told=told,
        functional={
            k.removeprefix(PREFIX): error for k, error in errors.items() if k.startswith(PREFIX)
        },
    )


def _facts(one: Mapping[str, Any], shown: Shown | None) -> dict[str, Any]:
    known = shown.by_id.get(one["id"]) if shown else None
    return {"id": one["id"], "elements": tuple(one.get("elements", ())), "shown": known}


def _require_open(dataset: Dataset) -> None:
    if dataset.season_id is not None:
        raise ValueError(f"{dataset}: systems of a season are not listed")
