"""From triple and quadruple zeta to the limit of a complete basis.

Hartree-Fock: exponential, exp(-1.63 X) (Halkier et al., Chem. Phys. Lett. 302, 437 (1999)).
Correlation: inverse cube of X (Helgaker et al., J. Chem. Phys. 106, 9639 (1997)).
"""

from __future__ import annotations

import math

EXPONENT = 1.63


def hartree_fock(triple: float, quadruple: float) -> float:
    """Any unit. E = (E_Q - exp(-1.63) E_T) / (1 - exp(-1.63))."""
    decay = math.exp(-EXPONENT)
    return (quadruple - decay * triple) / (1.0 - decay)


def correlation(triple: float, quadruple: float) -> float:
    """Any unit. c = (4³ c_Q - 3³ c_T) / (4³ - 3³)."""
    return (64.0 * quadruple - 27.0 * triple) / 37.0
