"""A rigid turn about one bond, against the frame from which it starts."""

from __future__ import annotations

from tasks.references.candidate import FOCAL_POINT, Candidate
from tasks.references.frames import against, side, turned
from tasks.references.monomers import monomer
from tasks.references.seeds import rng as seeded

FAMILY = "torsions"

# Molecule, bond (two atoms of ASE's order), share: the dear ones are rarer.
BONDS = (
    ("H2O2", 0, 1, 0.30),
    ("N2H4", 0, 1, 0.20),
    ("CH3OH", 0, 1, 0.20),
    ("CH3SH", 0, 1, 0.12),
    ("CH3NH2", 0, 1, 0.12),
    ("C2H6", 0, 1, 0.06),
)

LEAST_TURN = 15.0
"""Degrees; the turn goes from here to 360 minus it."""


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    name, a, b, _ = BONDS[rng.choice(len(BONDS), p=[bond[3] for bond in BONDS])]
    start = monomer(name).structure
    turn = rng.uniform(LEAST_TURN, 360.0 - LEAST_TURN)
    frame = turned(start, a, b, side(start, a, b), turn)
    others = [("start", -1.0, start)]
    return against(seed, FAMILY, index, FOCAL_POINT, name, frame, others)
