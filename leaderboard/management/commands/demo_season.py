"""The demo's own held-out season: real, small, and from a seed that is drawn on the spot."""

from __future__ import annotations

import io
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, OutputWrapper

from leaderboard.models import Season

NAME = "demo"
SIZE = 12  # candidates
FAMILIES = ("dimers",)  # ten seconds of CPU time each, most of them; nearly all are accepted
SEED_BYTES = 32


class Command(BaseCommand):
    help = "Creates and opens the demo's season. Stopped, it goes on; done, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=SIZE)
        parser.add_argument("--families", nargs="+", default=list(FAMILIES))

    def handle(self, *args: Any, **options: Any) -> None:
        if Season.objects.opened().filter(name=NAME).exists():
            return
        told = Told(self.stdout)
        size, families = options["size"], options["families"]
        begun = ["create", NAME, "--seed-file", str(seed_file()), "--size", str(size)]
        call_command("season", *begun, "--families", *families, "--queue", stdout=told)
        call_command("season", "open", NAME, stdout=told)


class Told(io.TextIOBase):
    """Lines as `demo_progress` writes them."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out

    def write(self, text: str) -> int:
        for line in filter(None, map(str.strip, text.splitlines())):
            self._out.write(f"  {time.strftime('%H:%M:%S')}  held-out season: {line}\n")
        self._out.flush()
        return len(text)


def seed_file() -> Path:
    """In the vault's care: made once, and for its owner's eyes only."""
    file = Path(settings.ASSAY_VAULT) / f"{NAME}.seed"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(os.urandom(SEED_BYTES))
    return file
