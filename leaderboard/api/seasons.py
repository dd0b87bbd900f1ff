"""GET /seasons, /seasons/{name} and /seasons/{name}/systems/{id}: promised, open, revealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from leaderboard import throttle
from leaderboard.api.answers import Problem, Slug
from leaderboard.api.quantities import Quantity
from leaderboard.models import Season
from leaderboard.seasons import systems

router = Router(tags=["seasons"])


class FamilyCount(Schema):
    family: str = Field(examples=["dimers"])
    accepted: int
    rejected: int


class Reject(Schema):
    """Why candidates of a family have no reference."""

    family: str = Field(examples=["bonds"])
    reason: str = Field(description="Without the numbers of the systems while they are secret")
    count: int


class RevealedFile(Schema):
    name: str = Field(examples=["season.json"])
    about: str
    sha256: str
    size: Quantity
    link: str


class SeasonDetail(Schema):
    """What is empty, or null, is not public yet."""

    name: str
    state: str = Field(examples=["generating", "sealed", "open", "retired"])
    size: int = Field(description="Systems that were asked of the generator")
    generator: str = Field(description="Version of the generator")
    commitment: str = Field(description="SHA-256 of the season's document; public when it opens")
    sealed: datetime | None
    opened: datetime | None
    retired: datetime | None
    tasks: dict[str, int] = Field(description="Accepted systems by task's slug")
    families: list[FamilyCount]
    elements: dict[str, int] = Field(description="Systems that hold it; the rarer ones left out")
    rejects: list[Reject]
    seed: str = Field(description="Hexadecimal; revealed when it retires")
    salt: str = Field(description="Hexadecimal; revealed when it retires")
    files: list[RevealedFile]
    archive: RevealedFile | None = Field(description="All files in one zip; null: not revealed")
    systems: list[str] = Field(description="Their ids, once they are revealed")

    @classmethod
    def of(cls, season: Season) -> SeasonDetail:
        public = season.is_public
        composition: Mapping[str, Any] = season.composition if public else {}
        families = composition.get("families", {})
        return cls(
            name=season.name,
            state=season.state,
            size=season.size,
            generator=season.generator,
            commitment=season.commitment if public else "",
            sealed=season.sealed,
            opened=season.opened,
            retired=season.retired,
            tasks=composition.get("tasks", {}),
            families=[FamilyCount(family=name, **counts) for name, counts in families.items()],
            elements=composition.get("elements", {}),
            rejects=[Reject(**one) for one in season.rejects] if public else [],
            seed=season.seed,
            salt=season.salt,
            files=[_file(season, one) for one in season.files],
            archive=_archive(season) if season.archive_sha256 else None,
            systems=_ids(season),
        )


class Seasons(Schema):
    seasons: list[SeasonDetail]


class SystemPart(Schema):
    name: str = Field(examples=["complex"])
    formula: str = Field(examples=["H4O2"])
    charge: int
    multiplicity: int
    coefficient: float | None = Field(description="In the sum of energies; null: no such sum")
    geometry_sha256: str


class SystemAnswer(Schema):
    potential: str = Field(description="Slug")
    submission: str
    state: str = Field(examples=["answered", "unsupported"])
    error: Quantity | None = Field(description="Predicted less reference; null: not answered")
    signed: bool = Field(description="False: only the size of the error is known yet")


class SystemDetail(Schema):
    """One system of a retired season: geometry, reference, where it comes from, and the errors."""

    season: str
    id: str
    task: str
    family: str
    tags: dict[str, str]
    elements: list[str]
    parts: list[SystemPart]
    reference: Quantity | None = Field(description="eV; null: forces, see the files")
    uncertainty: Quantity
    levels: dict[str, Quantity] = Field(description="What functionals give for the same, eV")
    answers: list[SystemAnswer]
    provenance: dict[str, Any]

    @classmethod
    def of(cls, season: Season, one: systems.SystemFacts) -> SystemDetail:
        energy, plain = one.energy, ("id", "task", "family", "tags", "provenance")
        return cls(
            season=season.name,
            **{name: getattr(one, name) for name in plain},
            elements=list(one.elements),
            parts=[SystemPart(**_but(vars(part), "atoms")) for part in one.parts],
            reference=None if energy is None else Quantity(value=energy, unit="eV"),
            uncertainty=Quantity(value=one.uncertainty, unit=one.unit),
            levels={level: Quantity(value=v, unit="eV") for level, v in one.levels.items()},
            answers=[_answer(answer, one.unit) for answer in systems.answers(season, one)],
        )


@router.get("/seasons", response={200: Seasons}, summary="All held-out seasons")
def seasons(request: HttpRequest) -> Seasons:
    """The newest first: what was promised, what is open, what was revealed."""
    return Seasons(seasons=[SeasonDetail.of(season) for season in Season.objects.all()])


@router.get(
    "/seasons/{name}",
    response={200: SeasonDetail, 404: Problem, 422: Problem},
    summary="One held-out season",
)
def season(request: HttpRequest, name: Slug) -> SeasonDetail:
    """Its commitment, what it is made of, and, once it is retired, everything."""
    return SeasonDetail.of(_season(name))


@router.get(
    "/seasons/{name}/systems/{id}",
    response={200: SystemDetail, 404: Problem, 422: Problem, 429: Problem},
    summary="One system of a retired season",
)
def system(request: HttpRequest, name: Slug, id: Slug) -> SystemDetail:  # noqa: A002
    """Its geometry's hash, its reference and provenance, and each potential's error."""
    throttle.spend(request, throttle.DOWNLOAD)
    found = _season(name)
    if found.is_secret:
        raise Http404(f"The systems of season {name} are revealed when it retires.")
    one = next((s for s in systems.systems(found) if s.id == id), None)
    if one is None:
        raise Http404(f"Season {name} has no system {id}.")
    return SystemDetail.of(found, one)


def _season(name: str) -> Season:
    found = Season.objects.filter(name=name).first()
    if found is None:
        raise Http404(f"There is no season {name}.")
    return found


def _ids(season: Season) -> list[str]:
    """From the database: the files are read for one system at a time only."""
    if season.is_secret:
        return []
    return [system["id"] for dataset in season.datasets.all() for system in dataset.systems]


def _file(season: Season, row: Mapping[str, Any]) -> RevealedFile:
    link = reverse("season-file", args=[season.name, row["name"]])
    size = Quantity(value=row["bytes"], unit="B")
    return RevealedFile(
        name=row["name"], about=row["about"], sha256=row["sha256"], size=size, link=link
    )


def _archive(season: Season) -> RevealedFile:
    return RevealedFile(
        name=f"season-{season}.zip",
        about="all files in one archive",
        sha256=season.archive_sha256,
        size=Quantity(value=sum(row["bytes"] for row in season.files), unit="B"),
        link=reverse("season-archive", args=[season.name]),
    )


def _answer(answer: systems.Answered, unit: str) -> SystemAnswer:
    error = None if answer.error is None else Quantity(value=answer.error, unit=unit)
    return SystemAnswer(
        potential=answer.slug,
        submission=answer.submission,
        state=answer.state,
        error=error,
        signed=answer.signed,
    )


def _but(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
