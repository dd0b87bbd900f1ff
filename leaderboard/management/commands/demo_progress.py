"""What is being evaluated, and which e-mails are sent, as lines on the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.mail import folder, letters
from leaderboard.models import Evaluation, Season, Submission


class Command(BaseCommand):
    help = "Prints progress and e-mails as they come, until it is interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        seen: dict[str, str] = {}
        sent = count_letters()
        while True:
            for name, line in lines():
                if seen.get(name) != line:
                    seen[name] = line
                    self._say(f"  {time.strftime('%H:%M:%S')}  {line}")
            sent, before = count_letters(), sent
            for letter in reversed(letters()[: sent - before]):
                self._say(f"\n--- e-mail to {letter.to}: {letter.subject}\n{letter.body}\n---")
            time.sleep(2)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def lines() -> Iterator[tuple[str, str]]:
    """Of each submission and each season what is to be said now, under a name of its own."""
    for submission in Submission.objects.select_related("potential").order_by("pk"):
        yield submission.public_id, describe(submission)
    for season in Season.objects.opened():
        runs = Evaluation.objects.filter(dataset__season=season)
        done = runs.filter(state__in=Evaluation.FINAL).count()
        yield f"season {season}", f"held-out season: {done} of {runs.count()} runs done"


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
