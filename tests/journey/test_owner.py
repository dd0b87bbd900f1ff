"""From a failure to a published correction, in Chromium, while nobody else sees a number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey import visitor
from tests.journey.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.docker]

BROKEN = """
ELEMENTS = ["Cu"]

def load(device):
    raise RuntimeError("the weights are of another version")
"""
MENDED = """
from ase.calculators.emt import EMT

ELEMENTS = ["Al", "Cu", "Ag", "Au", "Ni", "Pd", "Pt"]

def load(device):
    return EMT()
"""


def test_alice_watches_fails_fixes_and_publishes(
    page: Page, browser: Browser, assay: Running, tmp_path: Path
) -> None:
    visitor.sign_up(page, "alice-again@assay.example")
    visitor.confirm(page)
    visitor.create_potential(page, "Alice's second", "Al Cu Ag Au Ni Pd Pt")
    visitor.hand_in(page, visitor.bundle(tmp_path, BROKEN), publish=False)
    visitor.wait_for(page, "failed")
    expect(page.locator("#failure")).to_contain_text("the weights are of another version")
    expect(page.locator("#failure")).to_contain_text("The submission’s.")
    visitor.photograph(page, "failed-with-a-reason")

    page.get_by_role("link", name="Submit a corrected version").click()
    visitor.hand_in(page, visitor.bundle(tmp_path, MENDED), publish=False)
    visitor.wait_for(page, "scored")
    expect(page.locator("#status")).to_contain_text("seen by you alone")
    submission = page.url
    bob = browser.new_context(base_url=assay.url).new_page()
    assert sees(bob, submission) == 404
    assert sees(bob, "/potentials/alices-second/") == 404

    page.get_by_role("button", name="Publish the scores").click()
    expect(page.get_by_text(re.compile("Published: .* is on the ranking"))).to_be_visible()
    assert sees(bob, submission) == 200
    bob.goto("/?q=second")
    expect(bob.get_by_role("row", name=re.compile("Alice's second"))).to_be_visible()
    visitor.photograph(bob, "published")
    bob.context.close()


def sees(visitor: Page, address: str) -> int:
    answer = visitor.goto(address)
    assert answer is not None
    return answer.status
