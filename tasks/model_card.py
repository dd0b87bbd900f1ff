"""Model cards of Matbench Discovery (YAML): what a potential is, and what that board found.

A card is one file of janosh/matbench-discovery, models/<family>/<model>.yml. Of its many keys those
are read that describe a potential here, and the numbers that readers compare. It comes from
anybody: only plain YAML is read, no tags that make objects, no aliases that grow when they are
followed, and no more than LARGEST characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import yaml

LARGEST = 100_000  # characters; the largest of that board has some 15 000
BOARD = "https://matbench-discovery.materialsproject.org/models"
NOT_STATED = "not stated in the card"
DESCRIPTION = 4_000  # characters
NUMBERS = ("F1", "DAF", "Precision", "Recall", "MAE", "R2")  # of the discovery of stable crystals
DISCOVERY, KAPPA, RMSD = "unique_prototypes", "κ_SRME", "RMSD"
SYMPREC = "symprec=1e-2"  # of the symmetries beside the RMSD, which does not depend on it
LEVELS = {"MPtrj": "PBE, PBE+U", "OMat24": "PBE, PBE+U"}
"""Of training sets whose level is known here; a card does not state it."""


class CardError(ValueError):
    """Why no potential can be made of a card; the text says where to look."""


@dataclass(frozen=True)
class ModelCard:
    """The fields are those of a potential here. source: where the numbers were published.

    numbers: by name, of NUMBERS (MAE in eV/atom), KAPPA and RMSD those that the card has.
    """

    name: str
    authors: str
    link: str
    training_data: str
    forces: str
    parameters: int | None = None
    licence: str = NOT_STATED
    training_level: str = NOT_STATED
    description: str = ""
    elements: tuple[int, ...] = ()
    key: str = ""
    source: str = BOARD
    numbers: Mapping[str, float] = field(default_factory=dict)


def read(text: str) -> ModelCard:
    """Raises CardError."""
    card = _loaded(text)
    name, key = _text(card, "model_name"), _text(card, "model_key", "")
    sets = _sets(card)
    return ModelCard(
        name=name,
        authors=", ".join(_authors(card)),
        link=_link(card),
        training_data=", ".join(sets) or NOT_STATED,
        forces=_forces(_text(card, "targets")),
        parameters=_parameters(card),
        licence=_licence(card),
        training_level=_level(sets),
        description=_description(card),
        key=key,
        source=f"{BOARD}/{key}" if re.fullmatch(r"[\w.+-]+", key) else BOARD,
        numbers=_numbers(card),
    )


@dataclass(frozen=True)
class Understood:
    """What of a card can be read. fields: by their names in ModelCard, none that is not stated.

    untold: what is missing or of no use, a sentence each.
    """

    fields: Mapping[str, Any]
    untold: tuple[str, ...]


def understood(text: str) -> Understood:
    """As `read`, of a card that may lack anything. Raises CardError where it is no card at all."""
    card = _loaded(text)
    fields: dict[str, Any] = {}
    untold: list[str] = []
    for name, get in PARTS.items():
        try:
            value = get(card)
        except CardError as why:
            untold.append(str(why))
            continue
        if value in (None, "", NOT_STATED):
            untold.append(f"The card does not state {SAID[name]}.")
        else:
            fields[name] = value
    return Understood(fields, tuple(untold))


def write(card: ModelCard) -> str:
    """The card as that board has it: what is known here, and the numbers that it published."""
    sets = [] if card.training_data == NOT_STATED else card.training_data.split(", ")
    told: dict[str, Any] = {
        "model_name": card.name,
        "model_key": card.key,
        "authors": [{"name": name} for name in card.authors.split(", ")],
        "paper": card.link,
        "targets": "EFS_D" if card.forces == "direct" else "EFS_G",
        "model_type": "UIP",
        "training_set": sets,
    }
    if card.parameters is not None:
        told["model_params"] = card.parameters
    if card.licence != NOT_STATED:
        told["license"] = {"code": card.licence, "checkpoint": card.licence}
    if card.description:
        told["notes"] = {"Description": card.description}
    if card.numbers:
        told["metrics"] = _metrics(card.numbers)
    return str(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100))


class _Plain(yaml.SafeLoader):
    """Without aliases: ten lines of them can stand for a billion values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise CardError("The card has an alias (*), which is not read. Write its value out.")
        return super().compose_node(parent, index)


def _loaded(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise CardError(f"The card is longer than {LARGEST:,} characters.")
    try:
        card = yaml.load(text, _Plain)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, CardError):
            raise
        raise CardError(f"The card is no YAML: {error}") from error
    if not isinstance(card, dict):
        raise CardError("The card is no mapping of keys to values.")
    return card


def _text(card: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = card.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise CardError(f"The card's {key} is {value!r}, not a text.")
    return value.strip()


def _authors(card: Mapping[str, Any]) -> list[str]:
    people = card.get("authors")
    if not isinstance(people, list) or not all(isinstance(p, dict) and "name" in p for p in people):
        raise CardError("The card's authors are no list of names.")
    return [str(person["name"]) for person in people]


def _link(card: Mapping[str, Any]) -> str:
    """The paper before the repository, the first that is an address."""
    found = [card.get(key) for key in ("paper", "doi", "repo", "url", "pypi")]
    links = [link for link in found if isinstance(link, str) and link.startswith("https://")]
    if not links:
        raise CardError("The card links to no paper and no repository.")
    return links[0]


def _sets(card: Mapping[str, Any]) -> list[str]:
    found = card.get("training_set", card.get("training_sets"))
    if isinstance(found, dict):
        found = [found.get("title", NOT_STATED)]
    return [str(one) for one in found] if isinstance(found, list) else []


def _level(sets: list[str]) -> str:
    levels = {LEVELS.get(name, "") for name in sets}
    if len(levels) == 1 and "" not in levels:
        return levels.pop()
    return f"that of {', '.join(sets)}" if sets else NOT_STATED


def _forces(targets: str) -> str:
    """EFS_GM: energy, forces, stress, the last two as gradients, and magnetic moments."""
    what, _, how = targets.partition("_")
    if "F" not in what or how[:1] not in ("G", "D"):
        raise CardError(f"The card's targets are {targets!r}: no forces that could be asked for.")
    return "gradient" if how[0] == "G" else "direct"


def _parameters(card: Mapping[str, Any]) -> int | None:
    value = card.get("model_params")
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if whole else None


def _licence(card: Mapping[str, Any]) -> str:
    found = card.get("license")
    if isinstance(found, dict):
        found = found.get("checkpoint") or found.get("code")
    return found[:80] if isinstance(found, str) and found.strip() else NOT_STATED


def _description(card: Mapping[str, Any]) -> str:
    notes = card.get("notes")
    text = notes.get("Description", "") if isinstance(notes, dict) else ""
    words = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text) if isinstance(text, str) else ""
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())[:DESCRIPTION]


def _numbers(card: Mapping[str, Any]) -> dict[str, float]:
    found = {name: _at(card, "metrics", "discovery", DISCOVERY, name) for name in NUMBERS}
    found[KAPPA] = _at(card, "metrics", "phonons", "kappa_103", KAPPA)
    found[RMSD] = _at(card, "metrics", "geo_opt", SYMPREC, "rmsd")
    return {name: value for name, value in found.items() if value is not None}


def _at(card: Mapping[str, Any], *keys: str) -> float | None:
    """A finite number there, or none: cards say "not available" and "not applicable", too."""
    value: Any = card
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and isfinite(value) else None


def _metrics(numbers: Mapping[str, float]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if KAPPA in numbers:
        told["phonons"] = {"kappa_103": {KAPPA: numbers[KAPPA]}}
    if RMSD in numbers:
        told["geo_opt"] = {SYMPREC: {"rmsd": numbers[RMSD]}}
    if discovery := {name: numbers[name] for name in NUMBERS if name in numbers}:
        told["discovery"] = {DISCOVERY: discovery}
    return told


PARTS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "name": lambda card: _text(card, "model_name"),
    "authors": lambda card: ", ".join(_authors(card)),
    "link": _link,
    "parameters": _parameters,
    "training_data": lambda card: ", ".join(_sets(card)),
    "training_level": lambda card: _level(_sets(card)),
    "forces": lambda card: _forces(_text(card, "targets")),
    "licence": _licence,
    "description": _description,
}
SAID = {
    "parameters": "the number of parameters (model_params)",
    "training_data": "its training set (training_set)",
    "training_level": "the level of theory of the training labels",
    "licence": "a licence (license)",
    "description": "a description (notes: Description)",
    "authors": "its authors",
}
