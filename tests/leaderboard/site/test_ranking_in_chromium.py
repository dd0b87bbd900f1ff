"""The ranking in a real browser: it follows its form, tells what changed, and needs no mouse."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import Dataset
from tests.leaderboard.conftest import someone
from tests.leaderboard.scored import QUICK, scored
from tests.requirements import require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
ROWS = ".ranking tbody tr:not(.line)"


@pytest.fixture
def chromium(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    require("Chromium", Path(CHROMIUM).exists())
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: LiveServer, manifest: list[dict[str, Any]]) -> str:
    """EMT stands before Argon by exact laws alone, which only EMT was asked about."""
    laws = "energy-force-consistency"
    wanted = (*QUICK, laws)
    Dataset.objects.register([entry for entry in manifest if entry["task"] in wanted])
    alice = someone("alice")
    scored(alice, "EMT", "emt", *QUICK, laws, forces="direct")
    scored(alice, "Argon", "argon", *QUICK)
    return live_server.url


def first(page: Page) -> str:
    return page.locator(f"{ROWS} th a").first.inner_text()


def complaints(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_other_weights_order_the_board_without_a_new_page_and_a_link_shares_it(
    chromium: Browser, site: str
) -> None:
    page = chromium.new_page()
    heard = complaints(page)
    page.goto(site)
    assert first(page) == "EMT"
    page.click("#panel-weights summary")
    page.fill("#weight-exact-laws", "0")
    expect(page.locator("#told")).to_contain_text("The order changed")
    assert first(page) == "Argon"
    assert page.url == f"{site}/?weight-exact-laws=0"
    other = chromium.new_page()
    other.goto(page.url)
    assert first(other) == "Argon"
    page.go_back()
    expect(page.locator(f"{ROWS} th a").first).to_have_text("EMT")
    assert heard == []


def test_a_filter_narrows_the_board_and_goes_with_its_chip(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    page.goto(site)
    page.click("#panel-filters summary")
    page.select_option("#forces", "direct")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator("#told")).to_contain_text("1 of 2 potentials compared")
    expect(page.locator("#panel-filters summary")).to_contain_text("(1)")
    page.click(".chips a >> nth=0")
    expect(page.locator(ROWS)).to_have_count(2)


def test_arrow_keys_lead_from_cell_to_cell_and_each_explains_itself(
    chromium: Browser, site: str
) -> None:
    page = chromium.new_page()
    page.goto(site)
    page.focus(f"{ROWS} th a")
    for _ in range(4):  # the hallmark, two scores, and the first task
        page.keyboard.press("ArrowRight")
    tip = page.locator("#tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("kcal/mol")
    expect(tip).to_contain_text("systems")
    focused = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert focused == "tip"
    before = tip.inner_text()
    page.keyboard.press("ArrowDown")
    expect(tip).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_narrow_screen_scrolls_the_board_and_not_the_page(chromium: Browser, site: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    for path in ("/", "/?tab=coupled-cluster&values=score", "/?q=nobody"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(site)
    page.evaluate("document.querySelector('.board').scrollLeft = 400")
    box = page.locator(f"{ROWS} th").first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["width"] < 160


def test_without_a_script_the_form_filters_and_a_header_sorts(chromium: Browser, site: str) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(site)
    page.fill("#q", "argon")
    page.click("#asked .bar button")
    assert page.url == f"{site}/?q=argon"
    assert first(page) == "Argon"
    page.click("thead .model a")
    assert "sort=name" in page.url
    page.hover("td.cell >> nth=3")
    expect(page.locator("td.cell >> nth=3").locator(".tip")).to_be_visible()
