"""A batch is a folder: what is to be computed, and what came of each candidate so far.

    batch.json          generator, seed, size, families: the plan. Readable by its owner only
    records/<id>.json   one a finished candidate, accepted or rejected; whole or not there
    running/<id>/       of a job that runs: its scratch files and its stage; deleted afterwards
    locks/<id>          held by whoever computes it
    memory/             of fragments, what several candidates share; may be deleted at any time

Whatever is killed, and however often, what has a record is not computed again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from tasks.references.candidate import Candidate
from tasks.references.plan import Place, candidate, places
from tasks.references.record import Record
from tasks.references.seeds import GENERATOR

DESCRIPTION, RECORDS, RUNNING, LOCKS = "batch.json", "records", "running", "locks"
MEMORY, STAGE = "memory", "stage"


class BatchError(Exception):
    """The folder holds no batch, or another one than was asked for; the text says what to do."""


@dataclass(frozen=True)
class Batch:
    """seed: bytes; of a season it is secret, and so is the folder. largest_work: candidates of more
    multiplications (tasks/references/work.py) are rejected without being run; None: all are run."""

    folder: Path
    seed: bytes
    size: int
    families: tuple[str, ...] = ()
    largest_work: float | None = None

    @classmethod
    def create(
        cls,
        folder: Path,
        seed: bytes,
        size: int,
        families: Sequence[str] = (),
        largest_work: float | None = None,
    ) -> Self:
        """Makes the folder, or takes up the same batch where it stopped.

        Raises BatchError where the folder holds another batch, LookupError and ValueError as plan.
        """
        batch = cls(folder, seed, size, tuple(dict.fromkeys(families)), largest_work)
        batch.places()
        if (folder / DESCRIPTION).exists():
            found = cls.open(folder)
            if found != batch:
                raise BatchError(
                    f"{folder} holds another batch ({found.size} candidates). Name another folder, "
                    "or give the seed, size, families and bound that it was begun with."
                )
            return found
        (folder / RECORDS).mkdir(parents=True, exist_ok=True)
        write(folder / DESCRIPTION, batch.described())
        return batch

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises BatchError."""
        try:
            described = json.loads((folder / DESCRIPTION).read_text())
            made = described["generator"]
            seed, size = bytes.fromhex(described["seed"]), int(described["size"])
            families = tuple(described["families"])
            largest_work = described.get("largest_work")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(f"{folder} holds no batch: {error!r}") from error
        if made != GENERATOR:
            raise BatchError(
                f"{folder} was begun by generator {made}, this is {GENERATOR}: finish it with the "
                "version of the code that began it, or begin anew in another folder."
            )
        return cls(folder, seed, size, families, largest_work)

    def described(self) -> dict[str, Any]:
        """What batch.json says."""
        return {
            "generator": GENERATOR,
            "seed": self.seed.hex(),
            "size": self.size,
            "families": list(self.families),
            "largest_work": self.largest_work,
        }

    def places(self) -> dict[str, Place]:
        """Family and index by id, in the order in which they are computed."""
        return places(self.seed, self.size, self.families)

    def candidate(self, name: str) -> Candidate:
        """Raises LookupError for an id that is not in the plan."""
        found = self.places()
        if name not in found:
            raise LookupError(f"there is no candidate {name!r} in {self.folder}")
        return candidate(self.seed, *found[name])

    def record(self, name: str) -> Record | None:
        file = self._file(name)
        return Record.from_json(json.loads(file.read_text())) if file.exists() else None

    def keep(self, record: Record) -> None:
        write(self._file(record.id), record.to_json())

    def records(self) -> dict[str, Record]:
        """Those that there are, by id, in the order of the plan."""
        found = {name: self.record(name) for name in self.places()}
        return {name: record for name, record in found.items() if record is not None}

    def waiting(self) -> list[str]:
        """Ids without a record, in the order of the plan."""
        return [name for name in self.places() if not self._file(name).exists()]

    def _file(self, name: str) -> Path:
        return self.folder / RECORDS / f"{name}.json"


@dataclass(frozen=True)
class Progress:
    """planned, accepted, rejected: how many, by family. running: stage, by id. cpu_seconds: so far,
    of what has a record."""

    planned: Mapping[str, int]
    accepted: Mapping[str, int]
    rejected: Mapping[str, int]
    running: Mapping[str, str]
    cpu_seconds: float

    @property
    def done(self) -> int:
        return sum(self.accepted.values()) + sum(self.rejected.values())

    @property
    def asked(self) -> int:
        return sum(self.planned.values())

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"done": self.done, "asked": self.asked}


def progress(folder: Path) -> Progress:
    """Raises BatchError."""
    batch = Batch.open(folder)
    records = list(batch.records().values())
    return Progress(
        planned=Counter(family for family, _ in batch.places().values()),
        accepted=Counter(r.family for r in records if r.accepted),
        rejected=Counter(r.family for r in records if not r.accepted),
        running=_stages(folder),
        cpu_seconds=sum(float(r.provenance["cost"]["cpu_seconds"]) for r in records),
    )


def _stages(folder: Path) -> dict[str, str]:
    files = sorted((folder / RUNNING).glob(f"*/{STAGE}"))
    return {file.parent.name: file.read_text() for file in files if file.exists()}


def write(file: Path, content: Mapping[str, Any]) -> None:
    """JSON, whole or not at all, for its owner's eyes only."""
    part = file.with_suffix(f".{os.getpid()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump(content, stream, indent=1, allow_nan=False)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
