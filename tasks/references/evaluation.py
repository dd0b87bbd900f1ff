"""The energy of one fragment under a protocol, with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.references.correlation import CoupledCluster


@dataclass(frozen=True)
class Evaluation:
    """energy: hartree, of the protocol. largest: hartree, the same without extrapolation.

    terms: component energies by name, hartree. coupled_cluster: of the step that is screened.
    contamination: excess of <S²>, the largest of the steps. functions: by basis, how many.
    """

    energy: float
    largest: float
    terms: Mapping[str, float] = field(default_factory=dict)
    coupled_cluster: CoupledCluster = field(default_factory=CoupledCluster)
    contamination: float = 0.0
    functions: Mapping[str, int] = field(default_factory=dict)
    retried: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evaluation:
        """From what dataclasses.asdict made of it."""
        return cls(**{**data, "coupled_cluster": CoupledCluster(**data["coupled_cluster"])})


NOTHING = Evaluation(0.0, 0.0)
"""A bare proton."""
