"""The estimate is the documented sum of squares."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references import uncertainty
from tasks.references.candidate import COMPOSITE, FOCAL_POINT


def test_what_is_small_is_known_to_the_least() -> None:
    assert uncertainty.of_energy(FOCAL_POINT, 0.0, 0.0) == pytest.approx(0.02)
    assert uncertainty.of_energy(COMPOSITE, 0.0, 0.0) == pytest.approx(0.1)


def test_energy_adds_in_quadrature() -> None:
    found = uncertainty.of_energy(COMPOSITE, -100.0, 1.2, 0.4)
    assert found**2 == pytest.approx(0.3**2 + 0.2**2 + 0.1**2 + 0.4**2)


def test_forces_count_the_root_mean_square_of_the_step() -> None:
    step = np.array([[0.0, 0.0, 60.0], [0.0, 0.0, -60.0]])
    rms = 60.0 / np.sqrt(3.0)
    assert uncertainty.of_forces(step) ** 2 == pytest.approx((0.25 * rms) ** 2 + 20.0**2)
