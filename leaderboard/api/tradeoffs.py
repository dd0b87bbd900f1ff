"""GET /charts: accuracy against cost, the Pareto front, and what time on one device buys."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Refused
from leaderboard.api.quantities import Measure, Quantity
from leaderboard.tradeoffs.answer import Answer, answered
from leaderboard.tradeoffs.bearing import Day
from leaderboard.tradeoffs.points import Point, Points
from leaderboard.tradeoffs.query import PER, STEP
from leaderboard.tradeoffs.steps import EXAMPLE, Bought

router = Router(tags=["rankings"])
FS, NS = "fs", "ns"


class ChartsParameters(Schema):
    """The same as in the address of the page."""

    of: str = Field("", description="overall, a domain, or a task's slug; empty: overall")
    device: str = Field("", description="One of `devices`; empty: the one most used")
    per: str = Field(
        "",
        description="What cost is told for; "
        + "; ".join(f"{name}: {says}" for name, says in PER.items())
        + "; empty: step where there are size ladders, else system",
        json_schema_extra={"enum": ["", *PER]},
    )
    level: str = Field("", description="One of `levels` of theory trained on; empty: all")


class PointDetail(Schema):
    potential: str = Field(description="Slug", examples=["gfn2-xtb"])
    line: bool = Field(description="A reference line, which is not ranked")
    accuracy: Measure
    cost: Quantity | None = Field(description="null: not timed on this device")
    tasks: int | None = Field(description="Over which wall time was taken; null: not timed")
    front: bool = Field(description="No entry is both more accurate and cheaper, by values alone")
    published: datetime
    parameters: int | None = Field(description="As declared; null: none")

    @classmethod
    def of(cls, one: Point, made: Points, front: list[Point]) -> PointDetail:
        facts, cost = one.row.potential, one.cost
        return cls(
            potential=facts.slug,
            line=one.line,
            accuracy=Measure.of(one.y, made.unit),
            cost=Quantity(value=cost.seconds, unit=_unit(made)) if cost else None,
            tasks=cost.tasks if cost else None,
            front=one in front,
            published=facts.published,
            parameters=facts.parameters or None,
        )


class HourDetail(Schema):
    """What accuracy one device-hour buys."""

    atom_steps: float = Field(description="Atoms times steps, to be done within the hour")
    nanoseconds: Quantity = Field(description=f"Of {EXAMPLE} atoms at 1 fs a step")
    potential: str | None = Field(description="The most accurate that does them; null: none does")

    @classmethod
    def of(cls, one: Bought) -> HourDetail:
        slug = one.point.row.potential.slug if one.point else None
        made = Quantity(value=one.nanoseconds, unit=NS)
        return cls(atom_steps=one.steps, nanoseconds=made, potential=slug)


class DayDetail(Schema):
    """Nanoseconds of EXAMPLE atoms that the device makes in a day."""

    potential: str = Field(description="Slug")
    usual: Quantity = Field(description="At 1 fs, whatever the potential bears")
    hydrogen_step: Quantity | None = Field(
        description="The largest time step that every answered system with hydrogen bore in "
        "energy-conservation; 0: none of those tried; null: not tested"
    )
    hydrogen: Quantity | None = Field(description="At that step")
    heavy_step: Quantity | None = Field(description="The same of systems without hydrogen")
    heavy: Quantity | None = Field(description="At that step")

    @classmethod
    def of(cls, day: Day) -> DayDetail:
        return cls(
            potential=day.point.row.potential.slug,
            usual=Quantity(value=day.usual, unit=NS),
            hydrogen_step=_told(day.bears.hydrogen, FS),
            hydrogen=_told(day.hydrogen, NS),
            heavy_step=_told(day.bears.heavy, FS),
            heavy=_told(day.heavy, NS),
        )


class ChartsAnswer(Schema):
    of: str = Field(examples=["overall"])
    accuracy: str = Field(description="What it is, with its unit", examples=["Score, 0 to 1"])
    rising: bool = Field(description="Larger is more accurate")
    device: str = Field(description="The class of devices; empty: nothing was timed")
    devices: list[str]
    levels: list[str]
    per: str = Field(examples=[STEP])
    atoms: int = Field(description="Of the example that nanoseconds are told for")
    points: list[PointDetail]
    hour: list[HourDetail] = Field(description="Empty without size ladders")
    days: list[DayDetail] = Field(description="Empty without size ladders; the fastest first")

    @classmethod
    def made(cls, answer: Answer) -> ChartsAnswer:
        made, front = answer.made, [one for one, *_ in answer.front]
        return cls(
            of=answer.query.of,
            accuracy=made.y,
            rising=made.rising,
            device=made.device,
            devices=answer.devices,
            levels=answer.levels,
            per=answer.query.per,
            atoms=EXAMPLE,
            points=[PointDetail.of(one, made, front) for one in made.points],
            hour=[HourDetail.of(one) for one in answer.hour],
            days=[DayDetail.of(day) for day in answer.days],
        )


@router.get(
    "/charts",
    response={200: ChartsAnswer, 404: Problem, 422: Problem},
    summary="Accuracy against cost",
)
def charts(request: HttpRequest, parameters: Query[ChartsParameters]) -> ChartsAnswer:
    """Each potential with its accuracy and what it costs on one class of devices, the Pareto front
    of the two, and what an hour and a day on that device buy. Devices are never mixed."""
    if unknown := set(request.GET) - set(ChartsParameters.model_fields):
        hint = f"The parameters are: {', '.join(ChartsParameters.model_fields)}."
        raise Refused(f"No parameter is called {min(unknown)[:40]}.", hint)
    answer = answered(request.GET)
    if answer.missing:
        raise Http404(answer.problem)
    if answer.problem:
        raise Refused(answer.problem, "Without parameters, the answer says what there is.")
    return ChartsAnswer.made(answer)


def _unit(made: Points) -> str:
    return f"s/{'atom-step' if made.query.per == STEP else made.query.per}"


def _told(value: float | None, unit: str) -> Quantity | None:
    return None if value is None else Quantity(value=value, unit=unit)
