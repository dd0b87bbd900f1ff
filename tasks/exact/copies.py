"""Copies of a structure that no law of nature tells from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.structure import Floats, Structure

Order = NDArray[np.integer]

MOLECULAR = ("repetition", "translation", "rotation", "inversion", "permutation")
PERIODIC = ("wrapping", "other-cell", "doubling")
FAR = 10.0  # Å, how far a molecule is carried


@dataclass(frozen=True, eq=False)
class Copy:
    """Energy per atom is that of the start; forces are `expected`.

    turn: orthogonal, shape (3, 3). order: which atom of the start each of its atoms is.
    """

    structure: Structure
    turn: Floats
    order: Order

    def expected(self, forces: Floats) -> Floats:
        """forces: of the start, shape (n, 3). Returns shape (len(order), 3)."""
        return np.asarray(forces[self.order] @ self.turn.T)


def copies(start: Structure, seed: int) -> dict[str, Copy]:
    """By the name of the law that each stands for; the same for the same seed on every machine.

    The repetition comes last: what is asked twice in a row may be remembered.
    """
    random = np.random.RandomState(seed)
    laws = [*MOLECULAR[1:], *(PERIODIC if start.periodic else ()), MOLECULAR[0]]
    return {law: _MADE[law](start, random) for law in laws}


def wrapped(structure: Structure) -> Structure:
    """All atoms inside of the cell; a molecule as it is."""
    if not structure.periodic:
        return structure
    inside = _fractional(structure) % 1.0
    return structure.moved(inside @ structure.cell)


def _repetition(start: Structure, random: np.random.RandomState) -> Copy:
    return _same(start)


def _translation(start: Structure, random: np.random.RandomState) -> Copy:
    direction = random.standard_normal(3)
    shift = FAR * direction / np.linalg.norm(direction)
    return _same(wrapped(start.moved(start.positions + shift)))


def _rotation(start: Structure, random: np.random.RandomState) -> Copy:
    """The box turns with its atoms."""
    turn, upper = np.linalg.qr(random.standard_normal((3, 3)))
    turn = turn * np.sign(np.diag(upper))
    turn = turn * np.linalg.det(turn)  # in three dimensions -1 turns a reflection into a rotation
    return _same(start.strained(turn - np.eye(3)), turn)


def _inversion(start: Structure, random: np.random.RandomState) -> Copy:
    return _same(wrapped(start.moved(-start.positions)), -np.eye(3))


def _permutation(start: Structure, random: np.random.RandomState) -> Copy:
    order: Order = random.permutation(len(start))
    if (order == np.arange(len(start))).all():
        order = np.roll(order, 1)
    return _chosen(start, order, start.positions[order], start.cell)


def _wrapping(start: Structure, random: np.random.RandomState) -> Copy:
    """Each atom in a cell of its own choice, up to one away."""
    away = random.randint(-1, 2, (len(start), 3)).astype(np.float64)
    return _same(start.moved(start.positions + away @ start.cell))


def _other_cell(start: Structure, random: np.random.RandomState) -> Copy:
    """Another lattice vector added to one of the three: the same crystal."""
    longer, added = random.permutation(3)[:2]
    cell = start.cell.copy()
    cell[longer] += start.cell[added]
    order = np.arange(len(start))
    chosen = _chosen(start, order, start.positions, cell)
    return Copy(wrapped(chosen.structure), chosen.turn, order)


def _doubling(start: Structure, random: np.random.RandomState) -> Copy:
    along = random.randint(3)
    cell = start.cell.copy()
    cell[along] *= 2
    positions = np.concatenate([start.positions, start.positions + start.cell[along]])
    return _chosen(start, np.tile(np.arange(len(start)), 2), positions, cell)


def _same(structure: Structure, turn: Floats | None = None) -> Copy:
    order = np.arange(len(structure))
    return Copy(structure, np.eye(3) if turn is None else turn, order)


def _chosen(start: Structure, order: Order, positions: Floats, cell: Floats) -> Copy:
    made = Structure(start.numbers[order], positions, cell, start.pbc, start.charge, start.spin)
    return Copy(made, np.eye(3), order)


def _fractional(structure: Structure) -> Floats:
    return np.asarray(np.linalg.solve(structure.cell.T, structure.positions.T).T)


_MADE: dict[str, Callable[[Structure, np.random.RandomState], Copy]] = {
    "repetition": _repetition,
    "translation": _translation,
    "rotation": _rotation,
    "inversion": _inversion,
    "permutation": _permutation,
    "wrapping": _wrapping,
    "other-cell": _other_cell,
    "doubling": _doubling,
}
