"""Formulas, and the script that shows structures."""

from __future__ import annotations

import re
from math import floor, log10
from typing import Any

import numpy as np
from django import template
from numpy.typing import NDArray

from leaderboard.results.query import SystemsQuery
from leaderboard.templatetags.assay import number

register = template.Library()

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@register.filter
def subscripts(formula: str) -> str:
    """C2H4 with its counts as subscripts."""
    return formula.translate(_BELOW)


@register.filter
def readable(name: str) -> str:
    """An id as words: "Ammonia_dimer" is “Ammonia dimer”."""
    return re.sub(r"_+", " ", name)


@register.inclusion_tag("site/_structure_scripts.html")
def structure_scripts() -> dict[str, Any]:
    """What shows structures in 3D, where a page has some."""
    return {}


@register.simple_tag
def sorted_by(query: SystemsQuery, column: str, *, largest: bool = False) -> str:
    """The link of a column's header: sort by it, or turn the order round."""
    first, second = (f"-{column}", column) if largest else (column, f"-{column}")
    now = f"{'-' if query.descending else ''}{query.sort}"
    return f"?{query.urlencode(sort=second if now == first else first)}"


@register.simple_tag
def page_of(query: SystemsQuery, page: int) -> str:
    return f"?{query.urlencode(page=str(page) if page > 1 else '')}"


@register.simple_tag
def direction(query: SystemsQuery, column: str) -> str:
    """Of the column that the table is sorted by, for aria-sort; empty for others."""
    if query.sort != column:
        return ""
    return "descending" if query.descending else "ascending"


@register.filter
def lower_first(title: str) -> str:
    """A title in the middle of a sentence; names and abbreviations keep their capitals."""
    second = title[1:2]
    return title if second.isupper() or second.isdigit() else title[:1].lower() + title[1:]


@register.filter
def compact(value: float) -> str:
    """With two significant digits: what fits into a small square."""
    return number(value, max(0, min(4, 1 - floor(log10(abs(value)))) if value else 0))


@register.filter
def array(values: NDArray[np.float64]) -> str:
    """Rows on lines of their own; six significant digits."""
    if values.ndim < 2:
        return ", ".join(f"{value:.6g}" for value in values.ravel().tolist())
    return "; ".join(array(row) for row in values)
