"""What is being evaluated, as lines on the terminal, until it is interrupted."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.models import Submission


class Command(BaseCommand):
    help = "Prints each submission's progress whenever it changes."

    def handle(self, *args: Any, **options: Any) -> None:
        seen: dict[str, str] = {}
        while True:
            for submission in Submission.objects.select_related("potential").order_by("pk"):
                line = describe(submission)
                if seen.get(submission.public_id) != line:
                    seen[submission.public_id] = line
                    self.stdout.write(f"  {time.strftime('%H:%M:%S')}  {line}")
                    self.stdout.flush()
            time.sleep(2)


def describe(submission: Submission) -> str:
    """One line; tenths of the systems, so that a long run does not flood the terminal."""
    name = f"{submission.potential.name:<16}"
    if submission.is_final:
        reason = submission.reason.splitlines()[0] if submission.reason else ""
        return f"{name} {submission.state} {reason}".rstrip()
    if submission.state == Submission.State.QUEUED:
        return f"{name} queued"
    done = sum(evaluation.done for evaluation in submission.evaluations.all())
    asked = sum(evaluation.asked for evaluation in submission.evaluations.all()) or 1
    tenths = 10 * done // asked
    return f"{name} [{'#' * tenths}{'.' * (10 - tenths)}] {10 * tenths:3d} %"
