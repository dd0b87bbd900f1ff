"""Cells of simple crystals that hold nothing measured: covalent radii touch in them."""

from __future__ import annotations

from math import isnan

import numpy as np
from ase.build import bulk
from ase.data import atomic_numbers, covalent_radii, ground_state_magnetic_moments
from ase.formula import Formula

from tasks.imports.rows import Row
from tasks.solids.cubic import PER_BOND
from tasks.structure import Structure

CELLS = {
    **{name: ratio for name, ratio in PER_BOND.items() if name != "CsCl"},
    "cesiumchloride": PER_BOND["CsCl"],
    "hcp": 1.0,
}
"""Lattice constant a over the distance of neighbours, by the name that ASE gives the crystal."""

IDEAL = float(np.sqrt(8 / 3))
"""c/a of close-packed balls."""

_KINDS = {"diamond": "semiconductor", "zincblende": "semiconductor"}
_ANIONS = {1, 8, 9, 16, 17}


def start(row: Row, formula: str, crystal: str) -> Structure:
    """The primitive cell in which covalent radii touch (Cordero et al., Dalton Trans. 2832 (2008)).

    Raises Malformed where the formula and the crystal do not go together.
    """
    try:
        symbols = list(Formula(formula))
        bond = 2 * float(np.mean([covalent_radii[atomic_numbers[each]] for each in symbols]))
        a = CELLS[crystal] * bond
        more = {"c": IDEAL * a} if crystal == "hcp" else {}
        return Structure.from_atoms(bulk(formula, crystal, a=a, **more))
    except (KeyError, ValueError) as error:
        raise row.malformed(f"{formula!r} is no {crystal} crystal") from error


def kind(solid: Structure, crystal: str) -> str:
    """Metal, semiconductor or ionic; carbides and nitrides of transition metals are metals."""
    if crystal == "rocksalt" and _ANIONS & {int(z) for z in solid.numbers}:
        return "ionic"
    return _KINDS.get(crystal, "metal")


def atom(number: int) -> Structure:
    """One atom in the vacuum, with its ground state's multiplicity (ase.data)."""
    moment = float(ground_state_magnetic_moments[number])
    if isnan(moment):
        raise ValueError(f"no ground state is known of element {number}")
    return Structure(np.array([number], dtype=np.int32), np.zeros((1, 3)), spin=int(moment) + 1)
