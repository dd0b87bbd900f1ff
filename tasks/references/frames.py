"""A molecule at a geometry against the same molecule at another one, or against its pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks.references.candidate import Candidate, Species
from tasks.references.seeds import identity
from tasks.structure import Floats, Structure


def against(
    seed: bytes,
    family: str,
    index: int,
    protocol: str,
    name: str,
    frame: Structure,
    others: Sequence[tuple[str, float, Structure]],
    kind: str = "",
) -> Candidate:
    """E(frame) + the sum of coefficient times energy of `others` (name, coefficient, structure)."""
    rest = [Species(label, coefficient, other) for label, coefficient, other in others]
    tags = {"family": family} | ({"kind": kind} if kind else {})
    return Candidate(
        id=identity(seed, family, index),
        family=family,
        protocol=protocol,
        species=[Species("frame", 1.0, frame), *rest],
        tags=tags,
        cluster=name,
    )


def turned(structure: Structure, a: int, b: int, group: Sequence[int], degrees: float) -> Structure:
    """The atoms of `group` turned about the axis from atom a to atom b (right-handed)."""
    axis = structure.positions[b] - structure.positions[a]
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    matrix = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    positions = structure.positions.copy()
    positions[list(group)] = (positions[list(group)] - positions[b]) @ matrix.T + positions[b]
    return structure.moved(positions)


def side(structure: Structure, a: int, b: int) -> list[int]:
    """The atoms on b's side of the bond a–b: those that are nearer to b than to a."""
    from_a = np.linalg.norm(structure.positions - structure.positions[a], axis=1)
    from_b = np.linalg.norm(structure.positions - structure.positions[b], axis=1)
    return [i for i in range(len(structure)) if i != b and from_b[i] < from_a[i]]


def displaced(structure: Structure, rng: np.random.Generator, amplitude: float) -> Structure:
    """Every atom moved at random, as vibrations do: light atoms further, no turning, no drift.

    amplitude: Å, standard deviation of each coordinate of a hydrogen atom; for others it goes with
    1/sqrt(mass), roughly by the atomic number. Drawn again until no distance between two atoms has
    changed by more than 30 %.
    """
    weights = 1.0 / np.sqrt(np.maximum(1.0, 2.0 * structure.numbers - 1.0))
    while True:
        moves = rng.normal(size=structure.positions.shape) * (amplitude * weights)[:, None]
        moves = _inner(structure.positions, moves)
        moved = structure.moved(structure.positions + moves)
        ratio = distances(moved) / distances(structure)
        if (np.abs(ratio - 1.0) < 0.3).all():
            return moved


def distances(structure: Structure) -> Floats:
    """Å, between all pairs of atoms, shape (n (n - 1) / 2,)."""
    rows, columns = np.triu_indices(len(structure), 1)
    return np.asarray(
        np.linalg.norm(structure.positions[rows] - structure.positions[columns], axis=1)
    )


def _inner(positions: Floats, moves: Floats) -> Floats:
    """The moves without those of the molecule as a whole: three shifts and up to three turns."""
    centred = positions - positions.mean(0)
    shifts = [np.tile(axis, (len(positions), 1)) for axis in np.eye(3)]
    turns = [np.cross(axis, centred) for axis in np.eye(3)]
    whole = np.array([m.reshape(-1) for m in shifts + turns]).T
    basis, sizes, _ = np.linalg.svd(whole, full_matrices=False)
    basis = basis[:, sizes > 1e-8 * sizes[0]]
    flat = moves.reshape(-1)
    return np.asarray((flat - basis @ (basis.T @ flat)).reshape(moves.shape))
