"""Several torsions and angles at once: two shapes of one molecule against each other.

Molecules are written as rows of distances, angles and dihedrals, near the experimental structures
that M. D. Harmony et al., J. Phys. Chem. Ref. Data 8, 619 (1979) collect, rounded; H2BOH and HSOH
near those of Y. Kawashima et al., J. Chem. Phys. 87, 6331 (1987) and G. Winnewisser et al., Chem.
Eur. J. 9, 5501 (2003). Both shapes are drawn, so that neither needs to be a minimum.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tasks.references import zmatrix
from tasks.references.candidate import FOCAL_POINT, Candidate
from tasks.references.frames import against
from tasks.references.monomers import structure
from tasks.references.seeds import drawn
from tasks.references.seeds import rng as seeded
from tasks.references.zmatrix import Row
from tasks.structure import Structure

FAMILY = "conformers"


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    name = drawn(rng, {name: share for name, (_, share) in SHAPES.items()})
    frame, other = (_shape(name, rng) for _ in range(2))
    others = [("other", -1.0, other)]
    return against(seed, FAMILY, index, FOCAL_POINT, name, frame, others)


def _shape(name: str, rng: np.random.Generator) -> Structure:
    rows = SHAPES[name][0](rng)
    return structure([row[0] for row in rows], zmatrix.positions(rows))


def _bent(angle: float, rng: np.random.Generator) -> float:
    return angle + rng.uniform(-6.0, 6.0)


def _around(rng: np.random.Generator) -> float:
    return rng.uniform(0.0, 360.0)


def _planar(rng: np.random.Generator) -> float:
    """cis or trans, up to 25 degrees out of plane: a double bond turned further is no single
    reference any more."""
    return float(rng.choice([0.0, 180.0])) + rng.uniform(-25.0, 25.0)


def _peroxide(rng: np.random.Generator) -> list[Row]:
    return _chain("O", "O", 1.464, 0.965, 0.965, 99.4, 99.4, rng)


def _oxadisulfane(rng: np.random.Generator) -> list[Row]:
    return _chain("S", "O", 1.661, 1.342, 0.961, 98.6, 107.2, rng)


def _disulfane(rng: np.random.Generator) -> list[Row]:
    return _chain("S", "S", 2.055, 1.342, 1.342, 98.0, 98.0, rng)


def _chain(
    x: str,
    y: str,
    xy: float,
    xh: float,
    yh: float,
    hxy: float,
    xyh: float,
    rng: np.random.Generator,
) -> list[Row]:
    """H–X–Y–H."""
    return [
        (x, 0, 0, 0, 0, 0, 0),
        (y, 0, xy, 0, 0, 0, 0),
        ("H", 0, xh, 1, _bent(hxy, rng), 0, 0),
        ("H", 1, yh, 0, _bent(xyh, rng), 2, _around(rng)),
    ]


def _hydroxylamine(rng: np.random.Generator) -> list[Row]:
    """The amino group's two hydrogens stand ±56 degrees about the plane through N–O."""
    dihedral, half = _around(rng), _bent(56.0, rng)
    return [
        ("N", 0, 0, 0, 0, 0, 0),
        ("O", 0, 1.453, 0, 0, 0, 0),
        ("H", 1, 0.962, 0, _bent(101.4, rng), 0, 0),
        ("H", 0, 1.016, 1, _bent(103.3, rng), 2, dihedral + half),
        ("H", 0, 1.016, 1, _bent(103.3, rng), 2, dihedral - half),
    ]


def _hydrazine(rng: np.random.Generator) -> list[Row]:
    dihedral, half = _around(rng), _bent(57.0, rng)
    return [
        ("N", 0, 0, 0, 0, 0, 0),
        ("N", 0, 1.449, 0, 0, 0, 0),
        ("H", 0, 1.021, 1, _bent(108.0, rng), 0, 0),
        ("H", 0, 1.021, 1, _bent(108.0, rng), 2, 2.0 * _bent(57.0, rng)),
        ("H", 1, 1.021, 0, _bent(108.0, rng), 2, dihedral + half),
        ("H", 1, 1.021, 0, _bent(108.0, rng), 2, dihedral - half),
    ]


def _diazene(rng: np.random.Generator) -> list[Row]:
    return [
        ("N", 0, 0, 0, 0, 0, 0),
        ("N", 0, 1.252, 0, 0, 0, 0),
        ("H", 0, 1.028, 1, _bent(108.0, rng), 0, 0),
        ("H", 1, 1.028, 0, _bent(108.0, rng), 2, _planar(rng)),
    ]


def _methanimine(rng: np.random.Generator) -> list[Row]:
    dihedral = _planar(rng)
    return [
        ("C", 0, 0, 0, 0, 0, 0),
        ("N", 0, 1.273, 0, 0, 0, 0),
        ("H", 1, 1.023, 0, _bent(112.0, rng), 0, 0),
        ("H", 0, 1.090, 1, _bent(121.0, rng), 2, dihedral),
        ("H", 0, 1.090, 1, _bent(121.0, rng), 2, dihedral + 180.0),
    ]


def _hydroxyborane(rng: np.random.Generator) -> list[Row]:
    dihedral = _around(rng)
    return [
        ("B", 0, 0, 0, 0, 0, 0),
        ("O", 0, 1.352, 0, 0, 0, 0),
        ("H", 1, 0.960, 0, _bent(112.0, rng), 0, 0),
        ("H", 0, 1.195, 1, _bent(119.0, rng), 2, dihedral),
        ("H", 0, 1.195, 1, _bent(119.0, rng), 2, dihedral + 180.0),
    ]


SHAPES: dict[str, tuple[Callable[[np.random.Generator], list[Row]], float]] = {
    "HOOH": (_peroxide, 0.20),
    "HSOH": (_oxadisulfane, 0.16),
    "HSSH": (_disulfane, 0.10),
    "NH2OH": (_hydroxylamine, 0.18),
    "N2H4": (_hydrazine, 0.08),
    "N2H2": (_diazene, 0.12),
    "CH2NH": (_methanimine, 0.08),
    "H2BOH": (_hydroxyborane, 0.08),
}
"""By molecule: how its rows are drawn, and its share."""
