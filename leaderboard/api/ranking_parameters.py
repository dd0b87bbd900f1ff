"""The query of GET /rankings: the same names and values as in the address of the ranking page."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field, JsonValue

from leaderboard.ranking.display import COLUMNS
from leaderboard.ranking.filters import ELEMENTS, OPENNESS
from leaderboard.ranking.parameters import LONGEST
from leaderboard.ranking.query import MAX_WEIGHT, SEASON, sort_columns
from leaderboard.ranking.wings import WINGS
from tasks.task import Domain

SORTS: tuple[JsonValue, ...] = tuple(
    sign + column for column in sort_columns() for sign in ("", "-")
)
COUNT = r"^$|^[0-9]{1,15}$|^[0-9]{1,3}[kMGT]$"


def _several(*allowed: str) -> dict[str, JsonValue]:
    """Of a parameter that may stand several times."""
    items: dict[str, JsonValue] = {"type": "string", "maxLength": LONGEST}
    values: list[JsonValue] = [*sorted(allowed)]
    return {"items": {"type": "string", "enum": values} if allowed else items}


class RankingParameters(Schema):
    """What is empty counts as not given. Of several values of one filter, any will do."""

    tab: str = Field(
        "overall",
        description="The wing that scores and places are of",
        json_schema_extra={"enum": list(WINGS)},
    )
    view: Literal["all", "molecules", "materials"] = Field(
        "all", description="Score all systems, or those of one kind only"
    )
    domain: str = Field(
        "",
        description="One domain of the tab alone; empty: all; of another tab nothing is left",
        json_schema_extra={"enum": ["", *(domain.value for domain in Domain)]},
    )
    season: str = Field(
        "", pattern=f"^({SEASON})?$",
        description="An opened season whose held-out systems count; 404: there is none of the name",
    )  # fmt: skip
    elements: list[str] = Field(
        default_factory=list,
        description="Only potentials that declare all of these elements, or no limit",
        json_schema_extra={"items": {"type": "string", "enum": list(ELEMENTS)}},
        examples=[["Cu", "O"]],
    )
    level: list[str] = Field(
        default_factory=list, description="Training level, as on the card",
        json_schema_extra=_several(),
    )  # fmt: skip
    data: list[str] = Field(
        default_factory=list, description="Name of a training set", json_schema_extra=_several()
    )
    forces: Literal["", "gradient", "direct"] = Field("", description="Of the energy, or direct")
    licence: list[str] = Field(
        default_factory=list, description="SPDX identifier, as on the card",
        json_schema_extra=_several(),
    )  # fmt: skip
    open: list[str] = Field(
        default_factory=list, description="Whether the OSI has approved the licence",
        json_schema_extra=_several(*OPENNESS),
    )  # fmt: skip
    parameters_min: str = Field(
        "", alias="parameters-min", pattern=COUNT, description="At least, e.g. 500k or 1000000"
    )
    parameters_max: str = Field(
        "", alias="parameters-max", pattern=COUNT, description="At most, e.g. 30M"
    )
    device: list[str] = Field(
        default_factory=list, description="That evaluations ran on", json_schema_extra=_several()
    )
    verified: Literal["", "1"] = Field(
        "", description="1: only where every exact law was tested and none is broken"
    )
    q: str = Field(
        "", max_length=LONGEST, description="Words in name, authors or training sets; places stay"
    )
    sort: str = Field(
        "place",
        description="A column; with a minus before it, from the other end",
        json_schema_extra={"enum": list(SORTS)},
    )
    columns: list[str] = Field(
        default_factory=list,
        description="Tasks to tell, by slug; names of the page's other columns are allowed",
        json_schema_extra=_several(*COLUMNS),
    )
    values: Literal["raw", "score"] = Field(
        "raw", description="What the page prints; both are told"
    )
    rows: str = Field(
        "", pattern="^([1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|250|all)?$", description="A page's"
    )
    page: str = Field("", pattern="^([1-9][0-9]{0,5})?$", description="From 1")
    held_out: float | None = Field(
        None, alias="weight-held-out", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    coupled_cluster: float | None = Field(
        None, alias="weight-coupled-cluster", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain; only the ratios of weights matter",
    )  # fmt: skip
    solids: float | None = Field(
        None, alias="weight-solids", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    exact_laws: float | None = Field(
        None, alias="weight-exact-laws", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    landscape: float | None = Field(
        None, alias="weight-landscape", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    dynamics: float | None = Field(
        None, alias="weight-dynamics", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    interpretability: float | None = Field(
        None, alias="weight-interpretability", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    efficiency: float | None = Field(
        None, alias="weight-efficiency", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
