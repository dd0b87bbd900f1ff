"""Links from one question about the reader's own system to another."""

from __future__ import annotations

from django import template

from leaderboard.choosing import ChooseQuery

register = template.Library()


@register.filter
def with_rule(query: ChooseQuery, rule: str) -> str:
    """The query of a URL that asks for the same, with systems counted by another rule."""
    return query.urlencode(rule=rule)
