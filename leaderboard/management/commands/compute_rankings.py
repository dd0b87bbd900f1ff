"""What the control zone starts by itself; by hand after a deployment, before readers come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.ranking import ahead


class Command(BaseCommand):
    help = "Computes the tables that everybody asks for, where results are newer than they are."

    def handle(self, *args: Any, **options: Any) -> None:
        done = ahead.compute()
        self.stdout.write("Computed." if done else "Nothing to do.")
