"""A potential of here as a model card of Matbench Discovery, on the standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.cards import card_of
from leaderboard.models import Potential
from tasks.model_card import write


class Command(BaseCommand):
    help = "Write a potential as a model card of Matbench Discovery (YAML)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Potential.objects.filter(slug=options["slug"]).first()
        if found is None:
            raise CommandError(f"There is no potential {options['slug']}.")
        self.stdout.write(write(card_of(found)), ending="")
