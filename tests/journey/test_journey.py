"""From sign-up to a place on the ranking, in Chromium, with nothing but what `make demo` starts."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journey import visitor
from tests.journey.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.docker]

EMT = """
from ase.calculators.emt import EMT

ELEMENTS = ["Al", "Cu", "Ag", "Au", "Ni", "Pd", "Pt"]

def load(device):
    print("hello from the container")
    return EMT()
"""


def test_alice_goes_from_sign_up_to_a_place(page: Page, assay: Running, tmp_path: Path) -> None:
    visitor.sign_up(page, "alice@assay.example")
    visitor.confirm(page)
    visitor.create_potential(page, "Alice's EMT", "Al Cu Ag Au Ni Pd Pt")
    visitor.hand_in(page, visitor.bundle(tmp_path, EMT))
    expect(page.locator("#status progress").first).to_be_visible()
    visitor.photograph(page, "running")
    visitor.wait_for(page, "scored")
    page.reload()
    visitor.photograph(page, "scored")
    expect(page.get_by_text("hello from the container").first).to_be_attached()

    page.goto("/")
    row = page.get_by_role("row", name=re.compile("Alice's EMT"))
    expect(row).to_be_visible()
    visitor.photograph(page, "ranking")
    place, *tie = row.locator("td, th").first.inner_text().strip().splitlines()
    assert place == api_place(assay, "alices-emt")
    assert tie == (["tie: noise"] if "–" in place else [])

    page.get_by_role("link", name="Alice's EMT").first.click()
    expect(page.get_by_role("heading", name="Alice's EMT")).to_be_visible()
    visitor.photograph(page, "potential")
    page.goto("/tasks/equation-of-state/")
    expect(page.get_by_text("Alice's EMT").first).to_be_visible()
    visitor.photograph(page, "task")


def test_bob_reads_without_an_account_and_sees_no_submission_of_others(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/api/v1/docs")
    expect(page.get_by_text("/api/v1/rankings").first).to_be_visible()
    page.goto("/dashboard/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def api_place(assay: Running, slug: str) -> str:
    with urllib.request.urlopen(f"{assay.url}/api/v1/rankings", timeout=30) as answer:
        rows = json.load(answer)["rows"]
    place = next(row["place"] for row in rows if row["potential"]["slug"] == slug)
    low, high = place["low"], place["high"]
    return str(low) if low == high else f"{low}–{high}"
