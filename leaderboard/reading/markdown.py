"""Markdown as HTML that a page may show: no HTML of the text's own, no script, no style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

Link = Callable[[str], str]
SCROLLED = '<div class="scroll" tabindex="0" role="group" aria-label="Table">'
ALIGNED = re.compile(r"text-align:\s*right")


def html(text: str, link: Link = lambda href: href) -> SafeString:
    """link: where a link of the text leads on this site.

    HTML in the text is shown as text, and addresses other than http(s), mailto and relative ones
    are no links: both are the parser's own rules.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    _name_headings(tokens)
    for token in _all(tokens):
        _mend(token, link)
    made: str = parser.renderer.render(tokens, parser.options, {})
    scrolled = made.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    )
    scrolled = scrolled.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    return mark_safe(scrolled)  # noqa: S308  the parser has escaped what was not its own


def title(text: str) -> str:
    """Of the first heading."""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].replace("`", "") if found else ""


def headings(text: str) -> list[tuple[str, str]]:
    """(id, text) of each heading of the second level, as `html` names them."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    _name_headings(tokens)
    return [
        (str(one.attrGet("id")), _plain(tokens[at + 1]))
        for at, one in enumerate(tokens)
        if one.type == "heading_open" and one.tag == "h2"
    ]


def _name_headings(tokens: Sequence[Token]) -> None:
    """So that links of the documents to `#a-heading` lead there."""
    taken: set[str] = set()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            name = slugify(_plain(tokens[at + 1])) or "part"
            while name in taken:
                name += "-"
            taken.add(name)
            token.attrSet("id", name)


def _plain(token: Token) -> str:
    return "".join(one.content for one in token.children or [])


def _mend(token: Token, link: Link) -> None:
    """Alignment is a class here: the policy of pages allows no style."""
    if token.type == "link_open":
        token.attrSet("href", link(str(token.attrGet("href") or "")))
    elif token.type in {"th_open", "td_open"} and "style" in token.attrs:
        if ALIGNED.search(str(token.attrs["style"])):
            token.attrSet("class", "num")
        del token.attrs["style"]


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])
