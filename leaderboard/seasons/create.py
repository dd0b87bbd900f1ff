"""From a secret seed to a sealed season. Whatever was stopped goes on where it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ase.data import chemical_symbols

from leaderboard.models import Season
from leaderboard.models.dataset import HELD_OUT
from leaderboard.models.refusals import AlreadySealed
from leaderboard.seasons.vault import Draft, Vault
from tasks.dataset import Dataset
from tasks.references.record import Record
from tasks.registry import find
from tasks.seasons.reveal import season_files
from workers import config
from workers.faults import ServiceFault
from workers.publish import entry
from workers.redaction import FEWEST
from workers.storage import Store

Compute = Callable[[Path], Mapping[str, Record]]
"""Given a batch's folder, to its end; the records of all its candidates, by id."""

Pack = Callable[[Path], Mapping[str, Dataset]]
"""A finished batch's folder to the systems and references of each task, by its slug."""

NUMBER = re.compile(r"(?<![\w².])(?<!limit )(?<!limit is )\d+(\.\d+)?\b")
LONGEST = 160  # characters of a reason


def create(draft: Draft, vault: Vault, compute: Compute, pack: Pack) -> Season:
    """Generates and seals it, or gives the season of these arguments that is sealed already.

    Raises AlreadySealed where a season of this name was made of others; ServiceFault where this
    host has no stores of inputs and references.
    """
    inputs, references = stores()
    season = begun(draft)
    draft = vault.draft(draft)
    if season.is_sealed:
        return season
    folder = vault.batch(draft.season)
    records = compute(folder)
    seal(season, draft, vault, pack(folder), records.values(), (inputs, references))
    return season


def stores() -> tuple[Store, Store]:
    """Of inputs and references. Raises ServiceFault, which says where a season is made."""
    try:
        return config.store("INPUTS"), config.store("REFERENCES")
    except ServiceFault as fault:
        raise ServiceFault(
            f"A season is made where the references live, and here {fault.reason}",
            "Run this on the scoring host, with ASSAY_STORE_INPUTS, ASSAY_STORE_REFERENCES and "
            "DATABASE_URL in its environment.",
        ) from fault


def begun(draft: Draft) -> Season:
    """The season's row. Raises AlreadySealed where there is one of the name, but of other size."""
    about = {"size": draft.size, "families": list(draft.families), "generator": draft.generator}
    season, _ = Season.objects.get_or_create(name=draft.season, defaults=about)
    if about != {key: getattr(season, key) for key in about}:
        raise AlreadySealed(
            f"There is a season {season} of {season.size} systems, {season.state}, made by "
            f"generator {season.generator} from {', '.join(season.families)}. It does not change: "
            "take another name."
        )
    return season


def seal(
    season: Season,
    draft: Draft,
    vault: Vault,
    datasets: Mapping[str, Dataset],
    records: Iterable[Record],
    stores: tuple[Store, Store],
) -> None:
    """The salt is the draft's, so that doing it again after a crash gives the same commitment."""
    ordered = {slug: _ordered(dataset) for slug, dataset in sorted(datasets.items())}
    all_records = list(records)
    versions = {slug: (find(slug).version, dataset) for slug, dataset in ordered.items()}
    commitment, files = season_files(versions, all_records, **draft.about())
    vault.keep(season.name, files)
    manifest = [entry(find(slug), one, HELD_OUT, *stores) for slug, one in ordered.items()]
    season.seal(commitment, manifest, composition(ordered, all_records), rejects(all_records))


def _ordered(dataset: Dataset) -> Dataset:
    """The references in the order of the systems, so that the bytes are always the same."""
    return Dataset(dataset.systems, {s.id: dataset.references[s.id] for s in dataset.systems})


def composition(datasets: Mapping[str, Dataset], records: Iterable[Record]) -> dict[str, Any]:
    """Counts that anybody may know while the systems are secret.

    An element is named where FEWEST systems hold it, or more.
    """
    systems = [system for dataset in datasets.values() for system in dataset.systems]
    holding = Counter(chemical_symbols[z] for system in systems for z in system.elements)
    elements = {symbol: n for symbol, n in holding.most_common() if n >= FEWEST}
    families: dict[str, dict[str, int]] = {}
    for record in sorted(records, key=lambda r: r.family):
        counts = families.setdefault(record.family, {"accepted": 0, "rejected": 0})
        counts["accepted" if record.accepted else "rejected"] += 1
    return {
        "tasks": {slug: len(dataset.systems) for slug, dataset in datasets.items()},
        "families": families,
        "elements": elements,
        "rarer_elements": len(holding) - len(elements),
    }


def rejects(records: Iterable[Record]) -> list[dict[str, Any]]:
    """How often each reason rejected a candidate of each family, the most frequent first."""
    found = Counter((r.family, public(why)) for r in records for why in r.reasons)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [{"family": f, "reason": why, "count": n} for (f, why), n in ordered]


def public(reason: str) -> str:
    """The rule that it broke, without the numbers of the system: those come with the reveal."""
    first = (reason.splitlines() or [""])[0]
    return NUMBER.sub("…", first)[:LONGEST]
