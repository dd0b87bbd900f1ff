"""Public and held-out errors of a potential side by side, a chart for each season and unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leaderboard.gaps import Gap
from leaderboard.plots.chart import Chart, Mode, Series
from tasks.estimate import Estimate


def gap_charts(gaps: Iterable[Gap]) -> dict[str, list[Chart]]:
    """By season's name; of what has been evaluated on both sides."""
    by_season: dict[str, dict[str, list[Gap]]] = {}
    for one in gaps:
        if one.public and one.held_out:
            units = by_season.setdefault(one.season.name, {})
            units.setdefault(one.task.primary.unit, []).append(one)
    return {
        season: [_chart(season, i, unit, some) for i, (unit, some) in enumerate(units.items())]
        for season, units in by_season.items()
    }


def _chart(season: str, i: int, unit: str, gaps: Sequence[Gap]) -> Chart:
    titles = [one.task.title for one in gaps]
    series = (
        _side("Public", titles, [one.public for one in gaps]),
        _side("Held out", titles, [one.held_out for one in gaps]),
    )
    return Chart(
        f"gap-{season.lower()}-{i}", f"Public and held-out errors, in {unit}", "Task",
        f"{gaps[0].task.primary.label} / {unit}", series,
        says="A held-out bar above the public one, beyond both intervals: worse on what was not "
        "known.",
        digits=gaps[0].task.primary.digits,
    )  # fmt: skip


def _side(label: str, titles: Sequence[str], told: Sequence[Estimate | None]) -> Series:
    return Series(
        label,
        titles,
        [one.value if one else None for one in told],
        Mode.BARS,
        low=[one.low if one else None for one in told],
        high=[one.high if one else None for one in told],
    )
