"""A potential from its model card on Matbench Discovery, or that card's numbers for one of here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from leaderboard.cards import take_in
from leaderboard.models import Potential
from tasks.model_card import CardError, read


class Command(BaseCommand):
    help = (
        "Describe a new potential by a model card of Matbench Discovery (YAML), or keep the "
        "numbers of the card with a potential that there is (--into)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--owner", metavar="ADDRESS", help="of a new potential, by e-mail")
        whose.add_argument("--into", metavar="SLUG", help="of a potential that there is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            card = read(options["file"].read_text(encoding="utf-8"))
            owner, into = _whose(options["owner"], options["into"])
            found = take_in(owner, card, into)
        except (OSError, UnicodeDecodeError, CardError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{found.name}: {found.get_absolute_url()}")


def _whose(address: str | None, slug: str | None) -> tuple[User, Potential | None]:
    """Raises CommandError."""
    if slug is not None:
        into = Potential.objects.filter(slug=slug).select_related("owner").first()
        if into is None:
            raise CommandError(f"There is no potential {slug}.")
        return into.owner, into
    owner = User.objects.filter(email__iexact=address).first()
    if owner is None:
        raise CommandError(f"Nobody has the address {address}.")
    return owner, None
