"""How numbers are written."""

from __future__ import annotations

import pytest

from leaderboard import elements
from leaderboard.templatetags.assay import code, duration, interval, number, place, si, whisker
from tasks.estimate import Estimate
from tasks.standing import Place


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.784, "0.78"), (-3.2, "−3.20"), (123.456, "123.5"), (12345.6, "12\u202f346"), (None, "–")],
)
def test_numbers(value: float | None, written: str) -> None:
    assert number(value, 2) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (42, "42"),
        (412_525, "413\u00a0k"),
        (999_999, "1\u00a0M"),
        (1_600_000, "1.6\u00a0M"),
        (None, "–"),
    ],
)
def test_si_prefixes(value: int | None, written: str) -> None:
    assert si(value) == written


def test_intervals_and_places() -> None:
    assert interval(Estimate(1.0, 0.5, 2.25)) == "0.50–2.25"
    assert interval(Estimate(1.0, -0.5, 2.25)) == "−0.50 to 2.25"
    assert interval(Estimate(1.0, None, None)) == ""
    assert (place(Place(1, 1)), place(Place(1, 3)), place(None)) == ("1", "1–3", "")


def test_durations() -> None:
    assert [duration(s) for s in (1.26, 135.0, 7260.0)] == ["1.3 s", "2 min 15 s", "2 h 1 min"]


def test_a_whisker_stays_on_its_axis() -> None:
    drawn = whisker(Estimate(1.4, -0.2, 1.5))
    assert 'cx="84.0"' in drawn
    assert 'x="4.0"' in drawn
    assert 'width="80.0"' in drawn


def test_the_periodic_table_has_every_element_once() -> None:
    assert sorted(s.number for s in elements.periodic_table()) == list(range(1, 119))


@pytest.mark.parametrize("text", ["all", "ALL"])
def test_all_is_no_limit(text: str) -> None:
    assert elements.parse(text) == []


def test_what_is_written_is_read_again() -> None:
    assert elements.parse(elements.text([1, 8, 92])) == [1, 8, 92]
    assert elements.parse("h – Be, Fe") == [1, 2, 3, 4, 26]


def test_backticks_become_code_and_nothing_else_gets_through() -> None:
    assert code("use `zip -r` <b>") == "use <code>zip -r</code> &lt;b&gt;"
    assert code("`<script>`") == "<code>&lt;script&gt;</code>"
