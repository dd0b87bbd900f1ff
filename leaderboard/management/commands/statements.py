"""`manage.py statements`: what is published and not yet stated; a key that is not believed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from leaderboard.models import SigningKey, Statement, Submission
from leaderboard.models.refusals import Unmoved


class Command(BaseCommand):
    help = (
        "Signs a statement of each published submission that has something new to state, or whose "
        "last one was signed with a key that is revoked. Twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--revoke", metavar="KEY_ID", help="a key that others may have")
        parser.add_argument("--why", default="", help="what readers of the list of keys are told")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revoke"]:
            self._revoke(options["revoke"], options["why"].strip())
        published = Submission.objects.filter(published__isnull=False).order_by("pk")
        made = sum(_state(pk) for pk in published.values_list("pk", flat=True))
        self.stdout.write(f"{made} signed, {published.count() - made} had nothing new to state")

    def _revoke(self, key_id: str, why: str) -> None:
        key = SigningKey.objects.filter(key_id=key_id).first()
        if key is None:
            known = ", ".join(SigningKey.objects.values_list("key_id", flat=True)) or "none"
            raise CommandError(f"No key {key_id} has signed anything. Known: {known}.")
        if not why:
            raise CommandError("Say why, with --why: the list of keys tells it to everybody.")
        try:
            key.revoke(why)
        except Unmoved as refused:
            raise CommandError(str(refused)) from refused


@transaction.atomic
def _state(pk: int) -> bool:
    submission = Submission.objects.select_for_update().select_related("potential").get(pk=pk)
    return Statement.objects.state(submission) is not None
