"""What a person would look at: curves with their axes, as numbers; who shows them draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Kind(StrEnum):
    """How a curve is drawn."""

    POINTS = "points"  # what the potential was asked, one mark each
    LINE = "line"  # what follows from them
    REFERENCE = "reference"  # what they are held against, as a line
    MEASURED = "measured"  # the same, as marks


DIGITS = 6  # significant ones: more than a screen has


@dataclass(frozen=True)
class Curve:
    """x, y: in the units of the figure's axes, equally many. names: of the points, or none.

    spread: half the width of a band around the curve, in the unit of y, or none.
    """

    label: str
    kind: Kind
    x: tuple[float, ...]
    y: tuple[float, ...]
    names: tuple[str, ...] = ()
    spread: tuple[float, ...] = ()


@dataclass(frozen=True)
class Tick:
    """A place on the x axis that has a name, such as a point of a Brillouin zone."""

    at: float
    label: str


@dataclass(frozen=True)
class Figure:
    """system: which it shows; empty for one of all systems together.

    x, y: what the axes are, with their units: "Volume / Å³ per atom".
    log: both axes are logarithmic, and only what is above 0 can be seen.
    ticks: named places of x, instead of numbers. level: both axes hold the same quantity, so that
    what agrees lies on the diagonal.
    """

    system: str
    title: str
    x: str
    y: str
    curves: tuple[Curve, ...]
    ticks: tuple[Tick, ...] = ()
    level: bool = False
    log: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """Raises KeyError, TypeError or ValueError where it is none."""
        return cls(
            system=str(data["system"]),
            title=str(data["title"]),
            x=str(data["x"]),
            y=str(data["y"]),
            curves=tuple(_curve(one) for one in data["curves"]),
            ticks=tuple(Tick(float(t["at"]), str(t["label"])) for t in data["ticks"]),
            level=bool(data["level"]),
            log=bool(data.get("log", False)),  # figures of before have none
        )


def curve(
    label: str,
    kind: Kind,
    x: ArrayLike,
    y: ArrayLike,
    names: Sequence[str] = (),
    spread: ArrayLike = (),
) -> Curve:
    """A curve of arrays, shape (n,); points that are no finite numbers are left out.

    Raises ValueError where x, y, names or spread differ in number.
    """
    across, along, wide = (np.asarray(a, dtype=np.float64) for a in (x, y, spread))
    if across.shape != along.shape or across.ndim != 1:
        raise ValueError(f"{label}: x has shape {across.shape}, y {along.shape}")
    if len(names) not in (0, len(across)) or len(wide) not in (0, len(across)):
        raise ValueError(f"{label}: {len(across)} points, {len(names)} names, {len(wide)} spreads")
    whole = np.isfinite(across) & np.isfinite(along)
    return Curve(
        label,
        kind,
        _short(across[whole]),
        _short(along[whole]),
        tuple(name for name, kept in zip(names, whole, strict=False) if kept),
        _short(wide[whole]) if len(wide) else (),
    )


def log10(values: ArrayLike) -> NDArray[np.float64]:
    """For an axis of logarithms. What has none, as zero, is NaN, and `curve` leaves it out."""
    given = np.asarray(values, dtype=np.float64)
    return np.log10(given, out=np.full(given.shape, np.nan), where=given > 0)


def _short(values: Any) -> tuple[float, ...]:
    return tuple(float(f"{value:.{DIGITS}g}") for value in values)


def _curve(data: Mapping[str, Any]) -> Curve:
    def numbers(key: str) -> tuple[float, ...]:
        return tuple(float(value) for value in data[key])

    found = Curve(
        str(data["label"]),
        Kind(data["kind"]),
        numbers("x"),
        numbers("y"),
        tuple(str(name) for name in data["names"]),
        numbers("spread"),
    )
    if len(found.x) != len(found.y):
        raise ValueError(f"{found.label}: {len(found.x)} and {len(found.y)} numbers")
    return found
