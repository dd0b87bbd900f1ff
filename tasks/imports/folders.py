"""Import what lies in a folder: one published source, or a folder of several. All of it, or none.

Exit codes of `python -m tasks import`: 0, everything known was imported; 2, nothing was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.imports.collection import Collection
from tasks.imports.library import Library, default_library
from tasks.imports.malformed import Malformed
from tasks.imports.readers import READERS

DONE, WRONG = 0, 2
REASONS, NAMES = 4, 3  # of what was skipped, in the table; a manifest has them all


class NothingKnown(LookupError):
    """There is no such folder, or no source in it; the text names what could be imported."""


@dataclass(frozen=True)
class Imported:
    """manifests: of every set. unknown: folders that no reader knows, by name."""

    manifests: Sequence[dict[str, Any]]
    unknown: Sequence[str]


def import_folder(folder: Path, library: Library, say: Callable[[str], None]) -> Imported:
    """Read all, then write all; `say` is told of each source before it is read.

    Raises Malformed or NothingKnown, and then the library is as it was; OSError where the library
    cannot be written: no set is named there then that is not there as a whole.
    """
    known, unknown = sources(folder)
    collections: list[Collection] = []
    for source in known:
        say(f"Reading {source}")
        collections += READERS[source.name](source)
    say(f"Writing {len(collections)} sets to {library.folder}")
    return Imported(library.add(collections), unknown)


def sources(folder: Path) -> tuple[list[Path], list[str]]:
    """The folders that a reader knows: `folder` itself, or those in it; and names of the others.

    Raises NothingKnown.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise NothingKnown(f"There is no folder {folder}.")
    if folder.name in READERS:
        return [folder], []
    inside = sorted(each for each in folder.iterdir() if each.is_dir())
    known = [each for each in inside if each.name in READERS]
    if not known:
        raise NothingKnown(
            f"{folder} is none of the sources that can be imported, and holds none of them: "
            f"{', '.join(sorted(READERS))}."
        )
    return known, [each.name for each in inside if each.name not in READERS]


def summary(imported: Imported) -> str:
    """A row for each source, then what was left out, with the reasons."""
    heads = ("source", "sets", "systems", "structures", "skipped")
    by_source: dict[str, list[dict[str, Any]]] = {}
    for manifest in imported.manifests:
        by_source.setdefault(manifest["name"].partition("/")[0], []).append(manifest)
    rows = [(source, str(len(sets)), *_counts(sets)) for source, sets in by_source.items()]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (heads, *rows)]
    for manifest in imported.manifests:
        lines += _skipped(manifest)
    if imported.unknown:
        lines.append(f"Not read, for no reader knows them: {', '.join(imported.unknown)}")
    return "\n".join(lines)


def _counts(sets: Sequence[dict[str, Any]]) -> list[str]:
    return [
        str(sum(m["counts"][key] for m in sets)) for key in ("systems", "structures", "skipped")
    ]


def _skipped(manifest: dict[str, Any]) -> list[str]:
    """What is skipped for one reason stands on one line; REASONS lines, those of most first."""
    reasons: dict[str, list[str]] = {}
    for name, reason in manifest["skipped"].items():
        reasons.setdefault(reason, []).append(name)
    ordered = sorted(reasons.items(), key=lambda item: -len(item[1]))
    start = f"Skipped of {manifest['name']}"
    lines = [f"{start}: {_some(names)}: {reason}" for reason, names in ordered[:REASONS]]
    if rest := sum(len(names) for _, names in ordered[REASONS:]):
        lines.append(f"{start}: {rest} more, for other reasons; its manifest tells each")
    return lines


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES])
    return f"{shown} and {len(names) - NAMES} more" if len(names) > NAMES else shown


def add_to(commands: Any) -> None:
    """commands: what `add_subparsers` returned."""
    parser = commands.add_parser("import", help="import published references for more tasks")
    parser.add_argument(
        "folder", type=Path, metavar="DIR",
        help=f"a source, or a folder of sources: {', '.join(sorted(READERS))}",
    )  # fmt: skip
    parser.add_argument(
        "--library", type=Path, default=None, metavar="DIR",
        help=f"where to; ASSAY_LIBRARY, here {default_library()}, by default. Tasks read that one",
    )  # fmt: skip
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    try:
        imported = import_folder(options.folder, Library(options.library), _tell)
    except Malformed as error:
        _tell(f"{error}\nNothing was imported. Get the file again, or correct that line.")
        return WRONG
    except NothingKnown as error:
        _tell(f"{error.args[0]}\nNothing was imported.")
        return WRONG
    except OSError as error:
        _tell(f"The library cannot be written: {error}\nName another folder with --library.")
        return WRONG
    print(summary(imported))
    return DONE


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
