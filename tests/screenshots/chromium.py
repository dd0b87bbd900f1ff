"""Chromium as two kinds of readers use it: a wide screen and a telephone, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1440, 390)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEIGHT = 900
# Views in three dimensions are drawn without a graphics card here.
ARGUMENTS = ["--no-sandbox", "--enable-unsafe-swiftshader"]


@contextmanager
def chromium(play: Playwright) -> Iterator[Browser]:
    browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


def context(
    browser: Browser,
    url: str,
    width: int,
    scheme: Scheme,
    session: str | None = None,
) -> BrowserContext:
    """session: of who is signed in; see `session_of`."""
    made = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
    )
    if session:
        made.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return made


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
