"""`manage.py doctor`: checks this installation, and says how to mend what is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from leaderboard.doctor.findings import OPERATOR, WEB, findings
from workers.checkup import report


class Command(BaseCommand):
    help = (
        "Checks the web zone of an installation: what is wrong, and how to mend it. Exit code 1 "
        "where something is broken. On a GPU or scoring host: python -m workers.doctor."
    )
    requires_system_checks: list[str] = []  # they are among its findings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--zone", choices=[WEB, OPERATOR], default=WEB)

    def handle(self, *args: Any, **options: Any) -> None:
        text, code = report(findings(options["zone"]))
        self.stdout.write(text)
        if code:
            sys.exit(code)
