"""The end of a season: everything is published, and can be recomputed by anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from leaderboard.models import Season
from leaderboard.models.refusals import Broken, NotOpen
from leaderboard.seasons.vault import Vault
from tasks.commitment import Commitment
from tasks.seasons.generator import planner
from tasks.seasons.reveal import BLOBS, README, SEASON, Files, zipped
from tasks.seasons.verify import Check, verify
from workers.storage import Store, open_store


def revealed_store() -> Store:
    return open_store(settings.ASSAY_STORE_REVEALED)


@dataclass(frozen=True)
class Revealed:
    """The files of a retired season, as they lie in the store that the site serves them from."""

    season: Season

    def read(self, name: str) -> bytes:
        """Raises KeyError where the season has no such file; NotRetired; ServiceFault."""
        self.season.require_revealed()
        digests = {file["name"]: file["sha256"] for file in self.season.files}
        return revealed_store().get(digests[name])


def retire(season: Season, vault: Vault) -> list[Check]:
    """Checks it once more, publishes its files, and reveals it.

    Raises NotOpen, NoVault; Broken where the vault does not hold what was promised.
    """
    if season.state != Season.State.OPEN:
        raise NotOpen(f"Season {season} is {season.state}: only an open season retires.")
    checks = checked(season, vault.files(season.name))
    commitment, files = vault.commitment(season.name), vault.names(season.name)
    named = {name: vault.files(season.name).read(name) for name in _in_order(files)}
    store = revealed_store()
    rows = [_row(name, store.put(data), data, commitment) for name, data in named.items()]
    season.retire(commitment, rows, store.put(zipped(named)))
    return checks


def checked(season: Season, files: Files) -> list[Check]:
    """Raises Broken where anything differs from what the season promised; Unreadable."""
    checks = verify(files, season.commitment, planner(season.generator))
    wrong = [f"{check.what}: {check.found}" for check in checks if check.agrees is False]
    if wrong:
        raise Broken(f"Season {season} is not what was promised. {'; '.join(wrong)}")
    return checks


def _in_order(names: list[str]) -> list[str]:
    return [SEASON, README, *sorted(set(names) - {SEASON, README})]


def _row(name: str, sha256: str, data: bytes, commitment: Commitment) -> dict[str, Any]:
    return {"name": name, "sha256": sha256, "bytes": len(data), "about": _about(name, commitment)}


def _about(name: str, commitment: Commitment) -> str:
    """What a reader finds in it."""
    blobs = {commitment.records_sha256: "records of all candidates: provenance, rejects"}
    for one in commitment.datasets:
        blobs[one.inputs_sha256] = f"{one.task}: systems"
        blobs[one.references_sha256] = f"{one.task}: references"
    plain = {
        SEASON: "the document that was hashed: seed, salt and digests",
        README: "how to verify",
    }
    return plain.get(name) or blobs.get(name.removeprefix(f"{BLOBS}/"), "")
