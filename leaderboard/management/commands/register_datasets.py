"""Tell the web zone of the datasets that `python -m workers.publish` wrote."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from leaderboard.models import Dataset


class Command(BaseCommand):
    help = "Register the datasets of a manifest; those that are known already stay as they are."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("manifest", type=argparse.FileType("r"), help="a file, or - for stdin")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            datasets = Dataset.objects.register(json.load(options["manifest"]))
        except (ValueError, TypeError, KeyError) as error:
            raise CommandError(
                f"This is no manifest of `python -m workers.publish`: {error!r}"
            ) from error
        for dataset in datasets:
            self.stdout.write(f"{dataset}: {dataset.size} systems")
