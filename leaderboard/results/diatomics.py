"""What a potential makes of two atoms, element by element, as the page of curves shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ase.data import atomic_names, atomic_numbers

from leaderboard.elements import Square, periodic_table
from leaderboard.plots.chart import Chart, Mode, Series
from tasks.figure import Figure, Kind
from tasks.landscape.diatomics import TASK
from tasks.landscape.two_atoms import WORST
from tasks.result import Result
from tasks.task import Metric

WORDS = (
    (1.0, "sound", "a detour of less than 1 %"),
    (10.0, "bent", "a detour of 1 to 10 %"),
    (WORST, "rough", "a detour of more than 10 %"),
    (float("inf"), "no wall", "or flat, or twice as long a way as it need be"),
)
"""Up to which detour, in %, which word, and what it means."""
SILENT = "silent"


@dataclass(frozen=True)
class Found:
    """Of one element. word: one of WORDS, or SILENT. step: which, from 0; for the style sheet."""

    symbol: str
    name: str
    detour: float | None
    word: str
    step: int


@dataclass(frozen=True)
class Line:
    """Of the table of one element: a metric, and what it is of the potential and of its rival."""

    metric: Metric
    own: float | None
    rival: float | None


Squares = tuple[tuple[Square, Found | None], ...]


def squares(result: Result) -> Squares:
    """The periodic table, with what was found of the elements that were asked for."""
    return tuple((square, _found(square.symbol, result)) for square in periodic_table())


def _found(symbol: str, result: Result) -> Found | None:
    if symbol not in result.states:
        return None
    name = str(atomic_names[atomic_numbers[symbol]])
    detour = result.errors.get(symbol, {}).get("detour")
    if detour is None:
        return Found(symbol, name, None, SILENT, len(WORDS))
    step = next(i for i, (most, *_) in enumerate(WORDS) if detour < most)
    return Found(symbol, name, detour, WORDS[step][1], step)


def lines(symbol: str, own: Result, rival: Result | None) -> tuple[Line, ...]:
    """Every metric that the element has a number of, from either."""
    mine = own.errors.get(symbol, {})
    theirs: Mapping[str, float] = rival.errors.get(symbol, {}) if rival else {}
    made = (Line(one, mine.get(one.of), theirs.get(one.of)) for one in TASK.metrics)
    return tuple(one for one in made if one.own is not None or one.rival is not None)


def charts(
    symbol: str, own: tuple[str, Sequence[Figure]], rival: tuple[str, Sequence[Figure]] | None
) -> tuple[Chart, ...]:
    """Energy and force, of the potential and of its rival in one plot each. Of each: its name, and
    the figures of its evaluation."""
    mine = [one for one in own[1] if one.system == symbol]
    theirs = [one for one in rival[1] if one.system == symbol] if rival else []
    titles = list(dict.fromkeys(one.title for one in (*mine, *theirs)))
    made = []
    for i, title in enumerate(titles):
        first = next((one for one in mine if one.title == title), None)
        second = next((one for one in theirs if one.title == title), None)
        made.append(_chart(("energy", "force")[i % 2], own[0], first, rival and rival[0], second))
    return tuple(made)


def _chart(
    name: str, own: str, first: Figure | None, rival: str | None, second: Figure | None
) -> Chart:
    drawn = first or second
    assert drawn is not None
    chart = Chart.of(drawn, name)
    series = [_of_potential(one, own) for one in Chart.of(first, name).series] if first else []
    if second and rival:
        told = Chart.of(second, name).series
        curves = zip(second.curves, told, strict=True)
        of_rival = [one for curve, one in curves if not first or curve.kind == Kind.LINE]
        series += [replace(_of_potential(one, rival), quiet=False) for one in of_rival]
    says = "Over what two atoms far apart have." if name == "energy" else "Positive: apart."
    return replace(chart, series=tuple(series), says=says, zero=True)


def _of_potential(one: Series, name: str) -> Series:
    """Two potentials share a plot: each stands in the legend by its name."""
    return replace(one, label=name) if one.label == "potential" else one


def with_others(symbol: str, figures: Sequence[Figure]) -> Chart | None:
    """The detour of the element with every other one, of the task that asks for all pairs."""
    title = f"{symbol} with every element"
    found = next((one for one in figures if one.title == title), None)
    if found is None:
        return None
    chart = Chart.of(found, "pairs")
    return replace(chart, series=tuple(replace(one, mode=Mode.POINTS) for one in chart.series))
