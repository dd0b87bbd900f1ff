"""`make screenshots`: every page, wide and narrow, light and dark, into build/screenshots/.

It looks at a copy of the demo's database (var/, or ASSAY_VAR), or at a small one with real results
that it makes. index.html shows all of them; --readme also makes the picture of the README.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "docs" / "images" / "ranking.png"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument("--readme", action="store_true", help=f"writes {README} as well")
    given = parser.parse_args()
    var = Path(os.environ.get("ASSAY_VAR", ROOT / "var")).resolve()
    with tempfile.TemporaryDirectory() as folder:
        _settle(var, Path(folder))
        from tests.screenshots import seed, shoot

        seed.prepare(var)
        index = shoot.everything(given.out, given.only, README if given.readme else None)
    print(f"Look at {index}")


def _settle(var: Path, folder: Path) -> None:
    """This process, and the website that it starts, work on a copy."""
    import django

    from tests.screenshots.seed import copy

    source, database = var / "web" / "db.sqlite3", folder / "web" / "db.sqlite3"
    database.parent.mkdir()
    if source.exists():
        copy(source, database)
    if (revealed := var / "stores" / "revealed").exists():
        shutil.copytree(revealed, folder / "stores" / "revealed")
    os.environ |= {"ASSAY_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "leaderboard.settings"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop is no concern of Django's
    django.setup()


if __name__ == "__main__":
    main()
