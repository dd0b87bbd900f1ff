"""Figures and charts in templates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template

from leaderboard.plots.chart import Chart
from leaderboard.plots.svg import svg
from leaderboard.templatetags.assay import number
from tasks.figure import Figure

register = template.Library()
register.filter("svg", svg)
MOST_ROWS = 80
"""Of the table below one of many figures; the JSON has all points."""


@register.inclusion_tag("site/_chart.html")
def chart(one: Chart, *, open_table: bool = False) -> dict[str, Any]:
    """A plot with its table; the page also needs {% chart_scripts %} in its block `scripts`."""
    return {"chart": one, "name": f"chart-{one.name}", "open_table": open_table}


@register.inclusion_tag("site/_chart.html")
def figure_chart(figure: Figure, name: str) -> dict[str, Any]:
    """The same of a task's own figure; without JavaScript it is the figure as SVG."""
    made = Chart.of(figure, name)
    return {"chart": made, "name": f"chart-{name}", "open_table": False, "figure": figure}


@register.inclusion_tag("site/_figure_numbers.html")
def figure_numbers(figure: Figure) -> dict[str, Any]:
    """The points of a task's figure as a table: all of them, or evenly every so many."""
    made = replace(Chart.of(figure, ""), digits=4)
    rows = list(made.rows())
    every = -(-len(rows) // MOST_ROWS) or 1
    return {"chart": made, "rows": rows[::every], "every": every, "points": len(rows)}


@register.inclusion_tag("site/_chart_scripts.html")
def chart_scripts() -> dict[str, Any]:
    """What draws charts, where a page has some."""
    return {}


@register.filter
def cell(value: object, digits: int) -> str:
    """A value of a chart's table, as numbers are printed everywhere."""
    if value is None or isinstance(value, float | int):
        return number(value, digits)
    return str(value)
