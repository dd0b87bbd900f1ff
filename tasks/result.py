"""What a potential got for a task: scores with intervals, and the errors that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from tasks.estimate import Estimate


@dataclass(frozen=True)
class Score:
    """value, low, high: in the metric's unit; low and high bound the bootstrap 95 % interval.

    group: a value of the tag `by`, which the metric is reported by; both "" for the whole task.
        Results of before there were several tags have no `by` for their groups.
    value is None where nothing was answered and silence has no price (metrics without `worst`).
    """

    metric: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    answered: int
    asked: int
    by: str = ""


@dataclass(frozen=True)
class Anchors:
    """The primary metric of the null model (score 0) and the references' uncertainty (score 1)."""

    null: float
    floor: float


Verdict = Literal["functional", "potential", "undecided"]
FUNCTIONAL: Final = "functional"
POTENTIAL: Final = "potential"
UNDECIDED: Final = "undecided"


@dataclass(frozen=True)
class Split:
    """A potential's error beside that of a functional; see tasks/splitting.py.

    systems: that were answered and whose references hold the functional. The estimates are mean
    absolute errors over these, in the primary metric's unit: total is potential − reference,
    functional is functional − reference, remainder is potential − functional.
    lead: functional less remainder, paired. floor: the mean uncertainty of these references.
    verdict: which of the two is larger, FUNCTIONAL or POTENTIAL, or UNDECIDED.
    """

    systems: int
    total: Estimate
    functional: Estimate
    remainder: Estimate
    lead: Estimate
    floor: float
    verdict: Verdict

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Split:
        estimates = ("total", "functional", "remainder", "lead")
        return cls(**{**data, **{name: Estimate(**data[name]) for name in estimates}})


@dataclass(frozen=True)
class Result:
    """states: by system id. errors: by system id, `compare`'s values; absent where not answered.

    kinds: the anchors of the molecules and of the materials alone, for the boards of one kind.
    splits: by functional, for those that some references hold.
    """

    task: str
    version: int
    anchors: Anchors
    scores: tuple[Score, ...]
    states: Mapping[str, str]
    errors: Mapping[str, Mapping[str, float]]
    kinds: Mapping[str, Anchors] = field(default_factory=dict)
    splits: Mapping[str, Split] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        return cls(
            task=data["task"],
            version=data["version"],
            anchors=Anchors(**data["anchors"]),
            scores=tuple(Score(**s) for s in data["scores"]),
            states=dict(data["states"]),
            errors={k: dict(v) for k, v in data["errors"].items()},
            kinds={k: Anchors(**v) for k, v in data.get("kinds", {}).items()},
            splits={k: Split.from_json(v) for k, v in data.get("splits", {}).items()},
        )
