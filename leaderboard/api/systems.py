"""GET /tasks/{slug}/systems: the public systems of a task, with references and functionals."""

from __future__ import annotations

from ase.data import chemical_symbols
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Slug
from leaderboard.models import Dataset
from leaderboard.shown_systems import Shown, shown_systems
from tasks.registry import TASKS
from tasks.shown import ShownSystem

router = Router(tags=["tasks"])


class SystemDetail(Schema):
    """One system. Values are of the quantity of the list, in its unit."""

    id: str = Field(examples=["Water_dimer"])
    title: str = Field(examples=["Water dimer"])
    kind: str = Field(examples=["molecules"])
    formula: str = Field(description="Of its largest structure", examples=["H4O2"])
    atoms: int = Field(description="Of its largest structure", examples=[6])
    elements: list[str] = Field(examples=[["H", "O"]])
    tags: dict[str, str] = Field(examples=[{"interaction": "hydrogen-bonded"}])
    reference: float | None = Field(description="null: it is no single number")
    uncertainty: float = Field(description="In uncertainty_unit")
    levels: dict[str, float] = Field(description="What functionals give for the same")
    structures: str = Field(description="Address of its structures as extended XYZ")

    @classmethod
    def of(cls, slug: str, system: ShownSystem) -> SystemDetail:
        return cls(
            id=system.id,
            title=system.title,
            kind=system.kind,
            formula=system.main.formula,
            atoms=system.atoms,
            elements=[chemical_symbols[z] for z in system.elements],
            tags=dict(system.tags),
            reference=system.value,
            uncertainty=system.uncertainty,
            levels=dict(system.levels),
            structures=reverse("task-system-xyz", args=[slug, system.id]),
        )


class Systems(Schema):
    """Of a held-out task the practice split; nothing is told of a season's systems."""

    task: str
    version: int
    split: str = Field(examples=["public", "practice"])
    quantity: str = Field(description="Empty: references are no single numbers")
    unit: str = Field(examples=["kcal/mol"])
    uncertainty_unit: str = Field(examples=["kcal/mol"])
    systems: list[SystemDetail]


@router.get(
    "/tasks/{slug}/systems",
    response={200: Systems, 404: Problem, 422: Problem},
    summary="The public systems of a task",
)
def systems(request: HttpRequest, slug: Slug) -> Systems:
    """Structures, references, and what functionals give, as the task's page lists them."""
    found = _shown(slug)
    about = found.about
    return Systems(
        task=slug,
        version=about.version,
        split=about.split,
        quantity=about.quantity,
        unit=about.unit,
        uncertainty_unit=TASKS[slug].primary.unit,
        systems=[SystemDetail.of(slug, one) for one in about.systems],
    )


def _shown(slug: str) -> Shown:
    if slug not in TASKS:
        raise Http404(f"There is no task {slug}.")
    dataset = Dataset.objects.current().filter(task=slug).order_by("-pk").first()
    found = shown_systems(dataset) if dataset else None
    if found is None:
        raise Http404(f"What pages show of the systems of {slug} is not published on this site.")
    return found
