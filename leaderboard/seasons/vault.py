"""The vault: a folder where a season's seed, salt, systems and references wait for the reveal.

It lies on the host where the references live, and only its operator may read it. For each season:

    draft.json    seed, salt, size, families and generator, from the first `season create` on
    batch/        what is being computed, see tasks/references
    revealed/     what will be revealed, from the sealing on, see tasks/seasons/reveal.py
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from leaderboard.models.refusals import AlreadySealed, Refused
from leaderboard.models.season import NAME
from tasks.commitment import Commitment, new_salt
from tasks.seasons.reveal import SEASON, Folder, read_season

LEAST, ENOUGH = 16, 32  # bytes of a seed: what is refused below, what is asked for
FEWEST_VALUES = 8  # different bytes in a seed


class Unsafe(Refused):
    """A secret that others could read or guess."""


class NoVault(Refused):
    """This host does not keep the season."""


@dataclass(frozen=True)
class Draft:
    """seed, salt: hexadecimal."""

    season: str
    generator: str
    seed: str
    size: int
    families: tuple[str, ...]
    salt: str

    @classmethod
    def read(cls, file: Path) -> Draft:
        data = json.loads(file.read_text())
        return cls(**(data | {"families": tuple(data["families"])}))

    def about(self) -> dict[str, Any]:
        """As Commitment has it."""
        return asdict(self) | {"families": self.families}

    def same(self, other: Draft) -> bool:
        """But for the salt, which is drawn anew each time."""
        return asdict(self) | {"salt": ""} == asdict(other) | {"salt": ""}


class Vault:
    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def open(cls) -> Vault:
        """Makes it where it is missing. Raises Unsafe where others may look into it."""
        root = Path(settings.ASSAY_VAULT)
        if not root.exists():
            root.parent.mkdir(parents=True, exist_ok=True)
            root.mkdir(mode=0o700)
        _require_private(root, "chmod 700")
        return cls(root)

    def folder(self, season: str) -> Path:
        return self._root / season

    def draft(self, wanted: Draft) -> Draft:
        """The draft of that season: the first one stays. Raises AlreadySealed for another."""
        file = self.folder(wanted.season) / "draft.json"
        if not file.exists():
            write_private(file, json.dumps(asdict(wanted), indent=1).encode())
        kept = Draft.read(file)
        if not kept.same(wanted):
            raise AlreadySealed(
                f"Season {wanted.season} was begun with another seed, size, families or generator. "
                "Go on with the same, or create a season with another name."
            )
        return kept

    def batch(self, season: str) -> Path:
        """Where its candidates are computed."""
        return self.folder(season) / "batch"

    def keep(self, season: str, files: Mapping[str, bytes]) -> None:
        """What will be revealed; season.json last, so that what has it is whole."""
        for name in sorted(files, key=lambda name: name == SEASON):
            write_private(self.folder(season) / "revealed" / name, files[name])

    def files(self, season: str) -> Folder:
        """Raises NoVault where this host does not keep it."""
        folder = self.folder(season) / "revealed"
        if not (folder / SEASON).is_file():
            raise NoVault(
                f"{folder} is not here. Run this on the host where the season was created, with "
                "ASSAY_VAULT as it was there."
            )
        return Folder(folder)

    def commitment(self, season: str) -> Commitment:
        """Raises NoVault; Unreadable."""
        return read_season(self.files(season))[0]

    def names(self, season: str) -> list[str]:
        """Of the files that will be revealed."""
        folder = self.folder(season) / "revealed"
        return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def read_seed(file: Path) -> bytes:
    """The bytes of the file as they are. Raises Unsafe where others can read or guess them."""
    if not file.is_file():
        raise Unsafe(f"There is no file {file}. {_how(file)}")
    _require_private(file, "chmod 600")
    seed = file.read_bytes()
    if len(seed) < LEAST or len(set(seed)) < FEWEST_VALUES:
        raise Unsafe(f"{file} can be guessed: it holds {len(seed)} bytes. {_how(file)}")
    return seed


def new_draft(season: str, generator: str, seed: bytes, size: int, families: list[str]) -> Draft:
    """Raises Refused for a name that is none: it becomes a folder and an address."""
    if not re.fullmatch(NAME, season):
        raise Refused(f"{season!r} is no name: letters, digits, - and _, 40 at most.")
    return Draft(season, generator, seed.hex(), size, tuple(families), new_salt())


def _how(file: Path) -> str:
    return f"Make one: (umask 077; head -c {ENOUGH} /dev/urandom > {file})"


def _require_private(path: Path, remedy: str) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise Unsafe(f"{path} can be read by others (mode {mode:o}). Run: {remedy} {path}")


def write_private(path: Path, data: bytes) -> None:
    """Whole or not at all, for its owner's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
