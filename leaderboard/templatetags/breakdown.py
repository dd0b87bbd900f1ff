"""A task's groups, its error taken apart, and why places are shared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.templatetags.assay import number
from leaderboard.views.groups import group_tables
from leaderboard.views.splits import Part, task_split
from tasks.result import Result, Score
from tasks.standing import Place, Tie
from tasks.task import Metric, Task

register = template.Library()

WIDTH = 160.0  # of a bar, in its own units
SHORT = {Tie.NOISE: "noise", Tie.UNCERTAINTY: "references", Tie.FEW: "few systems"}
LONG = {
    Tie.NOISE: "inside the noise of the systems drawn",
    Tie.UNCERTAINTY: "inside the references’ own uncertainty",
    Tie.FEW: "on too few systems to tell",
}


@register.inclusion_tag("site/_groups.html")
def groups(task: Task, result: Result) -> dict[str, Any]:
    """A table for each tag, folded away."""
    return {"tables": group_tables(task, result)}


@register.inclusion_tag("site/_split.html")
def split(task: Task, result: Result, training_level: str) -> dict[str, Any]:
    """What the functional gets wrong beside what the potential misses of it."""
    return {"task": task, "split": task_split(task, result, training_level)}


@register.simple_tag
def bar(part: Part, most: float) -> SafeString:
    """The estimate from 0 to `most`, with a whisker for its interval.

    What is inherited is dashed and empty, what is the potential's own is full: no colour is needed.
    """
    one = part.estimate
    low = one.value if one.low is None else one.low
    high = one.value if one.high is None else one.high
    return format_html(
        '<svg class="part {}" viewBox="0 0 164 14" aria-hidden="true" focusable="false">'
        '<rect x="0.5" y="1.5" width="{}" height="11"/>'
        '<path d="M{} 7H{}M{} 4V10M{} 4V10"/></svg>',
        part.kind, _x(one.value, most),
        _x(low, most), _x(high, most), _x(low, most), _x(high, most),
    )  # fmt: skip


@register.filter
def beside(
    scores: tuple[Score | None, ...], metrics: tuple[Metric, ...]
) -> list[tuple[Metric, Score | None]]:
    return list(zip(metrics, scores, strict=True))


@register.filter
def tie(place: Place | None) -> str:
    """“tie: noise”; empty where the place is its own."""
    counts = _ties(place)
    return "tie: " + ", ".join(SHORT[why] for why in counts) if counts else ""


@register.filter
def ties(place: Place | None) -> str:
    """“shared with 2 inside the noise of the systems drawn, with 1 inside …”."""
    parts = [f"with {number(n, 0)} {LONG[why]}" for why, n in _ties(place).items()]
    return "shared " + ", ".join(parts) if parts else ""


def _ties(place: Place | None) -> dict[Tie, int]:
    counts = Counter(place.ties.values()) if place else Counter[Tie]()
    return {why: counts[why] for why in Tie if counts[why]}


def _x(value: float, most: float) -> float:
    return round(0.5 + WIDTH * min(1.0, max(0.0, value / most)), 1)
