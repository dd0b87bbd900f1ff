"""`python -m tasks card import | export`: model cards of Matbench Discovery, and card.toml of here.

Exit codes: 0, written; 2, the file cannot be read, or is no card.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tasks.model_card import CardError, ModelCard, read, write

DONE, WRONG = 0, 2


def add_to(commands: Any) -> None:
    """commands: what `add_subparsers` returned."""
    parser = commands.add_parser("card", help="Matbench Discovery's model cards, from and to")
    ways = parser.add_subparsers(required=True, metavar="import | export")
    for name, what, command in (
        ("import", "a model card (YAML) as card.toml, on the standard output", _import),
        ("export", "a card.toml as a model card (YAML), on the standard output", _export),
    ):
        way = ways.add_parser(name, help=what)
        way.add_argument("file", type=Path, metavar="FILE")
        way.set_defaults(command=command)


def to_toml(card: ModelCard) -> str:
    """JSON's texts, numbers and lists are TOML's; so are its \\u escapes."""
    flat = {key: value for key, value in asdict(card).items() if value is not None}
    numbers = flat.pop("numbers")
    lines = [f"{key} = {json.dumps(value)}" for key, value in flat.items()]
    published = [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in numbers.items()]
    return "\n".join([*lines, "", "[numbers]", *published, ""])


def from_toml(text: str) -> ModelCard:
    """What a card.toml says beside (runtime, charges, …) is left out. Raises CardError."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"The card is no TOML: {error}") from error
    return from_table(found)


def from_table(found: Mapping[str, Any]) -> ModelCard:
    """As from_toml, of what the file holds."""
    known = {key: found[key] for key in ModelCard.__dataclass_fields__ if key in found}
    try:
        return ModelCard(**{**known, "elements": tuple(known.get("elements", ()))})
    except TypeError as error:
        raise CardError(f"The card lacks a key: {error}") from error


def _import(options: argparse.Namespace) -> int:
    return _told(options.file, lambda text: to_toml(read(text)))


def _export(options: argparse.Namespace) -> int:
    return _told(options.file, lambda text: write(from_toml(text)))


def _told(file: Path, turned: Any) -> int:
    try:
        print(turned(file.read_text(encoding="utf-8")), end="")
    except (OSError, UnicodeDecodeError, CardError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return WRONG
    return DONE
