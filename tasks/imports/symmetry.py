"""Symmetry operations of a crystal, and the atoms that they make of its sites."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from tasks.structure import Floats

SAME = 0.1
"""Å: images of one site that are closer are one atom, whose position is given with few digits."""

_TERM = re.compile(r"([+-]?)(?:(\d+)/(\d+)|(\d*\.\d+|\d+)|([xyz]))")


def operation(text: str) -> Floats:
    """ "2/3+x,1/3-y,z" as (rotation | translation), shape (3, 4). Raises ValueError."""
    rows = text.replace(" ", "").lower().split(",")
    if len(rows) != 3:
        raise ValueError(f"{text!r} is no symmetry operation: three parts were expected")
    matrix = np.array([_row(row) for row in rows])
    if abs(abs(np.linalg.det(matrix[:, :3])) - 1) > 1e-9:
        raise ValueError(f"{text!r} is no symmetry operation: it changes the volume")
    return matrix


def _row(text: str) -> Floats:
    row, rest = np.zeros(4), text
    while rest:
        term = _TERM.match(rest)
        if term is None or (rest != text and not term[1]) or term[3] == "0":
            raise ValueError(f"{text!r} is no part of a symmetry operation")
        sign, numerator, denominator, number, axis = term.groups()
        place = "xyz".index(axis) if axis else 3
        size = 1.0 if axis else float(number or float(numerator) / float(denominator))
        row[place] += -size if sign == "-" else size
        rest = rest[term.end() :]
    return row


def images(operations: Floats, site: Floats, cell: Floats) -> Floats:
    """The different atoms that the operations make of one site.

    operations: shape (k, 3, 4). site: fractional, shape (3,). cell: rows, Å. Fractional, (m, 3).
    """
    found = (operations[:, :, :3] @ site + operations[:, :, 3]) % 1.0
    close = distances(found, found, cell) < SAME
    return np.asarray(found[~np.tril(close, -1).any(axis=1)])


def distances(one: Floats, other: Floats, cell: Floats) -> Floats:
    """Å, between fractional positions, shapes (n, 3) and (m, 3), and their nearest images; exact
    where it is short against the cell."""
    apart = one[:, None, :] - other[None, :, :]
    apart -= np.round(apart)
    return np.asarray(np.linalg.norm(apart @ cell, axis=2))


def clash(positions: Floats, radii: Floats, cell: Floats) -> NDArray[np.intp] | None:
    """Two atoms that are closer than half of the sum of their covalent radii; None where none are.

    positions: fractional, shape (n, 3). radii: Å, shape (n,).
    """
    for i in range(1, len(positions)):
        near = distances(positions[i : i + 1], positions[:i], cell)[0] < 0.5 * (
            radii[i] + radii[:i]
        )
        if near.any():
            return np.array([int(np.argmax(near)), i])
    return None
