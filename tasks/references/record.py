"""What came of a candidate: a reference with its provenance, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ase import units

HARTREE = float(units.Hartree)
"""eV."""


@dataclass(frozen=True)
class Record:
    """id, family: of the candidate. accepted: it may be used as a reference.

    energy: of the reaction, eV; None for a rejected one and for forces.
    forces: eV/Å, shape (n, 3), of the first species; None where energies were asked.
    uncertainty: kcal/mol for energies, meV/Å for forces: estimated, one standard deviation.
    levels: by functional ("PBE", "r2SCAN", "wB97M-V"): the reaction's energy, eV.
    reasons: of a rejection, in public; empty for an accepted one.
    provenance: everything that REFERENCE provenance asks for: protocol, versions, geometry hashes,
    bases, component energies (hartree) by fragment, diagnostics, costs. Plain JSON values.
    """

    id: str
    family: str
    accepted: bool
    energy: float | None = None
    forces: Sequence[Sequence[float]] | None = None
    uncertainty: float | None = None
    levels: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        return cls(**{**data, "reasons": tuple(data["reasons"])})
