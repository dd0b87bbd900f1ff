"""A figure as SVG. Lines differ by dash and marks by shape, so that no colour is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from leaderboard.plots.frame import LEFT, RIGHT, TOP, WIDTH, Frame
from leaderboard.plots.scale import text
from tasks.figure import Curve, Figure, Kind

MARKS = (Kind.POINTS, Kind.MEASURED)


def svg(figure: Figure) -> SafeString:
    """Colours, fonts and sizes are those of the style sheet: there is no attribute `style`."""
    figure = on_logarithms(figure) if figure.log else figure
    frame = Frame.of(figure)
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        int(WIDTH), int(frame.height), _says(figure),
        _axes(figure, frame), _diagonal(figure, frame), _curves(figure, frame), _frame(frame),
    )  # fmt: skip


def on_logarithms(figure: Figure) -> Figure:
    """The same with decadic logarithms on plain axes; what is not above 0 is left out."""
    return replace(
        figure,
        x=f"log₁₀ ({figure.x})",
        y=f"log₁₀ ({figure.y})",
        curves=tuple(_logarithms(one) for one in figure.curves),
        log=False,
    )


def _logarithms(one: Curve) -> Curve:
    seen = [(log10(x), log10(y)) for x, y in zip(one.x, one.y, strict=True) if x > 0 and y > 0]
    x, y = zip(*seen, strict=True) if seen else ((), ())
    return replace(one, x=x, y=y, names=(), spread=())


def _says(figure: Figure) -> str:
    labels = ", ".join(dict.fromkeys(curve.label for curve in figure.curves))
    return f"{figure.title}: {figure.y} over {figure.x}. Shown: {labels}."


def _frame(frame: Frame) -> SafeString:
    width, height = WIDTH - LEFT - RIGHT, frame.floor - TOP
    return format_html(
        '<rect class="frame" x="{}" y="{}" width="{}" height="{}"/>', LEFT, TOP, width, height
    )


def _axes(figure: Figure, frame: Frame) -> SafeString:
    names = format_html(
        '<text class="axis" x="{}" y="{}">{}</text>'
        '<text class="axis" transform="translate(12 {}) rotate(-90)">{}</text>',
        (LEFT + WIDTH - RIGHT) / 2, frame.height - 6, figure.x,
        (TOP + frame.floor) / 2, figure.y,
    )  # fmt: skip
    return format_html("{}{}{}", _x_ticks(figure, frame), _y_ticks(frame), names)


def _x_ticks(figure: Figure, frame: Frame) -> SafeString:
    numbers = frame.x.ticks()
    named = [(tick.at, tick.label) for tick in figure.ticks]
    ticks = named or [(value, text(value, numbers)) for value in numbers]
    low = frame.floor
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}V{}"/><text class="tick" x="{}" y="{}">{}</text>',
        ((x, low, TOP, x, low + 14, label) for x, label in _placed(ticks, frame)),
    )


def _placed(ticks: list[tuple[float, str]], frame: Frame) -> Iterator[tuple[float, str]]:
    return ((frame.x.place(at), label) for at, label in ticks)


def _y_ticks(frame: Frame) -> SafeString:
    numbers = frame.y.ticks()
    rows = ((frame.y.place(value), text(value, numbers)) for value in numbers)
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text class="tick y" x="{}" y="{}">{}</text>',
        ((LEFT, y, WIDTH - RIGHT, LEFT - 5, y + 3.5, label) for y, label in rows),
    )


def _diagonal(figure: Figure, frame: Frame) -> SafeString:
    """Where potential and reference agree."""
    if not figure.level:
        return SafeString("")
    start, end = (frame.point(value, value) for value in (frame.x.low, frame.x.high))
    return format_html('<path class="diagonal" d="M{} {}L{} {}"/>', *start, *end)


def _curves(figure: Figure, frame: Frame) -> SafeString:
    return format_html_join("", "{}", ((_curve(one, frame),) for one in figure.curves))


def _curve(one: Curve, frame: Frame) -> SafeString:
    band = _band(one, frame) if one.spread else SafeString("")
    drawn = _marks(one, frame) if one.kind in MARKS else _line(one, frame)
    return format_html('<g class="{}">{}{}</g>', one.kind.value, band, drawn)


def _line(one: Curve, frame: Frame) -> SafeString:
    places = (frame.point(x, y) for x, y in zip(one.x, one.y, strict=True))
    return format_html('<path d="M{}"/>', "L".join(f"{x} {y}" for x, y in places))


def _band(one: Curve, frame: Frame) -> SafeString:
    rows = list(zip(one.x, one.y, one.spread, strict=True))
    edge = [frame.point(x, y + wide) for x, y, wide in rows]
    edge += [frame.point(x, y - wide) for x, y, wide in reversed(rows)]
    return format_html('<path class="band" d="M{}Z"/>', "L".join(f"{x} {y}" for x, y in edge))


def _marks(one: Curve, frame: Frame) -> SafeString:
    names = one.names or ("",) * len(one.x)
    return format_html_join(
        "", "{}", ((_mark(*row, frame),) for row in zip(one.x, one.y, names, strict=True))
    )


def _mark(x: float, y: float, name: str, frame: Frame) -> SafeString:
    """Hollow where it lies beyond the edge."""
    across, along = frame.point(x, y)
    place = "" if frame.holds(x, y) else "beyond"
    told = f"{name}: {x:g}, {y:g}".lstrip(": ")
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="2.5"><title>{}</title></circle>',
        place, across, along, told,
    )  # fmt: skip
