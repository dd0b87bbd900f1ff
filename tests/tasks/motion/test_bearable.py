"""The largest stable time step: what of a spring's wavering is borne, by its exact law."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.motion.bearable import BOUND, largest
from tasks.system import Arrays

STEPS = np.array([2.0, 1.0, 0.5])  # fs
TIME = np.linspace(0, 8 * np.pi, 41)


def spring(period: float) -> Arrays:
    """Velocity Verlet of a spring: the total energy wavers by (ωh)²/4 of what the kinetic does."""
    ratios = (2 * np.pi / period * STEPS) ** 2 / 4
    totals = ratios[None, :, None] * np.cos(TIME) * np.ones((3, 1, 1))
    return {
        "totals": totals,
        "totals_frames": np.full((3, 3), float(len(TIME))),
        "kinetic": np.cos(TIME) * np.ones((3, 1)),
    }


@pytest.mark.parametrize(
    ("period", "step"),
    [(100.0, 2.0), (29.0, 2.0), (27.0, 1.0), (10.0, 0.5), (8.0, 0.5), (5.0, 0.0)],
)
def test_a_step_is_borne_up_to_a_fourteenth_of_the_period(period: float, step: float) -> None:
    assert BOUND == 0.05
    assert largest(spring(period), STEPS) == step


def test_a_step_at_which_a_replica_ends_is_not_borne() -> None:
    ended = spring(100.0)
    ended["totals_frames"][1, 0] = 7
    assert largest(ended, STEPS) == 1.0
    ended["totals_frames"][:] = 7
    assert largest(ended, STEPS) == 0.0


def test_a_step_is_not_borne_where_a_shorter_one_is_not() -> None:
    """Forces that are no slopes waver whatever the step; a longer one may be quiet by chance."""
    wild = spring(100.0)
    wild["totals"][:, 1:] *= 1_000.0
    assert largest(wild, STEPS) == 0.0
    once = spring(100.0)
    once["totals"][:, 1] *= 1_000.0
    assert largest(once, STEPS) == 0.5
