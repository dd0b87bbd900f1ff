"""Differences of two potentials in words, and a potential's profile beside a rival's."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django import template
from django.template import Context

from leaderboard import throttle
from leaderboard.comparing import Versus
from leaderboard.models import Potential
from leaderboard.ranking import Table
from leaderboard.ranking.collect import free
from leaderboard.rivals import profile as profile_of
from leaderboard.templatetags.breakdown import LONG, SHORT
from tasks.differences import FIRST, Difference
from tasks.registry import TASKS

register = template.Library()


@register.simple_tag
def verdict(one: Difference, versus: Versus, *, short: bool = False) -> str:
    """“SevenNet-0 is better”, or “undecided: inside the noise …”; short: “undecided: noise”."""
    if one.better is not None:
        return f"{(versus.first if one.better == FIRST else versus.second).name} is better"
    return f"undecided: {(SHORT if short else LONG)[one.tie]}" if one.tie else "undecided"


@register.inclusion_tag("site/_profile.html", takes_context=True)
def profile(context: Context, potential: Potential, rival: str = "") -> dict[str, Any]:
    """{% profile potential rival %}: its profile over domains, with intervals, against a rival.

    potential: a listed one; of others nothing is shown. rival: a slug, as of ?rival=; by default
    the one nearest in score. The page also needs a heading with id="profile" before it, to which
    the form that chooses the rival leads, and {% chart_scripts %} in its block `scripts`. Where the
    page has the usual ranking as `table`, it is not asked for again; where it has `request`, what
    is costly counts for the reader as other rankings do.
    """
    table, request = context.get("table"), context.get("request")
    before = partial(throttle.spend, request, throttle.RANKING) if request else free
    usual = table if isinstance(table, Table) else None
    return {"profile": profile_of(potential.slug, rival or "", usual, cache(before))}


@register.filter
def task_title(slug: str) -> str:
    return TASKS[slug].title if slug in TASKS else slug
