"""`manage.py encrypt_second_factors`: after a new key, and once where there was none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.models import Webhook
from leaderboard.second_factors import Unreadable, rotate


class Command(BaseCommand):
    help = "Encrypts secrets of second factors and webhooks with the first of ASSAY_MFA_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rotate()
        except Unreadable as trouble:
            raise CommandError(f"{trouble} Nothing was changed.") from trouble
        for webhook in Webhook.objects.all():
            webhook.reseal()
        self.stdout.write(f"{count} second factors are encrypted with the first key.")
