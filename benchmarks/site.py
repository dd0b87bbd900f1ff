"""How fast the website is with a thousand potentials on every task: server time, bytes, paint.

The database is made once, in build/bench-site (minutes), and its rankings are computed as the
control zone would. Pages are then asked for in this process, as a web process that has just
started (cold) and as one that has answered before (warm), with SQLite. Times are of one core.
docs/speed.md tells what came out.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CHROMIUM = Path("/usr/bin/chromium")
PAINT = """() => new Promise(told => {
  new PerformanceObserver(list => told(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""
TRANSFER = """() => performance.getEntriesByType("resource")
  .concat(performance.getEntriesByType("navigation"))
  .map(one => [one.name, one.transferSize])"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--potentials", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--var", type=Path, help="where the database is, or is made")
    given = parser.parse_args()
    var = given.var or ROOT / "build" / f"bench-site-{given.potentials}"
    os.environ |= {"ASSAY_VAR": str(var), "DJANGO_SETTINGS_MODULE": "leaderboard.settings"}
    import django

    django.setup()
    make(var, given.potentials)
    served(given.repeats)
    painted()


def make(var: Path, potentials: int) -> None:
    from django.core.management import call_command

    from leaderboard.models import Evaluation, Submission

    (var / "web").mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    if not Submission.objects.exists():
        print(f"seeding {potentials} potentials ...", flush=True)
        spent("seed_large", lambda: call_command("seed_large", potentials=potentials, verbosity=0))
    spent("compute_rankings", lambda: call_command("compute_rankings"))
    print(f"{potentials} potentials, {Evaluation.objects.count()} evaluations\n", flush=True)


def spent(name: str, act: Any) -> None:
    begun = time.perf_counter()
    act()
    print(f"{name}: {time.perf_counter() - begun:.1f} s", flush=True)


def addresses() -> dict[str, str]:
    from leaderboard.models import Submission
    from leaderboard.ranking import ranking_table

    best = ranking_table().rows[0].potential.slug
    submission = Submission.objects.listed().get(potential__slug=best)
    return {
        "ranking": "/",
        "ranking, by name": "/?sort=-name",
        "ranking, materials": "/?view=materials",
        "ranking, with copper": "/?elements=Cu",
        "potential": f"/potentials/{best}/",
        "task": "/tasks/noncovalent-interactions/",
        "tasks": "/tasks/",
        "submission": f"/submissions/{submission.public_id}/",
        "about": "/about/",
        "GET /api/v1/rankings": "/api/v1/rankings",
        "GET /api/v1/tasks/…": "/api/v1/tasks/noncovalent-interactions",
        "GET /api/v1/potentials": "/api/v1/potentials",
    }


def served(repeats: int) -> None:
    """Server time in milliseconds, and what crosses the wire, compressed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from leaderboard.computed import computed

    client, found = Client(SERVER_NAME="localhost"), addresses()
    print(
        f"{'page':24} {'cold':>8} {'median':>8} {'p95':>8}  "
        f"{'queries':>7} {'kB':>7} {'plain kB':>9}"
    )
    for name, path in found.items():
        computed.clear()
        cold = timed(client, path)[0]
        times = sorted(timed(client, path)[0] for _ in range(repeats))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = timed(client, path)[1]
        body = answer.content
        packed = answer.headers.get("Content-Encoding") == "gzip"
        plain = len(gzip.decompress(body)) if packed else len(body)
        p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
        print(
            f"{name:24} {cold:8.0f} {statistics.median(times):8.1f} {p95:8.1f}  {len(queries):7} "
            f"{len(body) / 1000:7.1f} {plain / 1000:9.1f}",
            flush=True,
        )


def timed(client: Any, path: str) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, (path, answer.status_code)
    return 1000 * (time.perf_counter() - begun), answer


def painted() -> None:
    """Largest contentful paint of the ranking over loopback, and all that Chromium transfers."""
    if not CHROMIUM.exists():
        print("Chromium is not here: no paint is measured")
        return
    from playwright.sync_api import sync_playwright

    from tests.screenshots.chromium import WIDTHS, chromium, context
    from tests.screenshots.server import serving

    with serving() as url, sync_playwright() as play, chromium(play) as browser:
        for name, path in (("ranking", "/"), ("about", "/about/")):
            for width in WIDTHS:
                seen = []
                for _ in range(4):  # the first one warms the server
                    with context(browser, url, width, "light") as made:
                        tab = made.new_page()
                        tab.goto(url + path)
                        tab.wait_for_load_state("networkidle")
                        seen.append(float(tab.evaluate(PAINT)))
                        loaded = tab.evaluate(TRANSFER)
                print(
                    f"{name} at {width} px: largest paint {min(seen[1:]):.0f} ms (first reader "
                    f"{seen[0]:.0f} ms), {sum(size for _, size in loaded) / 1000:.1f} kB in "
                    f"{len(loaded)} files",
                    flush=True,
                )


if __name__ == "__main__":
    main()
