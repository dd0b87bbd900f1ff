"""GET /tasks and /tasks/{slug}: what is measured, how, and against what."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Slug
from leaderboard.api.rankings import RankedTask, TaskResult
from leaderboard.models import Dataset
from leaderboard.ranking import RankingQuery, ranking_table
from tasks.purposes import purpose
from tasks.registry import TASKS
from tasks.task import Metric, Profile, Task

router = Router(tags=["tasks"])


class MetricDetail(Schema):
    name: str = Field(examples=["mae"])
    label: str = Field(examples=["MAE"])
    unit: str = Field(examples=["kcal/mol"])
    reduce: str = Field(
        description="How the errors of systems become one number", examples=["mean absolute"]
    )
    worst: float | None = Field(
        description="What a system that is not answered costs, in unit; null: it is left out"
    )
    by: list[str] = Field(
        description="Tags by which it is given in groups too", examples=[["family", "element"]]
    )

    @classmethod
    def of(cls, metric: Metric) -> MetricDetail:
        return cls(
            name=metric.name,
            label=metric.label,
            unit=metric.unit,
            reduce=metric.reduce.value,
            worst=metric.worst,
            by=list(metric.by),
        )


class SourceDetail(Schema):
    citation: str
    link: str


class DatasetDetail(Schema):
    """What potentials are asked, and what they are held against, by the hash of the bytes."""

    split: str = Field(
        description="Of a held-out task: the practice split; what is ranked are its seasons",
        examples=["public", "practice"],
    )
    inputs_sha256: str
    references_sha256: str
    systems: int
    structures: int | None = Field(
        description="That a potential is asked for, about; null: not told", examples=[110]
    )
    atoms: int | None = Field(description="In these structures together", examples=[1200])

    @classmethod
    def of(cls, dataset: Dataset) -> DatasetDetail:
        cost = dataset.cost
        return cls(
            split=dataset.split,
            inputs_sha256=dataset.inputs_sha256,
            references_sha256=dataset.references_sha256,
            systems=dataset.size,
            structures=cost.structures if cost else None,
            atoms=cost.atoms if cost else None,
        )


class TaskDetail(Schema):
    """A benchmark. The first metric is the primary one, which is ranked; lower is better."""

    slug: str = Field(examples=["noncovalent-interactions"])
    title: str
    version: int
    domain: str = Field(examples=["coupled-cluster"])
    profile: Profile = Field(description="full: needs a GPU or patience; not every site asks it")
    summary: str
    purpose: str = Field(description="Why it matters; empty where this release does not say")
    metrics: list[MetricDetail]
    formula: str = Field(description="Of the primary metric")
    floor_reason: str = Field(description="Where the references' uncertainty comes from")
    protocol: list[str]
    sources: list[SourceDetail]
    code: list[str] = Field(description="The Python modules of the experiment, its own first")
    dataset: DatasetDetail | None = Field(description="null: not registered on this site yet")

    @classmethod
    def of(cls, task: Task, dataset: Dataset | None) -> TaskDetail:
        return cls(
            slug=task.slug,
            title=task.title,
            version=task.version,
            domain=task.domain.value,
            profile=task.profile,
            summary=task.summary,
            purpose=purpose(task.slug),
            metrics=[MetricDetail.of(metric) for metric in task.metrics],
            formula=task.formula,
            floor_reason=task.floor_reason,
            protocol=list(task.protocol),
            sources=[SourceDetail(**vars(source)) for source in task.sources],
            code=list(task.modules),
            dataset=DatasetDetail.of(dataset) if dataset else None,
        )


class TaskRow(Schema):
    """A potential on this task."""

    potential: str = Field(description="Slug", examples=["gfn2-xtb"])
    name: str = Field(examples=["GFN2-xTB"])
    result: TaskResult


class TaskStandings(Schema):
    """A benchmark and what the potentials got, the smallest error first."""

    task: TaskDetail
    scale: RankedTask | None = Field(description="null: no potential was evaluated on it yet")
    rows: list[TaskRow]


class Tasks(Schema):
    tasks: list[TaskDetail]


@router.get("/tasks", response={200: Tasks}, summary="All tasks")
def tasks(request: HttpRequest) -> Tasks:
    """In the order of the ranking's columns."""
    datasets = _datasets()
    return Tasks(tasks=[TaskDetail.of(t, datasets.get(t.slug)) for t in TASKS.values()])


@router.get(
    "/tasks/{slug}",
    response={200: TaskStandings, 404: Problem, 422: Problem},
    summary="One task and its standings",
)
def task(request: HttpRequest, slug: Slug) -> TaskStandings:
    """What it measures, against which references, and what each listed potential got."""
    if slug not in TASKS:
        raise Http404(f"There is no task {slug}.")
    table = ranking_table(RankingQuery(sort=slug))
    column = table.column(slug)
    rows = [*table.rows, *table.references] if column else []
    return TaskStandings(
        task=TaskDetail.of(TASKS[slug], _datasets().get(slug)),
        scale=RankedTask.of(column) if column else None,
        rows=[
            TaskRow(
                potential=row.potential.slug,
                name=row.potential.name,
                result=TaskResult.of(row.cells[slug], TASKS[slug].primary.unit),
            )
            for row in rows
        ],
    )


def _datasets() -> dict[str, Dataset]:
    return {d.task: d for d in Dataset.objects.current()}
