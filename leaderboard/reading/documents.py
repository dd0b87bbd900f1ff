"""The documents of docs/, as pages: what an operator and a reviewer read in the repository."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from leaderboard.reading import markdown

FIRST = re.compile(r"^# .+$", re.MULTILINE)  # the heading of the whole
OWN_PAGES = {"submitting": "submitting", "writing-a-task": "writing-a-task"}


@dataclass(frozen=True)
class Document:
    """name: its path below docs/, without the ending."""

    name: str
    title: str
    headings: tuple[tuple[str, str], ...]
    body: SafeString


def names() -> frozenset[str]:
    """All there are; nothing else is ever opened."""
    root = _root()
    return frozenset(
        file.relative_to(root).with_suffix("").as_posix() for file in root.rglob("*.md")
    )


@cache
def document(name: str) -> Document | None:
    """None where there is none of that name."""
    if name not in names():
        return None
    text = (_root() / f"{name}.md").read_text()
    body = markdown.html(FIRST.sub("", text, count=1), lambda href: _link(name, href))
    return Document(name, markdown.title(text), tuple(markdown.headings(text)), body)


def address(name: str) -> str:
    return reverse(OWN_PAGES[name]) if name in OWN_PAGES else reverse("document", args=[name])


def _link(name: str, href: str) -> str:
    """A link to another document leads to its page; to other files of the repository, as it is."""
    path, _, part = href.partition("#")
    if not path.endswith(".md") or "://" in path:
        return href
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path.removesuffix(".md")))
    if there == "decisions/README" or there in names():
        return address(there) + (f"#{part}" if part else "")
    return href


def _root() -> Path:
    return Path(settings.BASE) / "docs"
