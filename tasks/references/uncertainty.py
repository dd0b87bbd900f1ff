"""What a reference may be wrong by: one standard deviation, estimated from its own components.

Energies, kcal/mol: u² = (a |CBS - QZ|)² + (b |CBS - DZ|)² + (p |E|)² + u0² + c²
    |CBS - QZ|: what the extrapolation did to the reaction's energy; a = 1/4.
    |CBS - DZ|: what MP2's correlation energy lacks in aug-cc-pVDZ, where the focal point takes its
    correction from CCSD(T): a measure of what that lacks there; b = 1/4. Zero for the composite.
    p |E| and u0: the protocol's error against published values (benchmarks/references.py),
    relative to the energy, and what is left where that is small.
    c: the change by CCSDT(Q), where it had to be asked.
Forces, meV/Å: u² = (a rms|CBS - QZ|)² + f0², over the components.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.reactions import KCAL_MOL
from tasks.references import extrapolation
from tasks.references.candidate import COMPOSITE, FOCAL_POINT
from tasks.references.forces import STEP
from tasks.references.record import HARTREE, Record

EXTRAPOLATION = 0.25
SMALL_BASIS = 0.25
RELATIVE = {FOCAL_POINT: 0.005, COMPOSITE: 0.002}
LEAST = {FOCAL_POINT: 0.01, COMPOSITE: 0.1}
"""kcal/mol."""
LEAST_FORCE = 50.0
"""meV/Å: what the composite leaves at the experimental equilibrium distance of diatomics."""

Terms = Mapping[str, float]
"""Component energies of a fragment by name, hartree."""


def of_record(record: Record) -> float:
    """Of an accepted one, from its provenance alone: kcal/mol, or meV/Å for forces."""
    kept = record.provenance
    if record.forces is not None:
        return _of_forces(kept["displaced"], len(record.forces))
    if record.energy is None:
        raise ValueError(f"{record.id} has neither energy nor forces: {'; '.join(record.reasons)}")

    def total(part: Callable[[Terms], float]) -> float:
        parts = [each["coefficient"] * part(each["terms"]) for each in kept["species"]]
        return float(sum(parts)) * HARTREE / KCAL_MOL

    return math.hypot(
        EXTRAPOLATION * total(extrapolated),
        SMALL_BASIS * total(small_basis),
        RELATIVE[kept["protocol"]] * record.energy / KCAL_MOL,
        LEAST[kept["protocol"]],
        kept["second_tier"].get("change_kcal_mol", 0.0),
    )


def extrapolated(terms: Terms) -> float:
    """CBS - QZ, hartree; 0 for a bare proton, which has no terms."""
    if not terms:
        return 0.0
    low, high = (_step(terms, cardinal) for cardinal in "TQ")
    limit = extrapolation.hartree_fock(low[0], high[0]) + extrapolation.correlation(low[1], high[1])
    return limit - sum(high)


def small_basis(terms: Terms) -> float:
    """CBS - DZ of the correlation energy of MP2, hartree; 0 where there is no such term."""
    if "MP2/aDZ" not in terms:
        return 0.0
    limit = extrapolation.correlation(terms["DF-MP2/aTZ"], terms["DF-MP2/aQZ"])
    return limit - terms["MP2/aDZ"]


def _step(terms: Terms, cardinal: str) -> tuple[float, float]:
    """Hartree-Fock and correlation energy of a basis, as the protocol extrapolates them."""
    if f"DF-HF/a{cardinal}Z" in terms:
        return terms[f"DF-HF/a{cardinal}Z"], terms[f"DF-MP2/a{cardinal}Z"]
    return terms[f"HF/{cardinal}Z"], terms[f"CCSD/{cardinal}Z"] + terms[f"(T)/{cardinal}Z"]


def _of_forces(displaced: Sequence[Mapping[str, Any]], atoms: int) -> float:
    """`displaced`: forward and back along each internal displacement, which are orthonormal."""
    steps = [extrapolated(each["terms"]) for each in displaced]
    pairs = zip(steps[::2], steps[1::2], strict=True)
    slopes = [(forward - back) * HARTREE / (2.0 * STEP) for forward, back in pairs]
    mean_square = sum(slope**2 for slope in slopes) / (3 * atoms)
    return math.hypot(EXTRAPOLATION * 1000.0 * math.sqrt(mean_square), LEAST_FORCE)
