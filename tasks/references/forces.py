"""Forces by central differences of the protocol's energy.

Only along displacements that neither translate nor rotate: those forces are zero by symmetry.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tasks.structure import Floats

STEP = 0.005
"""Å, the length of a displacement of all atoms together."""


def internal_displacements(positions: Floats) -> Floats:
    """Orthonormal, shape (3n - 6 or 3n - 5 for a line, n, 3), from positions in Å, shape (n, 3)."""
    n = len(positions)
    axes = np.eye(3)
    centred = positions - positions.mean(axis=0)
    moves = [np.tile(axis, (n, 1)) for axis in axes] + [np.cross(axis, centred) for axis in axes]
    rigid = np.array(moves).reshape(6, 3 * n)
    # The left singular vectors beyond the rank complete the rigid motions to the whole space.
    vectors, sizes, _ = np.linalg.svd(rigid.T, full_matrices=True)
    rank = int((sizes > 1e-6).sum())
    return np.asarray(vectors[:, rank:].T.reshape(-1, n, 3), dtype=np.float64)


def forces(positions: Floats, energy: Callable[[Floats], float], step: float = STEP) -> Floats:
    """F = -dE/dx, in the unit of `energy` per Å, shape (n, 3). Asked forward, then back, in turn.

    The error of the difference is step² / 6 times the third derivative of the energy.
    """
    total = np.zeros_like(positions)
    for direction in internal_displacements(positions):
        change = energy(positions + step * direction) - energy(positions - step * direction)
        total -= change / (2.0 * step) * direction
    return total
