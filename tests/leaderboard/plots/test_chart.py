"""What a chart says in its table, and to who draws it."""

from __future__ import annotations

import json

import pytest
from django.template import Context, Template

from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.plots.svg import on_logarithms
from tasks.figure import Curve, Figure, Kind, curve

ONE = Series(
    "EMT", (1.0, 2.0), (0.5, 0.25), names=("Cu", "Ag"), low=(0.4, None), high=(0.6, None),
    links=("/tasks/a/", ""),
)  # fmt: skip
CHART = Chart("cost", "Accuracy against cost", "Seconds", "Score", (ONE,))


def test_the_table_holds_each_point_with_its_interval() -> None:
    assert [column.title for column in CHART.columns()] == [
        "Name", "Seconds", "Score", "Score, from", "to",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in CHART.rows()]
    assert rows == [["Cu", 1.0, 0.5, 0.4, 0.6], ["Ag", 2.0, 0.25, None, None]]


def test_series_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="EMT: 2 x, 1 y"):
        Series("EMT", (1.0, 2.0), (1.0,))


def test_a_page_carries_the_numbers_once_for_the_plot_and_once_as_a_table() -> None:
    page = Template("{% load plots %}{% chart one %}").render(Context({"one": CHART}))
    start, end = page.index('<script type="application/json">') + 32, page.index("</script>")
    told = json.loads(page[start:end])
    assert told["series"][0]["y"] == [0.5, 0.25]
    assert told["series"][0]["mode"] == Mode.POINTS
    assert '<a href="/tasks/a/">Cu</a>' in page
    assert '<td class="num">0.250</td>' in page
    assert "style=" not in page


def test_a_name_is_no_markup() -> None:
    bad = Series("</script><b>", (1.0,), (1.0,), names=("<img src=x>",))
    page = Template("{% load plots %}{% chart one %}").render(
        Context({"one": Chart("a", "<i>", "x", "y", (bad,))})
    )
    assert "<b>" not in page
    assert "<img" not in page
    assert "<i>" not in page


def test_a_task_s_figure_is_a_chart_that_keeps_its_svg_for_who_has_no_javascript() -> None:
    line = curve("PBE", Kind.REFERENCE, [0.0, 1.0], [0.0, 2.0], spread=[0.1, 0.1])
    figure = Figure("Cu", "Copper", "V / Å³", "E / eV", (line,))
    made = Chart.of(figure, "eos")
    assert made.series[0].quiet
    assert made.series[0].high == (0.1, 2.1)
    page = Template("{% load plots %}{% figure_chart one 'eos' %}").render(Context({"one": figure}))
    assert "<svg" in page
    assert "<noscript>" not in page


def test_an_empty_chart_says_so() -> None:
    page = Template("{% load plots %}{% chart one %}").render(
        Context({"one": Chart("a", "None", "x", "y", ())})
    )
    assert "nothing to draw" in page
    assert "<script" not in page


def test_a_figure_on_logarithms_is_a_chart_on_logarithms() -> None:
    line = Curve("copper", Kind.POINTS, (16.0, 160.0), (1.0, 100.0))
    figure = Figure("", "Time per step", "Atoms", "Time / ms", (line,), log=True)
    made = Chart.of(figure, "time")
    assert (made.log_x, made.log_y) == (True, True)
    assert made.series[0].x == (16.0, 160.0)


def test_without_javascript_its_logarithms_are_drawn() -> None:
    line = Curve("copper", Kind.POINTS, (10.0, 1000.0, 0.0), (1.0, 100.0, 5.0))
    drawn = on_logarithms(Figure("", "Time", "Atoms", "Time / ms", (line,), log=True))
    assert drawn.x == "log₁₀ (Atoms)"
    assert drawn.curves[0].x == pytest.approx((1.0, 3.0))
    assert drawn.curves[0].y == pytest.approx((0.0, 2.0))


def test_a_figure_keeps_its_logarithms_and_one_of_before_has_none() -> None:
    figure = Figure("", "Time", "Atoms", "Time / ms", (), log=True)
    assert Figure.from_json(figure.to_json()) == figure
    old = {name: value for name, value in figure.to_json().items() if name != "log"}
    assert Figure.from_json(old).log is False
