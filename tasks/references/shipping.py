"""A finished batch as a few small files that travel with the project.

batch.json                  generator, seed in hexadecimal, size, families
records.jsonl.gz            one record a line, accepted or rejected, with its whole provenance
rejects.json                what was rejected, and why
SLUG.inputs.npz.gz          the systems of a task, as tasks/artefact.py writes them
SLUG.references.npz.gz      their references
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tasks.artefact import write_references, write_systems
from tasks.references.batch import DESCRIPTION, Batch, BatchError
from tasks.references.packing import datasets
from tasks.references.record import Record
from tasks.references.uncertainty import of_record

RECORDS, REJECTS = "records.jsonl.gz", "rejects.json"


def ship(folder: Path, out: Path, size: int | None = None) -> Batch:
    """Writes the files of a batch, or of the smaller one that it begins with; returns that.

    Raises BatchError where a record is missing.
    """
    whole = Batch.open(folder)
    batch = replace(whole, folder=out, size=size or whole.size)
    records = [whole.record(name) for name in batch.places()]
    known = [record for record in records if record is not None]
    if len(known) < len(records):
        raise BatchError(f"{len(records) - len(known)} of {len(records)} have no record yet")
    _write(batch, known)
    return batch


def assess(folder: Path) -> int:
    """Gives every accepted record of a batch, or of one that was shipped, the uncertainty that its
    components have by the present rule (tasks/references/uncertainty.py).

    Returns how many changed. Raises BatchError.
    """
    batch = Batch.open(folder)
    shipped = (folder / RECORDS).exists()
    records = read_records(folder) if shipped else list(batch.records().values())
    assessed = [_assessed(record) for record in records]
    changed = [new for new, old in zip(assessed, records, strict=True) if new != old]
    if shipped:
        _write(batch, assessed)
    else:
        for record in changed:
            batch.keep(record)
    return len(changed)


def _assessed(record: Record) -> Record:
    return replace(record, uncertainty=of_record(record)) if record.accepted else record


def read_records(folder: Path) -> list[Record]:
    """Of a batch that was shipped."""
    lines = gzip.decompress((folder / RECORDS).read_bytes()).splitlines()
    return [Record.from_json(json.loads(line)) for line in lines]


def _write(batch: Batch, records: list[Record]) -> None:
    batch.folder.mkdir(parents=True, exist_ok=True)
    for name, data in _files(batch, records):
        (batch.folder / name).write_bytes(data)


def _files(batch: Batch, records: list[Record]) -> Iterator[tuple[str, bytes]]:
    yield DESCRIPTION, _text(batch.described())
    ordered = sorted(records, key=lambda record: record.id)
    lines = (json.dumps(r.to_json(), sort_keys=True, allow_nan=False) + "\n" for r in ordered)
    yield RECORDS, _packed("".join(lines).encode("ascii"))
    yield REJECTS, _text(list(_rejects(batch, ordered)))
    pairs = ((batch.candidate(record.id), record) for record in ordered if record.accepted)
    for slug, dataset in datasets(pairs).items():
        yield f"{slug}.inputs.npz.gz", _packed(write_systems(dataset.systems))
        held = {system.id: dataset.references[system.id] for system in dataset.systems}
        yield f"{slug}.references.npz.gz", _packed(write_references(held))


def _rejects(batch: Batch, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        if not record.accepted:
            system = batch.candidate(record.id).cluster
            told = {"id": record.id, "family": record.family, "molecules": system}
            yield told | {"reasons": list(record.reasons)}


def _text(content: Any) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()


def _packed(data: bytes) -> bytes:
    """Without the clock."""
    return gzip.compress(data, 9, mtime=0)
