"""The strict policy blocks nothing that the admin needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.requirements import require

CHROMIUM = "/usr/bin/chromium"
POLICY = "Content Security Policy"
INLINE = """
const planted = document.createElement("script");
planted.id = "planted";
planted.textContent = "document.title = 'ran'";
document.body.append(planted);
"""
PAGES = ("", "auth/user/", "auth/user/add/", "leaderboard/potential/add/", "leaderboard/apitoken/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_page_of_the_admin_breaks_the_policy(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("Chromium", Path(CHROMIUM).exists())
    staff = Client()
    staff.force_login(User.objects.create_superuser("staff", "staff@example.org", "x"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    cookie["value"] = staff.cookies[settings.SESSION_COOKIE_NAME].value
    complaints: list[str] = []
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if POLICY in m.text else None)
        for path in PAGES:
            answer = page.goto(f"{live_server.url}/admin/{path}")
            assert answer is not None
            assert (answer.status, path) == (200, path)
        kept = list(complaints)
        page.evaluate(INLINE)  # the same page complains where something is blocked
        page.wait_for_function("document.querySelector('#planted')")
        browser.close()
    assert kept == []
    assert complaints
