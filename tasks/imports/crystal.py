"""A molecular crystal as a file gives it, checked: how many of which molecule, and how dense."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.data import atomic_masses
from ase.units import _amu as AMU  # noqa: N812, kg

from tasks.imports.fragments import fragments
from tasks.imports.frames import Frame
from tasks.structure import Structure

DENSITIES = 0.5, 3.0
"""g/cm³, of anything made of light molecules: a cell in bohr or nm, or a halved one, is outside."""


@dataclass(frozen=True, eq=False)
class Crystal:
    """structure: of a cell that holds `count` molecules (Z) of one formula (Hill's order).

    density: g/cm³.
    """

    structure: Structure
    count: int
    formula: str
    density: float


def crystal(frame: Frame, count: int) -> Crystal:
    """The crystal of a frame that is said to hold `count` molecules.

    Raises Malformed where its bonds make other molecules, or another number of them, or its
    density is not that of a molecular crystal.
    """
    structure = frame.crystal()
    found = fragments(structure)
    if len(set(found)) != 1:
        raise frame.malformed(
            f"its molecules are not all the same: {', '.join(sorted(set(found)))}"
        )
    if len(found) != count:
        raise frame.malformed(f"its cell holds {len(found)} molecules, not {count}")
    density = _density(structure)
    if not DENSITIES[0] < density < DENSITIES[1]:
        raise frame.malformed(f"its density is {density:.2f} g/cm³; is the cell in Å?")
    return Crystal(structure, count, found[0], density)


def _density(structure: Structure) -> float:
    """g/cm³"""
    mass = float(np.sum(atomic_masses[structure.numbers])) * AMU * 1e3
    return mass / (structure.volume * 1e-24)
