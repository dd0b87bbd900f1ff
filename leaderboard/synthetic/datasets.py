"""What the artificial potentials are asked: the real public systems, or names that stand for them.

Sets that an operator imports need not be here, and no season's systems ever are: of such tasks the
systems are placeholders, with ids that say so, and ends of the scale in the task's own unit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from leaderboard.models import Dataset, Season
from tasks.groups import groups
from tasks.result import Anchors
from tasks.scoring import anchors, null_errors
from tasks.task import Domain, Task
from workers.publish import HELD_OUT, PUBLIC, publish_one
from workers.storage import FolderStore

SEASON = "synthetic"
PLACEHOLDERS, A_CLUSTER = 40, 2
NULL, FLOOR = 0.3, 0.01  # of placeholders, in parts of what silence costs
Groups = dict[tuple[str, str], list[int]]


@dataclass(frozen=True)
class Asked:
    """One dataset with what is needed to draw results for it.

    groups: by (tag, value), the places of its systems. kinds: the anchors of one kind alone.
    """

    task: Task
    dataset: Dataset
    anchors: Anchors
    kinds: dict[str, Anchors] = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)


def registered(tasks: Iterable[Task], folder: Path) -> list[Asked]:
    """folder: for the blobs of inputs and references, which nobody asks for again."""
    tasks = list(tasks)
    secret = [task for task in tasks if task.domain is Domain.HELD_OUT]
    rest = [task for task in tasks if task.domain is not Domain.HELD_OUT]
    found = [_placeholder(t) if t.missing() else _real(t, folder) for t in rest]
    return (_season(secret) if secret else []) + found


def _real(task: Task, folder: Path) -> Asked:
    stores = FolderStore(folder / "inputs"), FolderStore(folder / "references")
    [dataset] = Dataset.objects.register([publish_one(task, *stores)])
    data = task.dataset()
    nulls = null_errors(task, data.systems, data.references)
    kinds = sorted({s.kind for s in data.systems})
    of_kind = {kind: [s for s in data.systems if s.kind == kind] for kind in kinds}
    ends = {k: anchors(task, some, data.references, nulls) for k, some in of_kind.items()}
    place = {s.id: i for i, s in enumerate(data.systems)}
    tags = {by for metric in task.metrics for by in metric.by}
    grouped = {
        (by, value): [place[s.id] for s in some]
        for by in sorted(tags)
        for value, some in groups(by, data.systems)
    }
    return Asked(task, dataset, Anchors(**dataset.anchors), ends, grouped)


def _placeholder(task: Task) -> Asked:
    [dataset] = Dataset.objects.register([_entry(task, PUBLIC)])
    return Asked(task, dataset, Anchors(**dataset.anchors))


def _season(tasks: list[Task]) -> list[Asked]:
    """Open, of placeholders only: there is nothing in it to keep secret, and nothing to reveal."""
    about = {"size": PLACEHOLDERS * len(tasks), "generator": SEASON, "families": [SEASON]}
    season = Season.objects.create(name=SEASON, **about)
    datasets = [Dataset.objects.hold_out(season, _entry(task, HELD_OUT)) for task in tasks]
    season.state, season.sealed = Season.State.OPEN, timezone.now()
    season.opened, season.commitment = season.sealed, _sha("the season")
    season.composition = {"tasks": {task.slug: PLACEHOLDERS for task in tasks}}
    season.save()
    return [Asked(t, d, Anchors(**d.anchors)) for t, d in zip(tasks, datasets, strict=True)]


def _entry(task: Task, split: str) -> dict[str, Any]:
    """As `workers.publish.entry` writes one."""
    worst = task.primary.worst
    assert worst is not None
    return {
        "task": task.slug,
        "task_version": task.version,
        "split": split,
        "inputs_sha256": _sha(f"inputs of {task.slug}"),
        "references_sha256": _sha(f"references of {task.slug}"),
        "systems": [_system(task, i) for i in range(PLACEHOLDERS)],
        "anchors": asdict(Anchors(NULL * worst, FLOOR * worst)),
    }


def _system(task: Task, i: int) -> dict[str, Any]:
    return {
        "id": f"placeholder-{i + 1:03}",
        "cluster": f"{task.slug}-{i // A_CLUSTER}",
        "kind": "materials" if task.domain is Domain.SOLIDS else "molecules",
        "elements": [1, 6, 8] if i % 3 else [14, 29],
        "structures": 3,
        "atoms": 30,
    }


def _sha(text: str) -> str:
    return hashlib.sha256(f"{SEASON}: {text}".encode()).hexdigest()
