"""What is being evaluated, and which e-mails are sent, as lines on the terminal."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.mail import folder, letters
from leaderboard.models import Submission


class Command(BaseCommand):
    help = "Prints progress and e-mails as they come, until it is interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        seen: dict[str, str] = {}
        sent = count_letters()
        while True:
            for submission in Submission.objects.select_related("potential").order_by("pk"):
                line = describe(submission)
                if seen.get(submission.public_id) != line:
                    seen[submission.public_id] = line
                    self._say(f"  {time.strftime('%H:%M:%S')}  {line}")
            sent, before = count_letters(), sent
            for letter in reversed(letters()[: sent - before]):
                self._say(f"\n--- e-mail to {letter.to}: {letter.subject}\n{letter.body}\n---")
            time.sleep(2)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def count_letters() -> int:
    return sum(1 for _ in folder().glob("*.eml"))


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
