"""All of Assay, started as `make demo` starts it, in a folder of its own."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.build_images import build_runtimes
from deploy.demo.processes import Processes
from deploy.demo.redis_server import start_redis
from deploy.demo.services import prepare, start_services, start_workers
from deploy.demo.zones import Zones
from deploy.docker_engine import answers
from tests.requirements import require

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTIFACTS = Path("var/artifacts")
FEW_ATOMS = 1_500  # of a task: a dozen tasks, the equation of state among them


@dataclass(frozen=True)
class Running:
    """predict: the process id of the worker that starts containers."""

    url: str
    var: Path
    predict: int


@pytest.fixture(scope="session")
def assay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that does not wait long for what hangs."""
    require("a Docker engine", answers())
    os.environ["ASSAY_LIMIT_REQUEST_SECONDS"] = "10"
    build_runtimes(("base",), "docker")
    var = tmp_path_factory.mktemp("assay")
    processes = Processes(var / "log")
    try:
        zones = Zones(var, start_redis(processes, var / "redis"), free_port(), "docker")
        prepare(processes, zones, FEW_ATOMS)
        start_services(processes, zones)
        start_workers(processes, zones)
        url = f"http://127.0.0.1:{wait_for(zones.port)}"
        yield Running(url, var, processes.running["predict"].pid)
    finally:
        processes.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for path in CHROMIUM if os.path.exists(path)), None)
    require("Chromium", found is not None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, assay: Running) -> Iterator[Page]:
    """A fresh visitor; a page that breaks the Content-Security-Policy fails the test."""
    context = browser.new_context(base_url=assay.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return port
        time.sleep(0.2)
    raise TimeoutError("the web server did not start")
