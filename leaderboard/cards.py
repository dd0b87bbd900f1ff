"""A potential here, and its model card on Matbench Discovery: one from the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from leaderboard import elements
from leaderboard.forms import PotentialForm
from leaderboard.models import Potential
from leaderboard.views.scores import TaskScores
from tasks.model_card import BOARD, KAPPA, RMSD, CardError, ModelCard
from tasks.result import Score

UNITS = {"MAE": "eV/atom", RMSD: "of an atom's length"}
HERE = {
    "F1": ("crystal-stability", "f1"),
    "DAF": ("crystal-stability", "daf"),
    "Precision": ("crystal-stability", "precision"),
    "Recall": ("crystal-stability", "recall"),
    "MAE": ("crystal-stability", "mae"),
    "R2": ("crystal-stability", "r2"),
    KAPPA: ("thermal-conductivity", "k-srme"),
}
"""Task and metric that measure the same, by the card's name for it. RMSD is from PBE's structures
there, and from measured ones here: no number of ours is the same."""


@dataclass(frozen=True)
class Beside:
    """What others published, and what was measured here; None where that was not."""

    name: str
    unit: str
    published: float
    here: Score | None


def numbers(card: ModelCard) -> dict[str, Any]:
    """As they are kept with a potential."""
    return {"source": card.source, "numbers": dict(card.numbers)} if card.numbers else {}


def take_in(owner: User, card: ModelCard, into: Potential | None = None) -> Potential:
    """A new potential of the owner's, or the numbers for one that there is: its description stays.

    Raises CardError where the form would not take it.
    """
    found = _described(owner, card) if into is None else into
    found.elsewhere = numbers(card)
    found.save(update_fields=["elsewhere"])
    return found


def card_of(potential: Potential) -> ModelCard:
    told: Mapping[str, Any] = potential.elsewhere
    return ModelCard(
        name=potential.name,
        authors=potential.authors,
        link=potential.link,
        training_data=potential.training_data,
        forces=potential.forces,
        parameters=potential.parameters,
        licence=potential.licence,
        training_level=potential.training_level,
        description=potential.description,
        elements=tuple(potential.elements),
        key=potential.slug,
        source=told.get("source", BOARD),
        numbers=told.get("numbers", {}),
    )


def beside(potential: Potential, scores: Iterable[TaskScores]) -> list[Beside]:
    """In the order of the card."""
    measured = {
        (one.task.slug, metric.metric.name): metric.whole
        for one in scores
        for metric in one.metrics
    }
    told = potential.elsewhere.get("numbers", {})
    return [
        Beside(name, UNITS.get(name, ""), value, measured.get(HERE.get(name, ("", ""))))
        for name, value in told.items()
    ]


def _described(owner: User, card: ModelCard) -> Potential:
    given = {
        "name": card.name,
        "authors": card.authors,
        "link": card.link,
        "parameters": card.parameters,
        "training_data": card.training_data,
        "training_level": card.training_level,
        "forces": card.forces,
        "elements": elements.text(card.elements),
        "licence": card.licence,
        "description": card.description,
    }
    form = PotentialForm(given, instance=Potential(owner=owner))
    if not form.is_valid():
        raise CardError(f"{card.name} is refused: {form.errors.as_text()}")
    return form.save()
