"""A plot that a page draws with Plotly, and the table that says the same in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from tasks.figure import Curve, Figure, Kind

Place = float | str | None


class Mode(StrEnum):
    """How a series is drawn."""

    POINTS = "points"
    LINE = "line"
    STEPS = "steps"  # a line that keeps its value until the next point, as a Pareto front does
    BARS = "bars"


@dataclass(frozen=True)
class Series:
    """x, y: in the units of the chart's axes, equally many; x may be categories or ISO dates.

    names: of the points. low, high: ends of y's interval, None where there is none; x_low, x_high:
    the same of x. links: where a click on a point leads. quiet: what others are held against.
    Raises ValueError where these differ in number.
    """

    label: str
    x: Sequence[Place]
    y: Sequence[Place]
    mode: Mode = Mode.POINTS
    names: Sequence[str] = ()
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    x_low: Sequence[float | None] = ()
    x_high: Sequence[float | None] = ()
    links: Sequence[str] = ()
    quiet: bool = False

    def __post_init__(self) -> None:
        for name in ("y", "names", "low", "high", "x_low", "x_high", "links"):
            given = getattr(self, name)
            if given and len(given) != len(self.x):
                raise ValueError(f"{self.label}: {len(self.x)} x, {len(given)} {name}")


@dataclass(frozen=True)
class Column:
    """Of the table: its heading, and whether it holds numbers."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """Of the table. link: where it leads, or empty."""

    value: Place
    number: bool = False
    link: str = ""


@dataclass(frozen=True)
class Chart:
    """name: kebab-case, unique on its page. x, y: what the axes are, with their units.

    says: one or two sentences for who sees it, and who does not: what is shown, and how to read it.
    level: both axes hold the same quantity, and what agrees lies on the diagonal. zero: a rule at
    y = 0, of signed errors. labels: points carry their names; only few can. ticks: named places of
    x instead of numbers, (at, label). digits: of the table's numbers.
    """

    name: str
    title: str
    x: str
    y: str
    series: Sequence[Series]
    says: str = ""
    log_x: bool = False
    log_y: bool = False
    level: bool = False
    zero: bool = False
    labels: bool = False
    ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)
    digits: int = 3

    @classmethod
    def of(cls, figure: Figure, name: str) -> Chart:
        """The curves of a task (tasks/figures.py)."""
        return cls(
            name,
            figure.title,
            figure.x,
            figure.y,
            tuple(_series(curve) for curve in figure.curves),
            log_x=figure.log,
            log_y=figure.log,
            level=figure.level,
            ticks=tuple((tick.at, tick.label) for tick in figure.ticks),
        )

    @property
    def empty(self) -> bool:
        return not any(len(one.x) for one in self.series)

    def spec(self) -> dict[str, Any]:
        """What assets/charts.js reads."""
        return asdict(self)

    def columns(self) -> list[Column]:
        """The table's headings; those of intervals and names only where some series has them."""
        found = [Column("Series")] if len(self.series) > 1 else []
        found += [Column("Name")] if self._any("names") else []
        found += [Column(self.x, not self._words()), Column(self.y, True)]
        if self._any("x_low"):
            found += [Column(f"{self.x}, from", True), Column("to", True)]
        return found + ([Column(f"{self.y}, from", True), Column("to", True)] * self._any("low"))

    def rows(self) -> Iterator[list[Cell]]:
        for one in self.series:
            for i in range(len(one.x)):
                yield self._row(one, i)

    def _row(self, one: Series, i: int) -> list[Cell]:
        link = _at(one.links, i) or ""
        row = [Cell(one.label)] if len(self.series) > 1 else []
        row += [Cell(_at(one.names, i) or "", link=str(link))] if self._any("names") else []
        row += [Cell(one.x[i], not isinstance(one.x[i], str)), Cell(one.y[i], True)]
        for low, high in (("x_low", "x_high"), ("low", "high")):
            if self._any(low):
                row += [Cell(_at(getattr(one, end), i), True) for end in (low, high)]
        return row

    def _any(self, name: str) -> bool:
        return any(len(getattr(one, name)) for one in self.series)

    def _words(self) -> bool:
        return any(isinstance(x, str) for one in self.series for x in one.x)


def _at(values: Sequence[Any], i: int) -> Any:
    return values[i] if values else None


def _series(curve: Curve) -> Series:
    low = tuple(y - s for y, s in zip(curve.y, curve.spread, strict=False))
    high = tuple(y + s for y, s in zip(curve.y, curve.spread, strict=False))
    lines = (Kind.LINE, Kind.REFERENCE)
    mode = Mode.LINE if curve.kind in lines else Mode.POINTS
    quiet = curve.kind in (Kind.REFERENCE, Kind.MEASURED)
    return Series(curve.label, curve.x, curve.y, mode, curve.names, low=low, high=high, quiet=quiet)
