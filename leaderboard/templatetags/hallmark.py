"""The hallmark in one line, beside a potential's name: words, a mark and a texture, never a colour
alone.

Written in Python, for a ranking shows hundreds of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from tasks.exact.hallmark import Grade
from tasks.exact.tally import WORST_FIRST, Tally

register = template.Library()
MARKS = {Grade.HOLDS: "✓", Grade.STRAINED: "≈", Grade.BROKEN: "✕", Grade.UNTESTED: "○"}
WORDS = {Grade.STRAINED: "strained", Grade.BROKEN: "broken", Grade.UNTESTED: "not tested"}


@register.simple_tag
def hallmark(laws: Tally, slug: str) -> SafeString:
    """Leads to the laws of the potential, or to what is tested where nothing was."""
    there = reverse("potential", args=[slug]) if laws.tested else reverse("hallmark")
    where = f"{there}#{'hallmark' if laws.tested else 'laws'}"
    return SafeString(f'<a class="{_class(laws)}" href="{where}">{_body(laws)}</a>')


@register.simple_tag
def hallmark_here(laws: Tally) -> SafeString:
    """The same where there is nothing to lead to."""
    return SafeString(f'<span class="{_class(laws)}">{_body(laws)}</span>')


def kept(laws: Mapping[str, int] | None) -> SafeString:
    """Of a table that was kept; nothing in those from before hallmarks stood in it."""
    return hallmark_here(Tally(**laws)) if laws else SafeString("")


def _class(laws: Tally) -> str:
    return f"hallmark {laws.grade.value}"


def _body(laws: Tally) -> str:
    """What holds and the worst of the rest is seen; all of the rest is heard."""
    if not laws.tested:
        told, rest = "laws not tested", ""
    elif laws.holds == laws.total:
        told, rest = f"all {laws.total} laws hold", ""
    else:
        first, *others = _counts(laws)
        told = f"{laws.holds} of {laws.total} laws hold, {first}"
        rest = "".join(f'<span class="quiet">, {one}</span>' for one in others)
    mark = f'<span aria-hidden="true">{MARKS[laws.grade]}</span>'
    return f'{mark} <span class="quiet">Hallmark: </span>{told}{rest}'


def _counts(laws: Tally) -> list[str]:
    found = ((grade, getattr(laws, grade.value)) for grade in WORST_FIRST if grade in WORDS)
    return [f"{count} {WORDS[grade]}" for grade, count in found if count]
