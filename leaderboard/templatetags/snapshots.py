"""The rows of a kept table, which are plain values by now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from leaderboard.templatetags.assay import interval, number, place, si
from leaderboard.templatetags.hallmark import kept
from leaderboard.templatetags.ranking import GRADES, MARKS, scale
from tasks.estimate import Estimate
from tasks.exact.hallmark import Grade
from tasks.standing import Place

register = template.Library()
NUMBERS = ("coverage", "parameters", "elements")
Kept = Mapping[str, Any]


@register.simple_tag
def kept_row(row: Kept, table: Kept, hidden: Collection[str]) -> SafeString:
    """hidden: ids of submissions that are shown nowhere else any more."""
    line = "" if row["place"] else ' class="line"'
    return SafeString(f"<tr{line}>{''.join(_cells(row, table, hidden))}</tr>")


def _cells(row: Kept, table: Kept, hidden: Collection[str]) -> Iterator[str]:
    ranked = place(Place(*row["place"])) if row["place"] else "–"
    name = conditional_escape(row["potential"])
    under = "reference line, not ranked" if not row["place"] else ""
    under = "ranked apart: breaks an exact law" if row.get("apart") else under
    under = "hidden since by the operators" if row["submission"] in hidden else under
    yield f'<td class="place">{ranked}</td>'
    laws = kept(row.get("laws"))
    yield f'<th scope="row" class="model">{name} {laws}<span class="sub">{under}</span></th>'
    for score in (row["score"], *(row["domains"][domain] for domain in table["domains"])):
        yield _score(Estimate(*score))
    for task in table["tasks"]:
        yield _task(row["tasks"][task["id"]], task, table["values"] == "score")
    for one in table["about"]:
        text = conditional_escape(_about(row["about"][one["id"]], one["id"]))
        kind = "num plain" if one["id"] in NUMBERS else "about"
        yield f'<td class="{kind}">{text}</td>'


def _score(score: Estimate, extra: str = "") -> str:
    shade = f"r{min(9, int(score.value * 10))}"
    value, ends = number(score.value), interval(score)
    return (
        f'<td class="num cell {shade}"><span class="v">{value}</span>{scale(score)}'
        f'<span class="range">{ends}</span>{extra}</td>'
    )


def _task(cell: Kept, task: Kept, scores: bool) -> str:
    if mark := cell["mark"]:
        word = MARKS[mark][0]
        icon = f'<svg class="m" aria-hidden="true"><use href="#m-{mark}"/></svg>'
        return f'<td class="num cell mark {mark}">{icon} {word}</td>'
    score = Estimate(*cell["score"])
    few = cell["answered"] < cell["asked"]
    count = f'<span class="count">{cell["answered"]}/{cell["asked"]} answered</span>' if few else ""
    if scores:
        return _score(score, count)
    metric, digits = Estimate(*cell["value"]), task["digits"]
    return (
        f'<td class="num cell r{min(9, int(score.value * 10))}">'
        f'<span class="v">{number(metric.value, digits)}{"*" if cell["late"] else ""}</span>'
        f'{scale(score)}<span class="range">{interval(metric, digits)}</span>{count}</td>'
    )


def _about(value: Any, name: str) -> str:
    if name == "coverage":
        return f"{number(value[0], 0)}/{number(value[1], 0)}"
    if name == "verified":
        return GRADES[Grade(value)]
    if name == "parameters":
        return si(value)
    return ", ".join(value) if isinstance(value, list) else str(value or "–")
