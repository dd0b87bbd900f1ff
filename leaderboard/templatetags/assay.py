"""How numbers, places, elements and links are written on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from leaderboard import elements
from leaderboard.ranking import RankingQuery
from leaderboard.ranking.query import WEIGHT
from tasks.estimate import Estimate
from tasks.standing import Place

register = template.Library()

DOMAINS = {
    "held-out": "Held-out coupled cluster",
    "coupled-cluster": "Coupled cluster",
    "solids": "Solids",
    "exact-laws": "Exact laws",
    "landscape": "Landscape",
    "dynamics": "Dynamics",
    "interpretability": "Interpretability",
    "efficiency": "Efficiency",
}
LEFT, WIDTH = 4, 80  # of a whisker's axis, in its own units


@register.filter
def number(value: float | None, digits: int = 2) -> str:
    """With a true minus sign; large numbers lose decimals that nobody reads."""
    if value is None:
        return "–"
    size = abs(value)
    kept = digits if size < 100 else max(0, digits - 1) if size < 1000 else 0
    text = f"{value:,.{kept}f}" if size < 1e6 else f"{value:.1e}"
    return text.replace(",", "\u202f").replace("-", "\u2212")


@register.filter
def signed(value: float | None, digits: int = 2) -> str:
    """As `number`, with a plus before what is above zero."""
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 else text


@register.filter
def interval(estimate: Estimate, digits: int = 2) -> str:
    """“0.55 to 1.03”; empty where no interval is known."""
    if estimate.low is None or estimate.high is None:
        return ""
    dash = " to " if estimate.low < 0 else "\u2013"
    return f"{number(estimate.low, digits)}{dash}{number(estimate.high, digits)}"


@register.filter
def place(value: Place | None) -> str:
    if value is None:
        return ""
    return str(value.low) if value.low == value.high else f"{value.low}\u2013{value.high}"


@register.filter
def si(value: int | None) -> str:
    """412525 is “413 k”."""
    if value is None:
        return "\u2013"
    scaled, prefixes = float(value), ["", "k", "M", "G", "T"]
    while scaled >= 999.5 and len(prefixes) > 1:
        scaled, prefixes = scaled / 1000, prefixes[1:]
    text = f"{scaled:.3g}"
    return f"{text}\u00a0{prefixes[0]}" if prefixes[0] else text


@register.filter
def duration(seconds: float | None) -> str:
    if seconds is None:
        return "\u2013"
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


@register.filter
def roughly(seconds: float | None) -> str:
    """An estimate, no finer than it is: “about 4 min”."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min"
    hours = seconds / 3600
    return f"about {hours:.1f} h" if hours < 9.95 else f"about {hours:.0f} h"


@register.filter
def symbols(numbers: Iterable[int]) -> list[str]:
    return elements.symbols(numbers)


@register.filter
def domain(slug: str) -> str:
    return DOMAINS.get(slug, slug)


@register.filter
def code(text: str) -> SafeString:
    """Words between `backticks` are set as code; everything else is escaped as ever."""
    return SafeString(re.sub(r"`([^`]+)`", r"<code>\1</code>", conditional_escape(text)))


@register.filter
def group_label(group: str, by: str) -> str:
    """A bare number says nothing without the name of what it counts: “distance 0.9”."""
    return f"{by} {group}" if re.fullmatch(r"[\d.]+", group) else group


@register.filter
def percent(share: float | None) -> str:
    return "\u2013" if share is None else f"{100 * share:.0f}\u202f%"


@register.filter
def lookup(mapping: object, key: str) -> object:
    """None where there is no such key; a template gives "" where there is no mapping either."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.simple_tag
def external(link: str, text: str = "") -> SafeString:
    """A link that a user gave: only http(s), and no credit from us."""
    parts = urlsplit(link)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return format_html("{}", text or link)
    rel = "nofollow ugc noopener"
    return format_html('<a href="{}" rel="{}">{}</a>', link, rel, text or link)


@register.simple_tag
def whisker(score: Estimate, *, line: bool = False) -> SafeString:
    """A score with its interval on an axis from 0, the null model, to 1, the references."""
    low = _x(score.value if score.low is None else score.low)
    high = _x(score.value if score.high is None else score.high)
    return format_html(
        '<svg class="whisker{}" viewBox="0 0 88 10" aria-hidden="true" focusable="false">'
        '<path class="track" d="M4 5H84M4 2V8M84 2V8"/>'
        '<rect class="band" x="{}" y="1.5" width="{}" height="7" rx="1"/>'
        '<circle class="dot" cx="{}" cy="5" r="3.4"/></svg>',
        " line" if line else "", low, round(max(1.0, high - low), 1), _x(score.value),
    )  # fmt: skip


def _x(score: float) -> float:
    return round(LEFT + WIDTH * min(1.0, max(0.0, score)), 1)


# Columns in which a reader wants the largest first.
_LARGEST_FIRST = {"overall", "coverage", "published", "elements", *DOMAINS}


@register.simple_tag
def sort_href(query: RankingQuery, column: str) -> str:
    """The link of a column's header: sort by it, or turn the order round."""
    first, second = column, f"-{column}"
    if column in _LARGEST_FIRST:
        first, second = second, first
    now = f"{'-' if query.descending else ''}{query.sort}"
    chosen = second if now == first else first
    return f"?{query.urlencode(sort='' if chosen == 'place' else chosen)}"


@register.simple_tag
def aria_sort(query: RankingQuery, column: str) -> SafeString:
    """The attribute of the header cell of the column that the table is sorted by."""
    if query.sort != column:
        return SafeString("")
    direction = "descending" if query.descending else "ascending"
    return format_html(' aria-sort="{}"', direction)


@register.simple_tag
def arrow(query: RankingQuery, column: str) -> str:
    return "" if query.sort != column else "\u25bc" if query.descending else "\u25b2"


@register.simple_tag
def view_query(query: RankingQuery, view: str, **changes: str) -> str:
    """The query of a URL that shows another view, or changes something else as well."""
    return query.urlencode(view="" if view == "all" else view, **changes)


@register.simple_tag
def default_weights_query(query: RankingQuery) -> str:
    return query.urlencode(**{f"{WEIGHT}{d}": "" for d in query.weights})


@register.simple_tag
def kept_parameters(query: RankingQuery, but: str) -> list[tuple[str, str]]:
    """What a form that sets one thing must send along, so that the rest of the table stays."""
    given = parse_qsl(query.urlencode())
    mine = WEIGHT if but == "weights" else but
    return [(name, value) for name, value in given if not name.startswith(mine)]
