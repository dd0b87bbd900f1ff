"""Differences of two potentials in words."""

from __future__ import annotations

from django import template

from leaderboard.comparing import Versus
from leaderboard.templatetags.breakdown import LONG
from tasks.pairs import FIRST, Difference
from tasks.registry import TASKS

register = template.Library()


@register.simple_tag
def verdict(one: Difference, versus: Versus) -> str:
    """“SevenNet-0 is better”, or “undecided: inside the noise …”."""
    if one.better is not None:
        return f"{(versus.first if one.better == FIRST else versus.second).name} is better"
    return f"undecided: {LONG[one.tie]}" if one.tie else "undecided"


@register.filter
def task_title(slug: str) -> str:
    return TASKS[slug].title if slug in TASKS else slug
