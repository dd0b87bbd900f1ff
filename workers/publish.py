"""Write every task's public dataset to its stores, and describe them for the web zone.

Run it where the references live: `python -m workers.publish --output manifest.json`, then, in the
web zone, `manage.py register_datasets manifest.json`. Doing both again changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tasks.artefact import write_references, write_systems
from tasks.cost import Cost, total
from tasks.dataset import Dataset
from tasks.imports.library import HOW_TO_IMPORT
from tasks.registry import TASKS
from tasks.scoring import anchors, null_errors
from tasks.shown import Errors, write_shown
from tasks.system import System
from tasks.task import Domain, Profile, Task
from workers import config
from workers.faults import ServiceFault
from workers.storage import Store

UNSHOWN = (
    "ASSAY_STORE_REVEALED is not set: the datasets can be used, and pages show no structures of "
    "them.\n"
)
PUBLIC, PRACTICE, HELD_OUT = "public", "practice", "held-out"


def publish(
    tasks: Iterable[Task], inputs: Store, references: Store, revealed: Store | None = None
) -> list[dict[str, Any]]:
    """The manifest: one entry a task. It names the references, and holds none of them.

    A task of published sets that are not imported here is left out; `skipped` names it.
    revealed: where the web zone reads the systems that its pages show; None: they show none.
    """
    return [publish_one(t, inputs, references, revealed) for t in tasks if not t.missing()]


def of_profile(profile: Profile) -> list[Task]:
    """The quick ones, or all."""
    return [t for t in TASKS.values() if t.profile is Profile.QUICK or profile is Profile.FULL]


def up_to(tasks: Iterable[Task], atoms: int) -> list[Task]:
    """Those that ask for so many atoms in all at most; what is not imported is not counted."""
    return [t for t in tasks if t.missing() or _atoms(t) <= atoms]


def _atoms(task: Task) -> int:
    return total([task.cost(system) for system in task.dataset().systems]).atoms


def skipped(tasks: Iterable[Task]) -> list[str]:
    """A line for each task that `publish` leaves out, with what it lacks."""
    lacking = ((task.slug, task.missing()) for task in tasks)
    return [f"Skipped {slug}: not imported: {', '.join(sets)}" for slug, sets in lacking if sets]


def publish_one(
    task: Task, inputs: Store, references: Store, revealed: Store | None = None
) -> dict[str, Any]:
    """The task's own dataset: of a held-out task that is its practice split."""
    split = PRACTICE if task.domain is Domain.HELD_OUT else PUBLIC
    return entry(task, task.dataset(), split, inputs, references, revealed)


def entry(
    task: Task,
    dataset: Dataset,
    split: str,
    inputs: Store,
    references: Store,
    revealed: Store | None = None,
) -> dict[str, Any]:
    """Raises ValueError where held-out systems were to be shown."""
    if revealed is not None and split not in (PUBLIC, PRACTICE):
        raise ValueError(f"{task.slug}: systems of a {split} dataset are not shown")
    nulls = null_errors(task, dataset.systems, dataset.references)
    about = _entry(task, dataset, split, nulls, (inputs, references))
    if revealed is not None:
        about["shown_sha256"] = revealed.put(write_shown(task, dataset, split, nulls))
    return about


def _entry(
    task: Task, dataset: Dataset, split: str, nulls: Errors, stores: tuple[Store, Store]
) -> dict[str, Any]:
    inputs, references = stores
    return {
        "task": task.slug,
        "task_version": task.version,
        "split": split,
        "inputs_sha256": inputs.put(write_systems(dataset.systems)),
        "references_sha256": references.put(write_references(dataset.references)),
        "systems": [describe(system, task.cost(system)) for system in dataset.systems],
        "anchors": asdict(anchors(task, dataset.systems, dataset.references, nulls)),
    }


def describe(system: System, cost: Cost) -> dict[str, Any]:
    """What a ranking needs of a system, and what it costs; elements are atomic numbers."""
    return {
        "id": system.id,
        "cluster": system.cluster or system.id,
        "kind": system.kind,
        "elements": sorted(system.elements),
        "structures": cost.structures,
        "atoms": cost.atoms,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.publish", description=__doc__)
    parser.add_argument("--output", type=Path, help="a file; else standard output")
    parser.add_argument(
        "--profile",
        type=Profile,
        choices=list(Profile),
        default=Profile.FULL,
        help="quick: leave out the tasks that need a GPU or patience",
    )
    parser.add_argument(
        "--atoms",
        type=int,
        help="leave out the tasks that ask for more atoms, in all their systems",
    )
    given = parser.parse_args()
    output, tasks = given.output, of_profile(given.profile)
    tasks = tasks if given.atoms is None else up_to(tasks, given.atoms)
    try:
        stores = config.store("INPUTS"), config.store("REFERENCES")
        manifest = publish(tasks, *stores, config.revealed())
    except ServiceFault as fault:
        sys.stderr.write(f"{fault.reason}. {fault.advice}\n")
        return 1
    if config.revealed() is None:
        sys.stderr.write(UNSHOWN)
    for line in skipped(tasks):
        sys.stderr.write(f"{line}. {HOW_TO_IMPORT}.\n")
    text = json.dumps(manifest, indent=1, allow_nan=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
