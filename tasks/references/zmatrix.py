"""Cartesian coordinates from distances, angles and dihedrals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks.structure import Floats

Row = tuple[str, int, float, int, float, int, float]
"""Symbol; then an earlier atom and the distance to it (Å); a second one and the angle at the first
(degrees); a third one and the dihedral (degrees). What a row does not need yet is ignored."""


def positions(rows: Sequence[Row]) -> Floats:
    """Å, shape (n, 3): the first atom at the origin, the second on z, the third in the xz plane."""
    places: Floats = np.zeros((len(rows), 3))
    for i, (_, a, distance, b, angle, c, dihedral) in enumerate(rows):
        if i == 1:
            places[i] = (0.0, 0.0, distance)
        elif i == 2:
            axis = _unit(places[b] - places[a])
            radians = np.radians(angle)
            across = np.array([1.0, 0.0, 0.0])
            places[i] = places[a] + distance * (np.cos(radians) * axis + np.sin(radians) * across)
        elif i > 2:
            places[i] = _place(places[a], places[b], places[c], distance, angle, dihedral)
    return places


def _place(
    a: Floats, b: Floats, c: Floats, distance: float, angle: float, dihedral: float
) -> Floats:
    """Natural extension reference frame: J. Parsons et al., J. Comput. Chem. 26, 1063 (2005)."""
    theta, phi = np.radians(180.0 - angle), np.radians(dihedral)
    along = _unit(a - b)
    normal = _unit(np.cross(b - c, along))
    frame = np.array([along, np.cross(normal, along), normal])
    local = [np.cos(theta), np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi)]
    return np.asarray(a + distance * np.array(local) @ frame)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
