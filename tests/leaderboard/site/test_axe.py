"""axe-core on every page in Chromium, wide and narrow, light and dark: nothing serious."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import User
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import ApiToken, Season, Snapshot, Submission
from leaderboard.ranking import ranking_table
from leaderboard.ranking.document import document
from leaderboard.ranking.shown import Shown
from leaderboard.seasons import reveal
from leaderboard.seasons.vault import Vault
from tasks.registry import TASKS
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.scored import QUICK, scored
from tests.leaderboard.seasons import practice, sealed, settle
from tests.leaderboard.site.routes import routes
from tests.requirements import require
from tests.screenshots.chromium import CHROMIUM, SCHEMES, WIDTHS, chromium, context, session_of
from tests.screenshots.pages import NOT_PAGES, PAGES, Page, values
from tests.screenshots.seed import show

WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return "";
  const out = [...document.querySelectorAll("main *")].filter(
    one => one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll, pre"));
  return out.slice(0, 4).map(one => `${one.tagName}.${one.className} ${one.id}`).join(", ") || "?";
}"""
SERIOUS = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
ASK = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.target.join(" "))]);
}"""
GET_ONLY = {one.route for one in PAGES} | set(NOT_PAGES)


def test_every_address_is_a_page_of_the_list_or_is_said_to_be_none() -> None:
    named = {r.name for r in routes() if not r.name.startswith(("admin", "api:"))}
    assert named - GET_ONLY == set()
    assert set(NOT_PAGES) - named == set(), "exceptions that are not there any more"


@pytest.fixture
def site(transactional_db: None, vault: Path) -> User:
    """Everything that a page can show, once. Returns Alice, whose own pages are looked at."""
    show([TASKS[slug] for slug in (*QUICK, "diatomics")])
    practice()
    alice, bob = someone("alice"), someone("bob")
    for owner, name, calculator, kind in (
        (alice, "EMT", "emt", "entry"),
        (bob, "Argon", "argon", "entry"),
        (bob, "Null", "null", "reference-line"),
    ):
        submission = scored(owner, name, calculator, *QUICK, "diatomics", kind=kind)
        assert submission.published
    season = sealed()
    season.open()
    _retire(season)
    own = a_potential(alice, "Morse")
    a_submission(own)
    failed = a_submission(own, "c" * 64)
    failed.fail("potential.py: no function is called load", "Define load(device).")
    scored(alice, "Secret", "argon", *QUICK, publish=False)
    Snapshot.objects.keep(document(Shown.of(ranking_table())), date.today())
    ApiToken.issue(alice, "scripts", [ApiToken.Scope.READ], days=1)
    return alice


def _retire(season: Season) -> None:
    for submission in Submission.objects.filter(evaluations__dataset__season=season).distinct():
        settle(submission, "argon")
    reveal.retire(season, Vault.open())


@pytest.fixture
def session(site: User) -> str:
    return session_of(site)


@pytest.fixture(
    params=[(w, s) for w in WIDTHS for s in SCHEMES], ids=lambda one: f"{one[0]}-{one[1]}"
)
def tabs(
    request: pytest.FixtureRequest,
    live_server: LiveServer,
    session: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[dict[str, Tab]]:
    """One of nobody, and one of Alice."""
    require("Chromium", Path(CHROMIUM).exists())
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play, chromium(play) as browser:
        width, scheme = request.param
        yield {
            who: context(browser, live_server.url, width, scheme, key).new_page()
            for who, key in (("nobody", None), ("owner", session))
        }


def violations(tab: Tab, address: str) -> list[str]:
    """A script of ours may look at the page: what the policy forbids are the page's own."""
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate(ASK, TAGS)
    return [f"{impact}: {name}: {nodes}" for impact, name, nodes in found if impact in SERIOUS]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_serious_on_any_page(
    tabs: dict[str, Tab], site: User, live_server: LiveServer
) -> None:
    filled, found, seen = values(site), dict[str, list[str]](), list[Page]()
    for page in PAGES:
        address = page.address(filled)
        assert address is not None, f"the fixture has nothing for {page.name}"
        if complaints := violations(tabs[page.who], live_server.url + address):
            found[page.name] = complaints
        seen.append(page)
        if wide := wider_than_the_screen(tabs[page.who]):
            found.setdefault(page.name, []).append(f"wider than the screen: {wide}")
    assert found == {}
    assert len(seen) == len(PAGES)


def wider_than_the_screen(tab: Tab) -> str:
    """What sticks out. Tables scroll by themselves; a page that does is half hidden."""
    found: str = tab.evaluate(WIDE)
    return found


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_what_is_wrong(tabs: dict[str, Tab], live_server: LiveServer) -> None:
    """The same question of a page that was spoilt."""
    tab = tabs["nobody"]
    tab.goto(f"{live_server.url}/about/")
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate("document.querySelector('a').textContent = ''")
    tab.evaluate("document.documentElement.removeAttribute('lang')")
    names = {name for impact, name, _ in tab.evaluate(ASK, TAGS) if impact in SERIOUS}
    assert {"html-has-lang", "link-name"} <= names
