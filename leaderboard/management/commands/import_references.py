"""Import published references, and give what became of them to the stores and to the ranking."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from leaderboard.models import Dataset
from tasks.imports.folders import NothingKnown, import_folder, summary
from tasks.imports.library import Library
from tasks.imports.malformed import Malformed
from tasks.registry import TASKS
from tasks.task import Task
from workers import config
from workers.faults import ServiceFault
from workers.publish import publish

STORES = ("ASSAY_STORE_INPUTS", "ASSAY_STORE_REFERENCES")

ELSEWHERE = """\
The datasets are not published from here: {lacking} not set. Where the references' store can be
written, and this library ({library}) be read:
    ASSAY_LIBRARY={library} python -m workers.publish --output datasets.json
and then, here:
    python manage.py register_datasets datasets.json"""


class Command(BaseCommand):
    help = (
        "Import a folder of published references into the library (ASSAY_LIBRARY). Where the "
        "stores of inputs and references are configured, the datasets of the tasks made of them "
        "are published and registered too. Doing it again changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a source, or a folder of sources")

    def handle(self, *args: Any, **options: Any) -> None:
        library = Library()
        try:
            imported = import_folder(options["folder"], library, self.stderr.write)
        except (Malformed, NothingKnown) as error:
            raise CommandError(f"{error}\nNothing was imported.") from error
        except OSError as error:
            raise CommandError(f"The library cannot be written: {error}") from error
        self.stdout.write(summary(imported))
        lacking = [name for name in STORES if not os.environ.get(name)]
        if lacking:
            told = ELSEWHERE.format(lacking=" and ".join(lacking), library=library.folder.resolve())
            self.stdout.write(told)
            return
        self._publish(tasks_of([manifest["name"] for manifest in imported.manifests]))

    def _publish(self, tasks: list[Task]) -> None:
        try:
            stores = config.store("INPUTS"), config.store("REFERENCES")
            manifest = publish(tasks, *stores, config.revealed())
        except ServiceFault as fault:
            raise CommandError(f"{fault.reason}. {fault.advice}") from fault
        with transaction.atomic():
            datasets = Dataset.objects.register(manifest)
        for dataset in datasets:
            self.stdout.write(f"{dataset}: {dataset.size} systems")


def tasks_of(names: Iterable[str]) -> list[Task]:
    """Those made of one of these sets, of which no other set is missing."""
    known = set(names)
    return [
        task
        for task in TASKS.values()
        if known.intersection(getattr(task.dataset, "names", ())) and not task.missing()
    ]
