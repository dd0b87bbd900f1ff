"""The points as charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse

from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.tradeoffs.points import Point, Points
from leaderboard.tradeoffs.query import PER

Place = Callable[[Point], float | str | None]
LABELLED = 30
"""Points that can carry their names without hiding each other."""
LEVELS = 5
"""Training levels that marks can tell apart."""
INTERVALS = "Lines are 95 % intervals."


def against_cost(made: Points) -> Chart:
    front = _front(made)
    return _chart(
        made,
        "cost",
        "Accuracy against cost",
        f"Seconds per {PER[made.query.per]}, on {made.device or 'no device yet'}",
        lambda one: one.cost.seconds if one.cost else None,
        f"{_better(made)} and further left is better. The stepped line is the Pareto front: no "
        f"entry lies beyond it. {INTERVALS}",
        (front,) if front.x else (),
        log_x=True,
    )


def against_date(made: Points) -> Chart:
    return _chart(
        made,
        "date",
        "Accuracy against date",
        "Published here",
        lambda one: one.row.potential.published.strftime("%Y-%m-%d %H:%M"),
        f"The day on which the listed submission was published on this site. {_better(made)} is "
        f"better. {INTERVALS}",
    )


def against_parameters(made: Points) -> Chart:
    return _chart(
        made,
        "parameters",
        "Accuracy against number of parameters",
        "Parameters",
        lambda one: one.row.potential.parameters or None,
        f"As its authors declare them. {_better(made)} is better. {INTERVALS}",
        log_x=True,
    )


def _better(made: Points) -> str:
    return "Higher" if made.rising else "Lower"


def _chart(
    made: Points,
    name: str,
    title: str,
    x: str,
    place: Place,
    says: str,
    more: Sequence[Series] = (),
    *,
    log_x: bool = False,
) -> Chart:
    drawn = [one for one in made.points if place(one) is not None]
    return Chart(
        name=name,
        title=f"{title}: {made.about}",
        x=x,
        y=made.y,
        series=(*_by_level(made.points, drawn, place), *more),
        says=says,
        log_x=log_x,
        labels=len(drawn) <= LABELLED,
        digits=3,
    )


def _by_level(every: Sequence[Point], drawn: Sequence[Point], place: Place) -> list[Series]:
    """Entries by the level of their labels while marks can tell these apart; lines apart.

    A level without a point here keeps its place, so that all charts of a page use the same marks.
    """
    entries = [one for one in drawn if not one.line]
    levels = sorted({_level(one) for one in every if not one.line})
    if len(levels) > LEVELS:
        made = [_series("Entries", entries, place)]
    else:
        made = [_series(x, [one for one in entries if _level(one) == x], place) for x in levels]
    lines = [one for one in drawn if one.line]
    return [*made, *([_series("Reference lines", lines, place, quiet=True)] if lines else [])]


def _level(one: Point) -> str:
    return one.row.potential.training_level or "level not told"


def _series(label: str, some: Sequence[Point], place: Place, *, quiet: bool = False) -> Series:
    return Series(
        label,
        [place(one) for one in some],
        [one.y.value for one in some],
        names=[one.row.potential.name for one in some],
        low=[one.y.low for one in some],
        high=[one.y.high for one in some],
        links=[reverse("potential", args=[one.row.potential.slug]) for one in some],
        quiet=quiet,
    )


def _front(made: Points) -> Series:
    front = [(one.cost.seconds, one.y.value) for one in made.front() if one.cost]
    last = max((one.cost.seconds for one in made.points if one.cost), default=0.0)
    ends = [*front, (last, front[-1][1])] if front and last > front[-1][0] else front
    return Series(
        "Pareto front", [x for x, _ in ends], [y for _, y in ends], Mode.STEPS, quiet=True
    )
