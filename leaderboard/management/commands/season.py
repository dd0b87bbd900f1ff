"""The life of a held-out season: create, open, retire, verify.

Run it where the references live, with the database's address in the environment of this one
command. See docs/seasons.md.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.models import Season
from leaderboard.models.refusals import NotSealed, Refused
from leaderboard.seasons import compute, reveal
from leaderboard.seasons.create import create
from leaderboard.seasons.vault import NoVault, Vault, new_draft, read_seed
from tasks.references.batch import BatchError
from tasks.references.limits import Limits
from tasks.references.packing import pack
from tasks.references.plan import FAMILIES
from tasks.seasons.command import told
from tasks.seasons.generator import VERSION
from tasks.seasons.reveal import Unreadable, open_files
from workers.faults import ServiceFault


class Command(BaseCommand):
    help = "Creates, opens, retires or verifies a held-out season."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        _add_create(commands.add_parser("create", help="generate it in secret, and seal it"))
        for name, text in (
            ("open", "publish its commitment, and ask the listed submissions"),
            ("ask", "again those whose run failed by a fault of ours, and who was not asked yet"),
            ("retire", "reveal it: systems, references, seed, salt and provenance"),
            ("verify", "recompute what it promised, from what was revealed"),
            ("status", "where it stands"),
        ):
            one = commands.add_parser(name, help=text)
            one.add_argument("name")
            if name == "verify":
                one.add_argument("--folder", type=Path, help="or zip; else what the site serves")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['command']}")(options)
        except (Refused, Unreadable, BatchError, LookupError, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except ServiceFault as fault:
            raise CommandError(f"{fault.reason}. {fault.advice}") from fault

    def _create(self, options: dict[str, Any]) -> None:
        seed = read_seed(options["seed_file"])
        families = options["families"] or list(FAMILIES)
        draft = new_draft(options["name"], VERSION, seed, options["size"], families)
        limits = Limits(options["time_limit"], options["memory"])

        def computed(folder: Path) -> Any:
            if options["queue"]:
                compute.queued(draft, folder, self._say)
            else:
                compute.here(draft, folder, options["workers"], limits, self._say)
            return compute.all_records(folder)

        season = create(draft, Vault.open(), computed, pack)
        self._say(f"Season {season} is {season.state}: {season.composition['tasks']}")
        if season.state == Season.State.SEALED:
            self._say(f"Its commitment will be {season.commitment}")
            self._say(f"Publish it and begin: manage.py season open {season}")

    def _open(self, options: dict[str, Any]) -> None:
        season = _season(options)
        try:
            reveal.checked(season, Vault.open().files(season.name))
        except NoVault:
            self._say("The vault is not on this host: what lies in it was not checked again.")
        season.open()
        asked = sum(dataset.evaluations.count() for dataset in season.datasets.all())
        self._say(f"Season {season} is open. Its commitment is public: {season.commitment}")
        self._say(f"{asked} evaluations are queued.")

    def _ask(self, options: dict[str, Any]) -> None:
        season = _season(options)
        if not season.is_public:
            raise NotSealed(f"Season {season} is {season.state}: open it first.")
        self._say(f"{season.ask()} evaluations are queued.")

    def _retire(self, options: dict[str, Any]) -> None:
        season = _season(options)
        checks = reveal.retire(season, Vault.open())
        self._say(told(checks))
        self._say(f"Season {season} is revealed, in {len(season.files)} files and one archive.")

    def _verify(self, options: dict[str, Any]) -> None:
        season = _season(options)
        season.require_revealed()
        folder = options["folder"]
        files = open_files(folder) if folder else reveal.Revealed(season)
        checks = reveal.checked(season, files)
        self._say(told(checks))

    def _status(self, options: dict[str, Any]) -> None:
        season = _season(options)
        self._say(f"Season {season}: {season.state}, {season.size} systems asked for")
        for dataset in season.datasets.all():
            states = dataset.evaluations.values_list("state", flat=True)
            done = sum(state in {"scored", "failed"} for state in states)
            self._say(
                f"  {dataset.task}: {dataset.size} systems, {done} of {len(states)} runs done"
            )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _season(options: dict[str, Any]) -> Season:
    season = Season.objects.filter(name=options["name"]).first()
    if season is None:
        known = ", ".join(Season.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"There is no season {options['name']}. There are: {known}.")
    return season


def _add_create(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="letters, digits, - and _")
    parser.add_argument(
        "--seed-file", type=Path, required=True, help="at least 16 random bytes, for your eyes only"
    )
    parser.add_argument("--size", type=int, required=True, help="systems to generate")
    parser.add_argument("--families", nargs="+", choices=list(FAMILIES), metavar="FAMILY")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=int, default=1, help="processes on this host; 1 by default"
    )
    where.add_argument("--queue", action="store_true", help="by the workers of queue `reference`")
    usual = Limits()
    parser.add_argument(
        "--time-limit", type=int, default=usual.seconds, metavar="SECONDS", help="CPU, a system"
    )
    parser.add_argument("--memory", type=int, default=usual.memory_mb, metavar="MB")
