"""The limits of the basis are those of the formulas."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from tasks.references import extrapolation


def test_correlation_of_inverse_cubes_has_its_exact_limit() -> None:
    limit, slope = Fraction(-3, 10), Fraction(7, 5)
    triple, quadruple = (float(limit + slope / x**3) for x in (3, 4))
    assert extrapolation.correlation(triple, quadruple) == pytest.approx(float(limit), abs=1e-15)


def test_hartree_fock_of_exponentials_has_its_exact_limit() -> None:
    triple, quadruple = (-76.0 + 0.5 * math.exp(-1.63 * x) for x in (3, 4))
    assert extrapolation.hartree_fock(triple, quadruple) == pytest.approx(-76.0, abs=1e-13)


def test_limits_lie_beyond_quadruple_zeta() -> None:
    assert extrapolation.correlation(-0.28, -0.30) < -0.30
    assert extrapolation.hartree_fock(-76.05, -76.06) < -76.06
