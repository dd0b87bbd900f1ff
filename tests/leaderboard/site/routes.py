"""Every address of the site, from the URL resolver, filled with what is Alice's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

NAMED = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    """name: with its namespace; the pattern where a view has none."""

    name: str
    pattern: str
    exempt: bool

    def path(self, values: dict[str, str]) -> str:
        filled = GROUP.sub(lambda m: values[m[1]], self.pattern)
        return "/" + NAMED.sub(lambda m: values[m[1]], filled).replace("^", "").replace("$", "")


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any], before: str = "", space: str = "") -> Iterator[Route]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            exempt = getattr(one.callback, "csrf_exempt", False)
            yield Route(space + one.name if one.name else here, here, exempt)
        else:
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from _walk(one.url_patterns, here, space + inner)
