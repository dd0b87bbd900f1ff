"""The database that is looked at: a copy of the demo's, or a small one with real results."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tasks.task import Task

TASKS = (
    "noncovalent-interactions",
    "barrier-heights",
    "equation-of-state",
    "symmetries",
    "diatomics",
)
POTENTIALS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("EMT", "emt", "entry", {"elements": [1, 6, 7, 8, 13, 28, 29, 46, 47, 78, 79]}),
    ("Lennard-Jones for argon", "argon", "entry", {"training_level": "experiment"}),
    ("Sticky spheres", "sticky", "entry", {"parameters": 2}),
    ("Null model", "null", "reference-line", {}),
)


def copy(source: Path, into: Path) -> None:
    """As it is at this moment: the demo may be running, and is left alone."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as old, sqlite3.connect(into) as new:
        old.backup(new)
    for name in ("secret-key", "mfa-key"):
        if (key := source.with_name(name)).exists():
            shutil.copy(key, into.with_name(name))


def small() -> None:
    """A few simple potentials on a few real tasks, and what an owner sees besides."""
    from leaderboard.models import ApiToken
    from tasks.registry import TASKS as KNOWN
    from tests.leaderboard.conftest import a_potential, a_submission, someone
    from tests.leaderboard.scored import scored

    show([KNOWN[slug] for slug in TASKS])
    alice, bob = someone("alice"), someone("bob")
    for name, calculator, kind, about in POTENTIALS:
        scored(bob, name, calculator, *TASKS, kind=kind, **about)
    own = a_potential(alice, "Morse")
    a_submission(own)
    failed = a_submission(own, "c" * 64)
    failed.fail("potential.py: no function is called load", "Define load(device).")
    scored(alice, "Morse, refitted", "sticky", *TASKS, publish=False)
    ApiToken.issue(alice, "scripts", [ApiToken.Scope.READ], days=30)


def show(tasks: Iterable[Task]) -> None:
    """Registers them, with what pages show of their systems."""
    from django.conf import settings

    from leaderboard.models import Dataset
    from workers.publish import publish
    from workers.storage import FolderStore

    with tempfile.TemporaryDirectory() as folder:
        inputs, references = (FolderStore(Path(folder) / name) for name in ("inputs", "references"))
        revealed = FolderStore(Path(settings.ASSAY_STORE_REVEALED))
        Dataset.objects.register(publish(tasks, inputs, references, revealed))


def prepare(var: Path) -> None:
    """Brings the copy up to this code, or fills a new one; keeps a snapshot to be looked at."""
    from leaderboard.models import Dataset, Snapshot, Submission
    from leaderboard.ranking import RankingQuery, ranking_table
    from leaderboard.ranking.document import document
    from leaderboard.ranking.shown import Shown
    from tasks.registry import TASKS as KNOWN

    call_command("migrate", verbosity=0)
    if not Submission.objects.exists():
        print(f"{var} holds no submission: a small database with real results is made")
        small()
    mute = set(Dataset.objects.current().filter(shown_sha256="").values_list("task", flat=True))
    if known := [KNOWN[slug] for slug in TASKS if slug in mute]:
        show(known)
    Snapshot.objects.keep(document(Shown.of(ranking_table(RankingQuery()))), date.today())
