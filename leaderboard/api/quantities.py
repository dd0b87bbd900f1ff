"""The numbers of the API: each carries its unit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from ase.data import chemical_symbols
from ninja import Schema
from pydantic import Field

from leaderboard.ranking import Facts
from tasks.estimate import Estimate
from tasks.standing import Place

SCORE_UNIT = "1"


class Quantity(Schema):
    value: float
    unit: str = Field(description='"1" is dimensionless', examples=["kcal/mol"])


class Measure(Schema):
    """A value with its bootstrap 95 % interval over systems."""

    value: float = Field(examples=[0.78])
    low: float | None = Field(description="null: too few systems to tell", examples=[0.52])
    high: float | None = Field(description="null: too few systems to tell", examples=[1.1])
    unit: str = Field(description='"1" is dimensionless', examples=["kcal/mol"])

    @classmethod
    def of(cls, estimate: Estimate, unit: str) -> Measure:
        return cls(value=estimate.value, low=estimate.low, high=estimate.high, unit=unit)


class TiedWith(Schema):
    """Another potential that is not told apart, and why not."""

    potential: str = Field(description="Slug", examples=["gfn2-xtb"])
    why: Literal["noise", "uncertainty of the references", "too few systems"] = Field(
        description="noise: the 95 % interval of the difference holds 0; uncertainty of the "
        "references: it does not, but the difference is no larger than these are uncertain"
    )


class PlaceInterval(Schema):
    """From 1 + the number of significantly better ones, to N - the number of worse ones."""

    low: int = Field(ge=1, examples=[1])
    high: int = Field(ge=1, examples=[2])
    ties: list[TiedWith] = Field(description="Those that it shares the place with")

    @classmethod
    def of(cls, place: Place | None) -> PlaceInterval | None:
        if place is None:
            return None
        ties = [TiedWith(potential=name, why=tie.value) for name, tie in place.ties.items()]
        return cls(low=place.low, high=place.high, ties=ties)


class LawCounts(Schema):
    """They add up to the number of exact laws."""

    holds: int
    strained: int
    broken: int
    untested: int = Field(description="Not asked of it, or not answered")


class PotentialFacts(Schema):
    """A potential, as its owner describes it."""

    slug: str = Field(examples=["gfn2-xtb"])
    name: str = Field(examples=["GFN2-xTB"])
    kind: str = Field(description='"entry" is ranked, "reference-line" is not', examples=["entry"])
    authors: str
    link: str = Field(description="The paper or the repository")
    parameters: int | None = Field(description="Number of fitted parameters; null: not told")
    training_data: str
    training_level: str = Field(description="Level of theory of the training labels")
    forces: str = Field(description='"gradient" of the energy, or "direct"', examples=["gradient"])
    licence: str = Field(description="SPDX identifier", examples=["LGPL-3.0-or-later"])
    elements: list[str] = Field(description="Symbols; empty: no limit declared", examples=[["H"]])
    openness: str = Field(
        description='"open": approved by the OSI; "restricted": known and not; "unknown"',
        examples=["open"],
    )
    devices: list[str] = Field(description="What it ran on here, as it said", examples=[["cpu"]])
    exact_laws: str = Field(
        description='The worst of them: "holds", "strained", "broken" or "untested"',
        examples=["holds"],
    )
    hallmark: LawCounts = Field(description="How many of the exact laws have which grade")
    verified: bool = Field(description="Every exact law was tested here, and none is broken")
    submission: str = Field(description="Id of the submission that is listed")
    published: str = Field(description="When it was published, ISO 8601, UTC")

    @classmethod
    def of(cls, facts: Facts) -> PotentialFacts:
        symbols = [chemical_symbols[z] for z in facts.elements]
        plain = {k: v for k, v in vars(facts).items() if k in cls.model_fields}
        made = {
            "elements": symbols,
            "published": facts.published.isoformat(),
            "openness": facts.openness,
            "devices": list(facts.devices),
            "exact_laws": facts.grade,
            "hallmark": LawCounts(**asdict(facts.laws)),
            "verified": facts.verified,
        }
        return cls(**(plain | made))
