"""What a reference may be wrong by: one standard deviation, estimated.

Energies, kcal/mol: u² = (a |CBS - QZ|)² + (p |E|)² + u0² + c²
    |CBS - QZ|: what the extrapolation did to the reaction's energy; a = 1/4.
    p |E| and u0: the protocol's error against published values (benchmarks/references.py),
    relative to the energy, and what is left where that is small.
    c: the change by CCSDT(Q), where it had to be asked.
Forces, meV/Å: u² = (a rms|CBS - QZ|)² + f0², over the components.
"""

from __future__ import annotations

import math

import numpy as np

from tasks.references.candidate import COMPOSITE, FOCAL_POINT
from tasks.structure import Floats

EXTRAPOLATION = 0.25
RELATIVE = {FOCAL_POINT: 0.015, COMPOSITE: 0.002}
LEAST = {FOCAL_POINT: 0.02, COMPOSITE: 0.1}
"""kcal/mol."""
LEAST_FORCE = 20.0
"""meV/Å: half a thousandth of an Å in a bond length, times a stiff bond's 40 eV/Å²."""


def of_energy(protocol: str, energy: float, step: float, second_tier: float = 0.0) -> float:
    """All in kcal/mol, of the reaction; `step` is CBS - QZ."""
    terms = EXTRAPOLATION * step, RELATIVE[protocol] * energy, LEAST[protocol], second_tier
    return math.hypot(*terms)


def of_forces(step: Floats) -> float:
    """meV/Å; `step` is CBS - QZ of the forces, meV/Å, shape (n, 3)."""
    return math.hypot(EXTRAPOLATION * float(np.sqrt((step**2).mean())), LEAST_FORCE)
