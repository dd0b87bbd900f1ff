"""What breaks ends as a clear failure on its own page, and the next one is none the worse."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import docker
import pytest
from playwright.sync_api import Page, expect

from tests.journey import visitor
from tests.journey.conftest import Running
from tests.workers.submitted import SUBMISSIONS, bundle

pytestmark = [pytest.mark.browser, pytest.mark.docker]

SAYS = {
    "raises": "the neighbour list overflowed",
    "hangs": "no answer within",
    "prints-a-gigabyte": "too much output",
    "opens-a-socket": "Network is unreachable",
}


def test_mallory_reads_what_went_wrong_and_the_next_one_is_scored(
    page: Page, assay: Running, tmp_path: Path
) -> None:
    visitor.sign_up(page, "mallory@assay.example")
    visitor.confirm(page)
    pages = {name: submit(page, name, tmp_path) for name in [*SAYS, "effective-medium"]}
    expect(page.locator("#status")).to_contain_text("in the queue")
    visitor.photograph(page, "queued")
    for name, phrase in SAYS.items():
        page.goto(pages[name])
        visitor.wait_for(page, "failed")
        expect(page.locator("#status")).to_contain_text(phrase)
        expect(page.get_by_text("What to do next")).to_be_visible()
        visitor.photograph(page, f"failed-{name}")
    page.goto(pages["effective-medium"])
    visitor.wait_for(page, "scored")
    wait_until(lambda: not containers_of(assay.predict))


def test_a_file_that_is_no_bundle_is_refused_at_the_form_and_nothing_typed_is_lost(
    page: Page, tmp_path: Path
) -> None:
    visitor.sign_up(page, "dave@assay.example")
    visitor.confirm(page)
    visitor.create_potential(page, "Not a zip")
    broken = tmp_path / "potential.zip"
    broken.write_text("this is no archive")
    visitor.hand_in(page, broken)
    expect(page.get_by_text("zip").first).to_be_visible()
    expect(page.get_by_label("Runtime of the bundle")).to_have_value("base")
    visitor.photograph(page, "refused")


def containers_of(worker: int) -> list[str]:
    """Those that this worker's processes started; other tests may be running their own."""
    found = docker.from_env().containers.list(all=True, filters={"label": "assay.sandbox"})
    return [str(one.id) for one in found if session(one.labels["assay.owner"]) == worker]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """A run that was called off ends with its next heartbeat, not at once."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def session(owner: str) -> int:
    with contextlib.suppress(ProcessLookupError):
        return os.getsid(int(owner.split()[1]))
    return 0


def submit(page: Page, name: str, folder: Path) -> str:
    visitor.create_potential(page, f"Mallory's {name}")
    visitor.hand_in(page, bundle(SUBMISSIONS / name, folder / f"{name}.zip"))
    expect(page.locator("#status")).to_be_visible()
    return page.url
