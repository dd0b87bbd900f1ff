"""Forces are the slope of the same energies that references are made of."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references.basis import Family
from tasks.references.candidate import COMPOSITE, Candidate, Species
from tasks.references.composite import composite, first_step
from tasks.references.compute import compute
from tasks.references.forces import forces, internal_displacements
from tasks.references.fragment import of
from tasks.references.record import HARTREE
from tasks.structure import Floats
from tests.tasks.references.systems import hydrogen

WATER = np.array([[0.0, 0.0, 0.1], [0.8, 0.0, -0.5], [-0.7, 0.1, -0.5]])
LINE = np.array([[0.0, 0.0, 0.0], [0.0, 0.6, 0.8], [0.0, -1.2, -1.6]])


@pytest.mark.parametrize(("positions", "count"), [(WATER, 3), (LINE, 4), (LINE[:2], 1)])
def test_displacements_neither_translate_nor_rotate(positions: Floats, count: int) -> None:
    moves = internal_displacements(positions)
    assert len(moves) == count
    assert np.allclose(np.einsum("knx,lnx->kl", moves, moves), np.eye(count))
    assert np.allclose(moves.sum(axis=1), 0.0)
    assert np.allclose(np.cross(positions, moves).sum(axis=1), 0.0)


def test_springs_have_their_forces_without_net_force_or_torque() -> None:
    def springs(positions: Floats) -> float:
        bonds = np.linalg.norm(positions[1:] - positions[0], axis=1)
        return float(((bonds - 0.9) ** 2).sum())

    found = forces(WATER, springs)
    arms = WATER[1:] - WATER[0]
    bonds = np.linalg.norm(arms, axis=1, keepdims=True)
    assert found[1:] == pytest.approx(-2.0 * (bonds - 0.9) * arms / bonds, abs=1e-4)
    assert np.allclose(found.sum(axis=0), 0.0)
    assert np.allclose(np.cross(WATER, found).sum(axis=0), 0.0)


def test_force_on_stretched_hydrogen_is_minus_the_slope_of_the_composite() -> None:
    """Five points of a diatomic, of fourth order, against the protocol's two."""
    distance, step = 0.85, 0.02

    def energy(r: float) -> float:
        one = of(hydrogen(r))
        return HARTREE * composite(one, first_step(one, Family.VALENCE)).energy

    near, far = (energy(distance + n * step) - energy(distance - n * step) for n in (1, 2))
    slope = (8.0 * near - far) / (12.0 * step)
    candidate = Candidate(
        "h2", "forces", COMPOSITE, [Species("H2", 1.0, hydrogen(distance))], forces=True
    )
    record = compute(candidate)
    assert record.accepted
    assert record.energy is None
    assert record.forces is not None
    # The two points miss 1 meV/Å of it: their step's square times the third derivative.
    assert record.forces[1][2] == pytest.approx(-slope, abs=2e-3)
    assert np.allclose(np.sum(record.forces, axis=0), 0.0, atol=1e-9)
    assert len(record.provenance["displaced"]) == 2
