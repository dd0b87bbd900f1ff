"""Published files that are too large to be handed around: an operator fetches them, checksum first.

Exit codes of `python -m tasks fetch-wbm`: 0, all files are there and whole; 2, one is not.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tasks.imports.wbm import FOLDER, STRUCTURES, SUMMARY

DONE, WRONG = 0, 2
PIECE = 1 << 20  # bytes
SCHEMES = ("https", "http")  # what is fetched is held against a checksum that came with this code
TIMEOUT = 60.0  # s, without a byte
AGENT = "assay/0.1 (python -m tasks fetch-wbm)"


@dataclass(frozen=True)
class Remote:
    """md5: as the publisher states it, hexadecimal. most: bytes; more is not read."""

    name: str
    url: str
    md5: str
    most: int


WBM = (
    # URLs and checksums: janosh/matbench-discovery, matbench_discovery/data-files.yml
    Remote(
        SUMMARY, "https://figshare.com/files/64706751",
        "1555268d3aa59d20262cb9d01ce0994b", 100_000_000,
    ),
    Remote(
        STRUCTURES, "https://figshare.com/files/48169597",
        "2a292211ca6acb30ed8416178d644098", 2_000_000_000,
    ),
)  # fmt: skip


class NotFetched(Exception):
    """Why a file is not there; nothing of it is left behind."""


def fetch(files: Iterable[Remote], folder: Path, say: Callable[[str], None]) -> None:
    """All of them in the folder, whole. What is there already is not fetched again.

    Raises NotFetched at the first that cannot be had or is not what was published, OSError where
    the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        place = folder / file.name
        if place.is_file() and _md5(place) == file.md5:
            say(f"{place} is there already")
            continue
        say(f"Fetching {file.name} from {file.url}")
        part = place.with_name(f"{place.name}.part")
        try:
            _download(file, part)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)


def _download(file: Remote, part: Path) -> None:
    if urlsplit(file.url).scheme not in SCHEMES:
        raise NotFetched(f"{file.url} is no web address")
    request = urllib.request.Request(file.url, headers={"User-Agent": AGENT})  # noqa: S310
    told, size = hashlib.md5(usedforsecurity=False), 0
    try:
        with (
            urllib.request.urlopen(request, timeout=TIMEOUT) as answer,  # noqa: S310
            part.open("wb") as into,
        ):
            while piece := answer.read(PIECE):
                size += len(piece)
                if size > file.most:
                    raise NotFetched(f"{file.name} is larger than {file.most:,} bytes")
                told.update(piece)
                into.write(piece)
    except OSError as error:  # urllib's errors are of that kind, a full disk too
        raise NotFetched(f"{file.name} cannot be fetched: {error}") from error
    if told.hexdigest() != file.md5:
        raise NotFetched(
            f"{file.name} is not what was published: its MD5 is {told.hexdigest()}, not {file.md5}"
        )


def _md5(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, _plain_md5).hexdigest()


def _plain_md5() -> Any:
    return hashlib.md5(usedforsecurity=False)


def add_to(commands: Any) -> None:
    """commands: what `add_subparsers` returned."""
    parser = commands.add_parser("fetch-wbm", help="fetch Matbench Discovery's test set, 0.1 GB")
    parser.add_argument(
        "folder", type=Path, metavar="DIR",
        help=f"where to; the files come into DIR/{FOLDER}. Then: python -m tasks import DIR",
    )  # fmt: skip
    parser.add_argument(
        "--mirror", metavar="URL", default="",
        help="a folder on the web that has the files by their names, instead of figshare",
    )  # fmt: skip
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    try:
        fetch(_from(options.mirror), options.folder / FOLDER, _tell)
    except NotFetched as error:
        _tell(f"{error}.\nNothing of it was kept. Try again, or name another place with --mirror.")
        return WRONG
    except OSError as error:
        _tell(f"{options.folder} cannot be written: {error}")
        return WRONG
    _tell(f"All is there. Import it: python -m tasks import {options.folder}")
    return DONE


def _from(mirror: str) -> list[Remote]:
    base = mirror.rstrip("/")
    return [
        Remote(file.name, f"{base}/{file.name}" if base else file.url, file.md5, file.most)
        for file in WBM
    ]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
