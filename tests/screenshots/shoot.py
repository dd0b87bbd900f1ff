"""Pictures of pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.contrib.auth.models import User
from django.db.models import Count
from playwright.sync_api import Browser, FloatRect, sync_playwright
from playwright.sync_api import Page as Tab

from tests.screenshots import sheet
from tests.screenshots.chromium import (
    HEIGHT,
    SCHEMES,
    WIDTHS,
    Scheme,
    chromium,
    context,
    session_of,
)
from tests.screenshots.pages import PAGES, Page, values
from tests.screenshots.server import serving

TALLEST = 6000  # pixels
Filled = list[tuple[Page, str]]


def everything(out: Path, only: Sequence[str] | None, readme: Path | None) -> Path:
    """The index of the pictures. only: names of pages. readme: where its picture goes."""
    out.mkdir(parents=True, exist_ok=True)
    owner = User.objects.annotate(n=Count("potentials")).order_by("-n", "pk").first()
    assert owner is not None
    filled = [(page, page.address(values(owner))) for page in PAGES]
    there = [(page, a) for page, a in filled if a and (not only or page.name in only)]
    with serving() as url, sync_playwright() as play, chromium(play) as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                _shoot(browser, url, there, out, width, scheme, session_of(owner))
        if readme:
            _of_readme(browser, url, readme)
    pictures = {p.name: [_file(p, w, s) for w in WIDTHS for s in SCHEMES] for p, _ in there}
    return sheet.write(out, pictures, [page.name for page, address in filled if not address])


def _file(page: Page, width: int, scheme: str) -> str:
    return f"{page.name}-{width}-{scheme}.png"


def _shoot(
    browser: Browser, url: str, pages: Filled, out: Path, width: int, scheme: Scheme, session: str
) -> None:
    for who, key in (("nobody", None), ("owner", session)):
        with context(browser, url, width, scheme, key) as made:
            tab = made.new_page()
            for page, address in pages:
                if page.who == who:
                    print(f"{width} {scheme}: {page.name} {address}", flush=True)
                    picture(tab, url + address, out / _file(page, width, scheme))


def picture(tab: Tab, address: str, file: Path) -> None:
    """The whole page, if it is not too tall to look at."""
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    size = tab.viewport_size
    assert size is not None
    height = min(int(tab.evaluate("document.documentElement.scrollHeight")), TALLEST)
    clip = FloatRect(x=0, y=0, width=size["width"], height=max(height, HEIGHT))
    tab.screenshot(path=file, full_page=True, clip=clip)


def _of_readme(browser: Browser, url: str, file: Path) -> None:
    """What a reader sees first, without scrolling."""
    with context(browser, url, WIDTHS[0], SCHEMES[0]) as made:
        tab = made.new_page()
        tab.goto(url)
        tab.wait_for_load_state("networkidle")
        tab.screenshot(path=file)
