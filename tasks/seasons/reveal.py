"""A season as a folder or a zip of it: what is kept until it retires, and then published.

    season.json      the commitment's document, and its hash
    blobs/<sha256>   systems and references of each task, and the records, named by their SHA-256
    README.txt       how to verify it

The records are JSON lines, one a candidate (`tasks.references.record.Record`), accepted or not,
in the order of their ids: with them come each value's provenance and the log of rejects.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from tasks.artefact import sha256, write_references, write_systems
from tasks.commitment import Commitment, NoCommitment, SealedSet
from tasks.dataset import Dataset
from tasks.references.record import Record

SEASON, BLOBS, README = "season.json", "blobs", "README.txt"
MAX_FILE = 1024**3  # bytes; a revealed file is far smaller

HOW_TO_VERIFY = """\
The held-out season "{season}", revealed.

Its commitment, which was published when the season opened, is the SHA-256
    {digest}
of the "document" in season.json, written as JSON with sorted keys and without blanks.

To recompute it, and to hold every file and every system against it:
    python -m tasks verify-season THIS-FOLDER-OR-ZIP --commitment HASH-THAT-WAS-PUBLISHED

blobs/ holds, named by the SHA-256 of their bytes, the systems and the references of each task and
the records of all candidates, accepted and rejected, with their provenance.
"""


class Unreadable(Exception):
    """No revealed season can be read there; the text says why."""


class Files(Protocol):
    """Where a revealed season lies."""

    def read(self, name: str) -> bytes:
        """Raises KeyError where there is no such file."""
        ...


class Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes:
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise KeyError(name) from error


class Zip:
    """Raises Unreadable where the file is no zip."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError) as error:
            raise Unreadable(f"{file} is no zip: {error}") from error
        inside = [name for name in self._zip.namelist() if name.endswith(SEASON)]
        self._prefix = min(inside, key=len, default=SEASON).removesuffix(SEASON)

    def read(self, name: str) -> bytes:
        info = self._zip.getinfo(self._prefix + name)  # KeyError where it is not there
        if info.file_size > MAX_FILE:
            raise Unreadable(f"{name} is larger than {MAX_FILE} bytes")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise Unreadable(f"{name} cannot be read: {error}") from error


def open_files(path: Path) -> Files:
    """Raises Unreadable where there is neither a folder nor a zip."""
    if path.is_dir():
        return Folder(path)
    if path.is_file():
        return Zip(path)
    raise Unreadable(f"there is no {path}")


def read_season(files: Files) -> tuple[Commitment, str]:
    """The commitment's document, and the hash that season.json states for it. Raises Unreadable."""
    try:
        data = json.loads(files.read(SEASON))
        return Commitment.from_json(data["document"]), str(data["commitment"])
    except KeyError as error:
        raise Unreadable(f"there is no {error.args[0]} in it") from error
    except (ValueError, TypeError, NoCommitment) as error:
        raise Unreadable(f"{SEASON}: {error}") from error


def write_records(records: Iterable[Record]) -> bytes:
    """JSON lines, the same bytes for the same records in whatever order they come."""
    ordered = sorted(records, key=lambda record: record.id)
    lines = (json.dumps(r.to_json(), sort_keys=True, allow_nan=False) for r in ordered)
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def read_records(data: bytes) -> list[Record]:
    """Raises ValueError, TypeError or KeyError where they are none."""
    return [Record.from_json(json.loads(line)) for line in data.splitlines()]


def season_files(
    datasets: Mapping[str, tuple[int, Dataset]], records: Iterable[Record], **about: Any
) -> tuple[Commitment, dict[str, bytes]]:
    """A season's commitment, and its files by their names in the folder.

    datasets: task version and dataset, by task's slug. about: season, generator, seed, salt, size
    and families, as Commitment has them.
    """
    sets: list[SealedSet] = []
    blobs: dict[str, bytes] = {}
    for task, (version, dataset) in sorted(datasets.items()):
        inputs = write_systems(dataset.systems)
        references = write_references({s.id: dataset.references[s.id] for s in dataset.systems})
        digests = sha256(inputs), sha256(references)
        blobs |= dict(zip(digests, (inputs, references), strict=True))
        sets.append(SealedSet(task, version, len(dataset.systems), *digests))
    lines = write_records(records)
    blobs[sha256(lines)] = lines
    commitment = Commitment(datasets=tuple(sets), records_sha256=sha256(lines), **about)
    return commitment, _files(commitment, blobs)


def _files(commitment: Commitment, blobs: Mapping[str, bytes]) -> dict[str, bytes]:
    season = {"commitment": commitment.digest, "document": commitment.to_json()}
    readme = HOW_TO_VERIFY.format(season=commitment.season, digest=commitment.digest)
    files = {SEASON: (json.dumps(season, indent=1) + "\n").encode(), README: readme.encode()}
    return files | {f"{BLOBS}/{name}": data for name, data in sorted(blobs.items())}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """One archive; the same bytes for the same files, without clock or system in them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
