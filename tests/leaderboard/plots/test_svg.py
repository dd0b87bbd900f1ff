"""Figures as SVG: what is shown, and where."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from leaderboard.plots.frame import Frame
from leaderboard.plots.scale import Scale, bounds, text
from leaderboard.plots.svg import svg
from tasks.figure import Curve, Figure, Kind, Tick

POINTS = Curve("systems", Kind.POINTS, (1.0, 2.0, 3.0), (1.1, 2.1, 1e6), ("a", "b", "<c>"))
PARITY = Figure("", "Parity", "Reference / eV", "Potential / eV", (POINTS,), level=True)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 10.0, [0, 2, 4, 6, 8, 10]),
        (-0.31, 0.29, [-0.2, 0.0, 0.2]),
        (17.9, 22.1, [18, 19, 20, 21, 22]),
    ],
)
def test_ticks_are_round_numbers_within_the_axis(
    low: float, high: float, ticks: list[float]
) -> None:
    found = Scale(low, high, 0, 100).ticks()
    assert found == pytest.approx(ticks)
    assert all(low <= tick <= high for tick in found)


def test_a_ticks_number_has_the_digits_that_it_needs_and_a_true_minus_sign() -> None:
    ticks = [-0.25, 0.0, 0.25]
    assert [text(value, ticks) for value in ticks] == ["−0.25", "0.00", "0.25"]
    assert [text(value, [0.0, 50.0]) for value in (0.0, 50.0)] == ["0", "50"]


def test_one_value_alone_has_an_axis_too() -> None:
    low, high = bounds([3.0, 3.0])
    assert low < 3.0 < high
    assert bounds([]) == pytest.approx((-0.05, 1.05))


def test_an_absurd_answer_lies_hollow_at_the_edge_and_squeezes_no_other() -> None:
    frame = Frame.of(PARITY)
    assert frame.y.high < 10
    assert frame.x == Scale(frame.y.low, frame.y.high, frame.x.start, frame.x.end)
    drawn = ElementTree.fromstring(svg(PARITY))
    classes = [one.get("class") for one in drawn.iter("circle")]
    assert classes == ["", "", "beyond"]


def test_what_a_submission_names_is_text_and_nothing_is_styled_in_place() -> None:
    drawn = svg(PARITY)
    assert "<c>" not in drawn
    assert "&lt;c&gt;: 3, 1e+06" in drawn
    assert not re.search(r"style=|<script|href=", drawn)


def test_a_named_tick_stands_in_the_place_of_numbers() -> None:
    bands = Curve("bands", Kind.LINE, (0.0, 1.0), (0.0, 5.0), spread=(0.1, 0.2))
    figure = Figure("si", "Si", "Wave vector", "Frequency / THz", (bands,), (Tick(1.0, "X"),))
    drawn = ElementTree.fromstring(svg(figure))
    labels = [one.text for one in drawn.iter("text")]
    assert "X" in labels
    assert "0.2" not in labels
    (band,) = [one for one in drawn.iter("path") if one.get("class") == "band"]
    assert len(re.findall(r"[ML]", band.get("d") or "")) == 4
