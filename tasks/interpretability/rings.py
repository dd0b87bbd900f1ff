"""Rings of equal molecules, each of which gives a hydrogen bond to the next, and holds one."""

from __future__ import annotations

import numpy as np
from ase import Atoms

from tasks.structure import Floats

OH, HOH, FH = 0.97, np.radians(104.5), 0.93  # Å


def ring(formula: str, count: int, apart: float, bent: float) -> list[Atoms]:
    """HF or H2O, `apart` Å between the heavy atoms; the molecules, from one to the next.

    bent: degrees, of a hydrogen outwards from the line between the heavy atoms. Free hydrogens of
    water point up, or up and down in turn where the number is even.
    """
    radius = apart / (2 * np.sin(np.pi / count))
    corners = [radius * _around(2 * np.pi * i / count) for i in range(count)]
    return [
        _member(
            formula,
            corners[i],
            _bent(corners[(i + 1) % count] - corners[i], bent),
            -1 if i % 2 and not count % 2 else 1,
        )
        for i in range(count)
    ]


def _member(formula: str, here: Floats, towards: Floats, up: int) -> Atoms:
    """towards: the direction of the hydrogen in the bond, of length 1."""
    if formula == "HF":
        return Atoms("FH", positions=[here, here + FH * towards])
    outward = here / np.linalg.norm(here)
    aside = np.array([0.0, 0.0, float(up)]) + 0.5 * outward
    aside -= (aside @ towards) * towards
    free = np.cos(HOH) * towards + np.sin(HOH) * aside / np.linalg.norm(aside)
    return Atoms("OHH", positions=[here, here + OH * towards, here + OH * free])


def _bent(along: Floats, degrees: float) -> Floats:
    """Rings run against the clock, so that outwards is to the right."""
    angle = -np.radians(degrees)
    x, y, _ = along / np.linalg.norm(along)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([cosine * x - sine * y, sine * x + cosine * y, 0.0])


def _around(angle: float) -> Floats:
    return np.array([np.cos(angle), np.sin(angle), 0.0])
