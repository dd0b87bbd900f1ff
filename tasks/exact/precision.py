"""In which precision an energy is computed, as far as its roughness tells."""

from __future__ import annotations

from math import log10

MOST = 16.0  # digits: what double precision holds
_WORDS = (
    (12.0, "double precision"),
    (8.0, "between double and single precision, as of an iteration that stops early"),
    (5.5, "single precision"),
    (0.0, "less than single precision: TF32, half, or noise"),
)


def digits(noise: float, energy: float, atoms: int) -> float:
    """Significant digits of an energy (eV) that is rough by so much (eV); of 1 eV an atom where
    the energy is less, as its origin is nobody's concern."""
    size = max(abs(energy), float(atoms))
    return min(MOST, max(0.0, -log10(max(noise, 1e-300) / size)))


def words(known: float) -> str:
    """What so many digits are called."""
    return next(said for least, said in _WORDS if known >= least)
