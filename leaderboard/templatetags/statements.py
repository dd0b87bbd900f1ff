"""What this site signed, in templates."""

from __future__ import annotations

from typing import Any

from django import template

from leaderboard.models import Statement, Submission

register = template.Library()


@register.inclusion_tag("site/_statement.html")
def statement_of(submission: Submission | None) -> dict[str, Any]:
    """The box of a submission's newest statement; nothing where there is none yet."""
    found = Statement.objects.newest(submission) if submission else None
    return {"statement": found, "submission": submission}


@register.inclusion_tag("site/_statement_row.html")
def statement_row(submission: Submission | None) -> dict[str, Any]:
    """The same as a line of a potential's card."""
    return statement_of(submission)
