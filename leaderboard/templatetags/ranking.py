"""The cells of the ranking. There are thousands on a page, so they are written in Python: a
template of their own would take longer than all the rest.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from leaderboard.ranking import Cell, Column, Row
from leaderboard.ranking.document import TITLES
from leaderboard.ranking.shown import Shown
from leaderboard.ranking.table import Facts
from leaderboard.templatetags.assay import domain, interval, number, percent, place, si
from tasks.estimate import Estimate
from tasks.exact.hallmark import Grade

register = template.Library()

MARKS = {
    "unsupported": ("unsupported", "it does not know an element, a charge or what was asked"),
    "failed": ("failed", "it answered with an error, or its run ended without a result"),
    "timed-out": ("timed out", "no answer came in time"),
    "not-finite": ("not finite", "it answered with no number: NaN or infinity"),
    "pending": ("not yet run", "the task is newer than the evaluations of this potential"),
}
GRADES = {
    Grade.HOLDS: "all hold",
    Grade.STRAINED: "strained",
    Grade.BROKEN: "broken",
    Grade.UNTESTED: "not all tested",
}
STEPS = 10  # of the ramp behind the numbers
LEFT, WIDTH = 4, 80  # of the scale in a cell, in its own units


@register.simple_tag
def scale(score: Estimate) -> SafeString:
    """A score with its interval, from 0, the null model, to 1, the references."""
    low, high = (score.value if end is None else end for end in (score.low, score.high))
    return SafeString(
        '<svg class="scale" viewBox="0 0 88 10" aria-hidden="true"><use href="#scale"/>'
        f'<path d="M{_x(low)} 5H{max(_x(high), _x(low) + 1)}"/>'
        f'<circle cx="{_x(score.value)}" cy="5" r="2.6"/></svg>'
    )


def _x(score: float) -> float:
    return round(LEFT + WIDTH * min(1.0, max(0.0, score)))


@register.simple_tag
def cells(row: Row, shown: Shown, line: bool = False) -> SafeString:
    """All that stand behind a potential's name. line: of a reference line."""
    values, made = shown.query.display.values, []
    made.append(score_cell(row.overall, "score", shown.query.wing.title, line))
    for group in shown.groups:
        if group.scored:
            of = row.domains[group.domain]
            made.append(score_cell(of, "of-domain", domain(group.domain), line))
        made += [task_cell(row, column, values, line) for column in group.tasks]
    made += [about_cell(row, name) for name in shown.about]
    return SafeString("".join(made))


def score_cell(score: Estimate, kind: str, says: str, line: bool) -> SafeString:
    """Overall, or of a domain: a value from 0 to 1 that stands for itself."""
    tip = f"{says}: {number(score.value)}{_range(score)}, from 0 to 1; higher is better."
    return SafeString(
        f'<td class="num cell {kind} {_shade(score, line)}"><span class="v up" tabindex="0">'
        f"{number(score.value)}</span>{scale(score)}"
        f'<span class="range">{interval(score)}</span><span class="tip">{escape(tip)}</span></td>'
    )


def task_cell(row: Row, column: Column, values: str, line: bool) -> SafeString:
    """A potential on one task: value, interval, scale, what was not answered, and all in words."""
    cell = row.cells[column.slug]
    body = _marked(cell) if cell.mark else _valued(cell, column, values)
    shade = f"mark {cell.mark}" if cell.mark else _shade(cell.score, line)
    where = _where(row, cell, column)
    tip = escape(_told(cell, column))
    return SafeString(
        f'<td class="num cell {shade}"><a href="{where}">{body[0]}</a>{body[1]}'
        f'<span class="tip">{tip}</span></td>'
    )


def _where(row: Row, cell: Cell, column: Column) -> str:
    """Where a number is taken apart: not one of secret systems, nor one that does not exist."""
    whole = f"/potentials/{row.potential.slug}/"
    apart = not (cell.pending or cell.failed or column.held)
    return f"{whole}tasks/{column.slug}/" if apart else whole


def _shade(score: Estimate, line: bool) -> str:
    return "" if line else f"r{min(STEPS - 1, int(score.value * STEPS))}"


def _marked(cell: Cell) -> tuple[str, str]:
    word = MARKS[cell.mark][0]
    asked = (
        "" if cell.pending or cell.failed else f'<span class="count">0/{cell.asked} answered</span>'
    )
    return f'<svg class="m" aria-hidden="true"><use href="#m-{cell.mark}"/></svg> {word}', asked


def _valued(cell: Cell, column: Column, values: str) -> tuple[str, str]:
    metric, digits, arrow = cell.metric, column.digits, "down"
    if values == "score" or metric is None:
        metric, digits, arrow = cell.score, 2, "up"
    star = "*" if cell.late else ""
    rest = f'{scale(cell.score)}<span class="range">{interval(metric, digits)}</span>'
    if cell.answered < cell.asked:
        marks = "".join(
            f'<svg class="m" aria-hidden="true"><use href="#m-{state}"/></svg>'
            for state in sorted(cell.silences)
            if state in MARKS
        )
        rest += f'<span class="count">{marks}{cell.answered}/{cell.asked} answered</span>'
    return f'<span class="v {arrow}">{number(metric.value, digits)}{star}</span>', rest


def _told(cell: Cell, column: Column) -> str:
    """What a reader asks of a number: the metric, its unit, how sure, of how many."""
    about = f"{column.title}: {column.metric} in {column.unit}, lower is better."
    if cell.pending or cell.failed:
        return f"{about} {MARKS[cell.mark][0].capitalize()}: {MARKS[cell.mark][1]}."
    parts = [about, f"Score {number(cell.score.value)}{_range(cell.score)}."]
    if cell.place:
        parts.append(f"Place {place(cell.place)} on this task.")
    parts.append(f"Answered {cell.answered} of {cell.asked} systems{_silent(cell)}.")
    return " ".join(parts)


def _range(estimate: Estimate, digits: int = 2) -> str:
    text = interval(estimate, digits)
    return f" (95 % interval {text})" if text else ""


def _silent(cell: Cell) -> str:
    counts = [f"{n} {MARKS[s][0]}" for s, n in sorted(cell.silences.items()) if s in MARKS]
    return f": {', '.join(counts)}" if counts else ""


def about_cell(row: Row, name: str) -> SafeString:
    """What its owner, or an evaluation, says of the potential."""
    text, small = _about(row, name)
    under = f'<span class="range">{conditional_escape(small)}</span>' if small else ""
    kind = "num plain" if name in ("coverage", "parameters", "elements") else f"about {name}"
    return SafeString(f'<td class="{kind}">{conditional_escape(text)}{under}</td>')


def _about(row: Row, name: str) -> tuple[Any, str]:
    facts = row.potential
    if name == "coverage":
        return f"{number(row.answered, 0)}/{number(row.asked, 0)}", percent(row.coverage)
    if name == "verified":
        return GRADES[Grade(facts.grade)], "verified" if facts.verified else ""
    if name == "licence":
        return facts.licence or "–", facts.openness
    return _plain(facts, name), ""


def _plain(facts: Facts, name: str) -> Any:
    values: dict[str, Any] = {
        "parameters": si(facts.parameters),
        "training": facts.training_level or "–",
        "data": facts.training_data or "–",
        "forces": facts.forces,
        "elements": facts.elements_count or "all",
        "device": ", ".join(facts.devices) or "–",
        "published": SafeString(
            f'<time datetime="{facts.published.isoformat()}">{facts.published:%Y-%m-%d}</time>'
        ),
    }
    return values[name]


@register.simple_tag
def brackets(lanes: tuple[str, ...] | None) -> SafeString:
    """The lines that join rows which share a place; in words they stand beside."""
    drawn = (f'<i class="tie l{n} {part}"></i>' for n, part in enumerate(lanes or ()) if part)
    return SafeString("".join(drawn))


@register.filter
def tied_with(row: Row) -> str:
    """“Tied with 3: EMT, Argon, …”; empty where the place is its own."""
    names = list(row.place.ties) if row.place else []
    if not names:
        return ""
    some = ", ".join(names[:5])
    return f"Not told apart from {len(names)}: {some}{', …' if len(names) > 5 else ''}"


@register.filter
def about_title(name: str) -> str:
    return TITLES[name]


@register.simple_tag
def marks() -> list[tuple[str, str, str]]:
    """The states that a cell may show instead of a number: (id, word, meaning)."""
    return [(state, word, says) for state, (word, says) in MARKS.items()]
