"""The admin in a real browser: no script fails, no file is missing, the strict policy holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leaderboard import operations
from leaderboard.models import Act, ApiToken, Attempt, Dataset, Potential, Rejudging, Submission
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.requirements import require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
INLINE = """
const planted = document.createElement("script");
planted.id = "planted";
planted.textContent = "document.title = 'ran'";
document.body.append(planted);
"""
ACTS = (
    ("submission", "cancel"), ("submission", "requeue"), ("submission", "hide"),
    ("submission", "show"), ("submission", "rejudge_score"), ("rejudging", "drop"),
    ("submission", "rejudge_predict"), ("rejudging", "drop"),
)  # fmt: skip


class Browser:
    """Of the operator. complaints: what scripts, policy and server had to say."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        page.on("console", lambda m: self._note(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("response", lambda r: self._note(f"{r.status} {r.url}") if r.status > 399 else None)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.url}/admin/{path}")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def act(self, model: str, name: str) -> str:
        """On the first row; what the page says then."""
        app = "auth" if model == "user" else "leaderboard"
        page = self.open(f"{app}/{model}/")
        page.locator("input.action-select").first.check()
        page.select_option("select[name=action]", name)
        page.click("button[name=index]")
        page.fill("textarea[name=why]", "looks copied")
        page.click(".submit-row [type=submit]")
        page.wait_for_load_state("networkidle")
        return page.locator(".messagelist").inner_text()

    def _note(self, text: str) -> None:
        self.complaints.append(f"{self.page.url.removeprefix(self.url)}: {text}")


@pytest.fixture
def staff(transactional_db: None) -> User:
    return User.objects.create_superuser("staff", "staff@example.org", "x")


@pytest.fixture
def rows(staff: User, manifest: list[dict[str, Any]]) -> Submission:
    """One of nearly everything. Returns the submission that is first in its list: a scored one."""
    Dataset.objects.register(manifest[:1])
    alice = someone("alice")
    ApiToken.issue(alice, "scripts", [ApiToken.Scope.SUBMIT], days=1)
    TOTP.activate(alice, generate_totp_secret())
    operations.BAN.carry_out(staff, someone("mallory"), "she cheats")
    scored = a_submission(a_potential(alice, "Lennard-Jones"))
    scored.evaluations.update(state="scored", predictions_sha256="a" * 64)
    Attempt.objects.filter(evaluation__submission=scored).update(state="done")
    Submission.objects.filter(pk=scored.pk).update(state="scored")
    pks = scored.evaluations.values_list("pk", flat=True)
    Rejudging.begin(pks, Attempt.Stage.SCORE, "why").drop()
    return scored


@pytest.fixture
def browser(
    live_server: LiveServer, staff: User, rows: Submission, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    require("Chromium", Path(CHROMIUM).exists())
    client = Client()
    client.force_login(staff)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    cookie["value"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context()
        context.add_cookies([cookie])  # type: ignore[list-item]
        yield Browser(context.new_page(), live_server.url)
        chromium.close()


def pages(staff: User) -> Iterator[str]:
    """Of each model its list, its first row, that row's history, and the page that adds one."""
    request = RequestFactory().get("/")
    request.user = staff
    for model, its in admin.site._registry.items():
        folder = f"{model._meta.app_label}/{model._meta.model_name}/"
        yield folder
        if first := model._default_manager.order_by("pk").first():
            yield f"{folder}{first.pk}/change/"
            yield f"{folder}{first.pk}/history/"
        if its.has_add_permission(request):
            yield f"{folder}add/"


def test_no_page_of_the_admin_has_a_complaint(browser: Browser, staff: User) -> None:
    seen = ["", *pages(staff)]
    for path in seen:
        browser.open(path)
    assert browser.complaints == []
    assert len([path for path in seen if path.endswith("change/")]) >= 10
    browser.page.evaluate(INLINE)  # the same page complains where something is blocked
    browser.page.wait_for_function("document.querySelector('#planted')")
    assert any("Content Security Policy" in one for one in browser.complaints)


def test_every_act_is_done_and_found_again(browser: Browser, rows: Submission) -> None:
    potential = a_potential(rows.potential.owner, "Morse")
    waiting = a_submission(potential)
    told = [browser.act(*ACTS[0]), browser.act(*ACTS[1])]
    waiting.refresh_from_db()
    assert waiting.state == "queued"
    waiting.evaluations.update(state="scored", predictions_sha256="b" * 64)
    Attempt.objects.filter(evaluation__submission=waiting).update(state="done")
    Submission.objects.filter(pk=waiting.pk).update(state="scored")
    told += [browser.act(*one) for one in ACTS[2:]]
    told += [browser.act("user", "ban"), browser.act("user", "lift")]
    assert [one for one in told if "done, and noted" not in one and "has begun" not in one] == []
    assert browser.complaints == []
    assert Act.objects.count() == len(told) + 1
    page = browser.open(f"leaderboard/submission/{waiting.pk}/history/")
    assert page.locator("#result_list tbody tr").count() == 4  # cancel, requeue, hide, show
    assert "looks copied" in page.locator("#result_list").inner_text()


def test_a_description_is_saved(browser: Browser, rows: Submission) -> None:
    page = browser.open(f"leaderboard/potential/{rows.potential_id}/change/")
    page.fill("[name=card-licence]", "Apache-2.0")
    page.fill("[name=card-elements]", "[1, 8]")
    page.click("[name=_save]")
    page.wait_for_load_state("networkidle")
    saved = Potential.objects.get(pk=rows.potential_id)
    assert (saved.licence, saved.elements) == ("Apache-2.0", [1, 8])
    assert browser.complaints == []
