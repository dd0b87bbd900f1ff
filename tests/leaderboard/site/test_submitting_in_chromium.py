"""Handing in and watching in a real browser, with and without scripts."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard.models import Dataset, Draft, Evaluation, Potential, Submission
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.house import bundle
from tests.requirements import require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
File = dict[str, Any]


@pytest.fixture
def alice(transactional_db: None) -> User:
    return someone("alice")


@pytest.fixture
def potential(alice: User, manifest: list[dict[str, Any]]) -> Potential:
    Dataset.objects.register(manifest[:2])
    return a_potential(alice, "Lennard-Jones")


@pytest.fixture
def visit(
    live_server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    """Alice's browser, at an address. about: of its context."""
    require("Chromium", Path(CHROMIUM).exists())
    client = Client()
    client.force_login(alice)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    cookie["value"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def open_at(path: str, **about: Any) -> Page:
            context: BrowserContext = chromium.new_context(base_url=live_server.url, **about)
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            page.goto(path)
            return page

        yield open_at
        chromium.close()


Visit = Callable[..., Page]


def file(name: str, *inside: str) -> File:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry in inside:
            archive.writestr(entry, "x")
    return {"name": name, "mimeType": "application/zip", "buffer": made.getvalue()}


def test_a_field_is_checked_as_it_is_left_and_said_to_who_listens(visit: Visit) -> None:
    page = visit("/potentials/new/")
    elements = page.get_by_label("Elements supported")
    elements.fill("H Xx")
    elements.blur()
    told = page.locator(".field:has(#id_elements) [aria-live=polite]")
    expect(told).to_contain_text("not the symbol of an element")
    expect(elements).to_have_attribute("aria-invalid", "true")
    expect(elements).to_have_attribute("aria-describedby", "id_elements_error id_elements_helptext")
    elements.fill("H-Rn")
    elements.blur()
    expect(told).to_be_empty()
    expect(elements).to_have_attribute("aria-invalid", "false")
    assert not Potential.objects.exists()


def test_a_file_is_looked_at_before_it_is_sent(visit: Visit, potential: Potential) -> None:
    page = visit(f"/potentials/{potential.slug}/submit/")
    told, choose = page.locator("#file-told"), page.get_by_label("File", exact=True)
    for given, said in (
        (file("mine.zip", "potential.py", "weights.pt"), "potential.py at its top, and 2 entries"),
        (file("mine.zip", "folder/potential.py"), "there is one in folder/potential.py"),
        (file("mine.tar", "potential.py"), "does not end in .zip"),
        ({**file("mine.zip"), "buffer": b"no archive"}, "cannot be read as a .zip"),
        ({**file("mine.zip"), "buffer": b""}, "is empty"),
    ):
        choose.set_input_files(given)  # type: ignore[arg-type]
        expect(told).to_contain_text(said)
    choose.set_input_files(file("my own.zip", "potential.py"))  # type: ignore[arg-type]
    page.get_by_label("Runtime of the bundle").select_option("torch")
    commands = page.locator("#at-home-commands")
    expect(commands).to_contain_text("-r deploy/runtimes/torch.txt")
    expect(commands).to_contain_text("python -m zipfile -e 'my own.zip' my-own")
    assert not Submission.objects.exists()


def test_a_run_is_watched_to_its_end_and_no_further(visit: Visit, potential: Potential) -> None:
    submission = a_submission(potential)
    submission.running()
    first, _ = submission.evaluations.order_by("pk")
    Evaluation.objects.filter(pk=first.pk).update(state="predicting")
    page = visit(f"/submissions/{submission.public_id}/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/status/" in one.url else None)
    page.locator("#steps-waiting > summary").click()
    page.locator("#cancel").click()
    Evaluation.objects.filter(pk=first.pk).update(done=2, log="weights loaded")
    expect(page.locator("pre.log")).to_contain_text("weights loaded")
    expect(page.locator("#steps-waiting")).to_have_attribute("open", "")  # as it was opened
    expect(page.get_by_role("button", name="Cancel it now")).to_be_visible()
    expect(page.locator("#cancel")).to_be_focused()
    submission.fail("it raised", "Correct it.")
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(page.locator("#said")).to_have_text("This submission is now failed.")
    seen = len(asked)
    assert seen
    page.wait_for_timeout(5_000)
    assert len(asked) == seen
    page.get_by_role("button", name="Run the same file again").click()
    expect(page.locator("#status > [role=status]")).to_contain_text("Queued")
    assert Submission.objects.count() == 2


def _note(seen: list[str], request: Request) -> None:
    seen.append(request.url)


def test_a_hidden_tab_asks_rarely(visit: Visit, potential: Potential) -> None:
    """Once, and then not for a minute; one that is seen asks every two seconds."""
    submission = a_submission(potential)
    asked: dict[bool, list[str]] = {True: [], False: []}
    for hidden, seen in asked.items():
        page = visit("/about/")
        if hidden:
            page.add_init_script(
                "Object.defineProperty(Document.prototype, 'hidden', {get: () => true})"
            )
        page.on("request", partial(_note, seen))
        page.goto(f"/submissions/{submission.public_id}/")
        page.wait_for_timeout(9_000)
    polls = {hidden: sum("/status/" in url for url in seen) for hidden, seen in asked.items()}
    assert polls[True] <= 1
    assert polls[False] > 1


def test_without_scripts_a_draft_is_kept_a_file_handed_in_and_the_run_cancelled(
    visit: Visit, potential: Potential, tmp_path: Path, settings: Any
) -> None:
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")
    page = visit(f"/potentials/{potential.slug}/submit/", java_script_enabled=False)
    page.get_by_label("You alone, until you publish them").check()
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_label("You alone, until you publish them")).to_be_checked()
    assert Draft.objects.count() == 1
    given = {"name": "argon.zip", "mimeType": "application/zip", "buffer": bundle()}
    page.get_by_label("File", exact=True).set_input_files(given)  # type: ignore[arg-type]
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#status > [role=status]")).to_contain_text("next in the queue")
    assert not Submission.objects.get().publish_when_scored
    page.get_by_text("Cancel this submission…").click()
    page.get_by_role("button", name="Cancel it now").click()
    expect(page.locator("#status > [role=status]")).to_contain_text("Cancelled")
