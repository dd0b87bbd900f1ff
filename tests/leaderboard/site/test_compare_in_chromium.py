"""Two potentials compared in a real browser; a plot is drawn, and its table read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import Dataset
from tests.leaderboard.conftest import someone
from tests.leaderboard.scored import QUICK, scored
from tests.requirements import require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
OWN_PLOT = "#chart-domains"


@pytest.fixture
def two(transactional_db: None, manifest: list[dict[str, Any]]) -> None:
    Dataset.objects.register(manifest)
    scored(someone("alice"), "EMT", "emt", *QUICK)
    scored(someone("bob"), "Argon", "argon", *QUICK)


@pytest.fixture
def page(two: None, live_server: LiveServer) -> Iterator[Page]:
    """It says at the end what scripts, policy and server had to complain of: nothing."""
    require(CHROMIUM, Path(CHROMIUM).exists())
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(base_url=live_server.url)
        note = complaints.append
        opened.on("console", lambda m: note(m.text) if m.type in ("error", "warning") else None)
        opened.on("pageerror", lambda error: note(str(error)))
        yield opened
        browser.close()
    assert complaints == []


def test_two_are_picked_compared_and_their_plot_read(page: Page) -> None:
    page.goto("/compare/")
    page.fill("#potential-1", "emt")
    page.fill("#potential-2", "Argon")
    page.click(".picker button")
    assert page.locator("h1").inner_text() == "EMT and Argon"
    assert "potentials=emt" in page.url
    plot = page.locator(OWN_PLOT)
    plot.scroll_into_view_if_needed()
    plot.locator("svg.main-svg").first.wait_for()
    plot.locator("summary").press("Enter")
    rows = plot.locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == ["EMT", "Argon"]
    page.select_option("#task", "barrier-heights")
    page.click(".one-task button")
    assert "Barrier heights" in page.locator("#systems").inner_text()
    assert page.locator(".by-system tbody tr").count() == 24


def test_the_same_address_gives_the_same_comparison(page: Page) -> None:
    address = "/compare/?potentials=emt&potentials=argon&systems=both&task=barrier-heights"
    page.goto(address)
    first = page.locator("main").inner_text()
    page.reload()
    assert page.locator("main").inner_text() == first
    assert page.locator("#over-both").is_checked()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_its_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        "/compare/?potentials=emt&potentials=argon",
        "/choose/?elements=H&elements=C&elements=O&elements=N",
        "/charts/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_choosing_by_keyboard_alone(page: Page) -> None:
    page.goto("/choose/")
    for symbol in ("H", "C", "N", "O"):
        page.locator(f"#el-{symbol}").focus()
        page.keyboard.press("Space")
    page.locator("#property-barriers").focus()
    page.keyboard.press("Space")
    page.locator(".choose .go button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/choose/?*")
    assert "Ranked on 1 task" in page.locator("#answer").inner_text()
