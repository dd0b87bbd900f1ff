"""Bob looks at a structure in a real browser: in 3D, by keyboard, and without either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import Dataset
from tasks.registry import TASKS
from tests.requirements import require
from workers.publish import publish
from workers.storage import FolderStore

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
SOFTWARE = ["--no-sandbox", "--enable-unsafe-swiftshader"]  # WebGL without a graphics card
TASK = TASKS["noncovalent-interactions"]
PAGE = f"/tasks/{TASK.slug}/systems/Water_dimer/"


@pytest.fixture
def published(transactional_db: None, tmp_path: Path, settings: Any) -> None:
    settings.ASSAY_STORE_REVEALED = str(tmp_path / "revealed")
    stores = (FolderStore(tmp_path / name) for name in ("inputs", "references", "revealed"))
    Dataset.objects.register(publish([TASK, TASKS["equation-of-state"]], *stores))


def browser(*more: str) -> Iterator[Browser]:
    require("Chromium", Path(CHROMIUM).exists())
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=[*SOFTWARE, *more])
        yield chromium
        chromium.close()


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    yield from browser()


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_page()


def shot(page: Page) -> bytes:
    return page.locator(".stage").screenshot()


@pytest.mark.usefixtures("published")
def test_a_structure_is_shown_and_turned_by_keyboard_alone(
    page: Page, live_server: LiveServer
) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(live_server.url + PAGE)
    assert page.evaluate("!document.querySelector('script[src*=\"3dmol\"]')")  # not yet fetched
    page.locator(".show3d").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".stage canvas")
    page.wait_for_timeout(500)
    before = shot(page)
    page.locator(".stage").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    assert shot(page) != before
    page.locator(".viewer-controls select").select_option("1")  # a monomer
    assert page.locator(".show3d").get_attribute("aria-expanded") == "true"
    assert complaints == []


@pytest.mark.usefixtures("published")
def test_a_crystal_has_its_cell_and_neighbours(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/tasks/equation-of-state/systems/gaas/")
    page.locator(".show3d").click()
    page.wait_for_selector(".stage canvas")
    cells = page.get_by_label("2 × 2 × 2 cells")
    assert cells.is_checked()
    page.wait_for_timeout(500)
    before = shot(page)
    cells.uncheck()
    page.wait_for_timeout(300)
    assert shot(page) != before


@pytest.mark.usefixtures("published")
def test_without_webgl_the_page_says_so_and_offers_the_file(
    chromium: Browser, live_server: LiveServer
) -> None:
    page = chromium.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(live_server.url + PAGE)
    page.locator(".show3d").click()
    said = page.locator(".viewer").inner_text()
    assert "no WebGL" in said
    assert page.get_by_role("link", name="XYZ").is_visible()


@pytest.mark.usefixtures("published")
def test_without_javascript_the_systems_can_be_found(
    chromium: Browser, live_server: LiveServer
) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/tasks/{TASK.slug}/")
    page.get_by_label("Search").fill("water dimer")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.locator("table.systems tbody tr").count() == 1
    assert "q=water" in page.url
    page.get_by_role("link", name="Water dimer").click()
    assert page.locator("h1").inner_text() == "Water dimer"
    assert not page.locator(".show3d").is_visible()
