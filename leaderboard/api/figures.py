"""GET /potentials/{slug}/figures/{task}: the curves of a potential's page, as numbers."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Slug
from leaderboard.models import Potential
from leaderboard.plots.shown import shown
from tasks.figure import Figure

router = Router(tags=["potentials"])


class CurveDetail(Schema):
    label: str = Field(examples=["fit"])
    kind: str = Field(
        description="points, line: the potential's; reference, measured: what it is held against",
        examples=["line"],
    )
    x: list[float]
    y: list[float]
    names: list[str] = Field(description="The system of each point, or nothing")
    spread: list[float] = Field(description="Half the width of a band around y, or nothing")


class TickDetail(Schema):
    """A place on the x axis that has a name."""

    at: float
    label: str


class FigureDetail(Schema):
    system: str = Field(description="Empty: of several systems together", examples=["cu"])
    title: str
    x: str = Field(description="Axis and unit", examples=["Volume / Å³ per atom"])
    y: str = Field(description="Axis and unit", examples=["Energy / meV per atom"])
    curves: list[CurveDetail]
    ticks: list[TickDetail]
    level: bool = Field(description="Both axes hold the same quantity: a parity plot")

    @classmethod
    def of(cls, figure: Figure) -> FigureDetail:
        return cls(**figure.to_json())


class Figures(Schema):
    potential: str
    task: str
    version: int
    submission: str
    figures: list[FigureDetail]


@router.get(
    "/potentials/{slug}/figures/{task}",
    response={200: Figures, 404: Problem, 422: Problem},
    summary="What a potential's results on a task look like",
)
def figures(request: HttpRequest, slug: Slug, task: Slug) -> Figures:
    """Parity, and each system's curves, of the listed submission on the task's public systems."""
    potential = get_object_or_404(Potential.objects.visible_to(None), slug=slug)
    evaluation = shown(potential, task)
    return Figures(
        potential=slug,
        task=task,
        version=evaluation.dataset.task_version,
        submission=evaluation.submission.public_id,
        figures=[FigureDetail.of(one) for one in evaluation.drawn()],
    )
