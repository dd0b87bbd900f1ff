"""What a page may cost its reader: bytes over the wire, whatever the machine; no times."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, Response, sync_playwright
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from leaderboard.computed import computed
from leaderboard.ranking import ahead
from tests.requirements import require
from tests.screenshots.chromium import CHROMIUM, chromium, context

POTENTIALS, TASKS = 160, 22  # seven tasks of the public ones are real, the others stand for sets
RANKING = 150_000  # bytes, compressed, without plots
QUERIES = 25


@pytest.fixture
def many(request: pytest.FixtureRequest) -> None:
    """So many that a table of all of them would be too much."""
    request.getfixturevalue("transactional_db" if "live" in request.fixturenames else "db")
    call_command("seed_large", potentials=POTENTIALS, tasks=TASKS, verbosity=0)
    assert ahead.compute()


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    return live_server


@pytest.fixture
def tab(live: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    require("Chromium", Path(CHROMIUM).exists())
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play, chromium(play) as browser:
        yield context(browser, live.url, 1440, "light").new_page()


def transferred(response: Response) -> int:
    """Compressed, as static files are in the demo and in production."""
    return len(gzip.compress(response.body(), 6))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_ranking_of_many_potentials_is_small_enough_for_a_telephone(
    many: None, tab: Page, live: LiveServer
) -> None:
    seen: list[Response] = []
    tab.on("response", lambda one: seen.append(one))
    tab.goto(live.url)
    tab.wait_for_load_state("networkidle")
    sizes = {one.url.removeprefix(live.url): transferred(one) for one in seen}
    assert tab.locator("table").count() > 0
    assert any(name.endswith(".css") for name in sizes)
    assert sum(sizes.values()) < RANKING, sizes
    page = next(one for one in seen if one.url == f"{live.url}/")
    assert page.headers["content-encoding"] == "gzip"


@pytest.mark.django_db
def test_pages_ask_the_database_as_often_for_many_potentials_as_for_few(
    many: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for path in ("/", "/?view=materials", "/?sort=-name", "/tasks/", "/tasks/barrier-heights/"):
        computed.clear()
        with django_assert_max_num_queries(QUERIES):
            assert client.get(path).status_code == 200
