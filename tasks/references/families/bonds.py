"""Bonds pushed together, pulled apart as far as coupled cluster reaches, and broken."""

from __future__ import annotations

import numpy as np

from tasks.references.candidate import COMPOSITE, Candidate
from tasks.references.frames import against, displaced
from tasks.references.monomers import DIATOMICS, monomer
from tasks.references.seeds import drawn
from tasks.references.seeds import rng as seeded
from tasks.structure import Structure

FAMILY = "bonds"

STRETCHED = {
    "H2": 0.04, "LiH": 0.08, "NaH": 0.05, "BH": 0.08, "AlH": 0.05, "HF": 0.12, "HCl": 0.09,
    "CO": 0.08, "N2": 0.08, "CS": 0.03, "F2": 0.05, "PN": 0.02, "CH": 0.05, "NH": 0.05, "OH": 0.08,
    "SiH": 0.03, "PH": 0.03, "SH": 0.04, "CH+": 0.03, "ClF": 0.02, "BF": 0.02, "BCl": 0.02,
    "HeH+": 0.02, "H2O": 0.02, "H2S": 0.02,
}  # fmt: skip

RANGE = (0.80, 1.45)
"""Of the equilibrium distance. What leaves the reach of a single reference is screened out."""

# Each with the pieces that one broken bond leaves.
BROKEN = (
    ("HF", ("H", "F")), ("HCl", ("H", "Cl")), ("LiH", ("Li", "H")), ("NaH", ("Na", "H")),
    ("BH", ("B", "H")), ("AlH", ("Al", "H")), ("CH", ("C", "H")), ("NH", ("N", "H")),
    ("OH", ("O", "H")), ("SiH", ("Si", "H")), ("PH", ("P", "H")), ("SH", ("S", "H")),
    ("H2", ("H", "H")), ("N2", ("N", "N")), ("CO", ("C", "O")),
    ("H2O", ("OH", "H")), ("H2S", ("SH", "H")), ("PH3", ("PH2", "H")), ("NH2", ("NH", "H")),
    ("PH2", ("PH", "H")), ("SiH2", ("SiH", "H")), ("CH2", ("CH", "H")),
)  # fmt: skip

SHARE_BROKEN = 0.4


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    return (
        _broken(seed, index, rng) if rng.random() < SHARE_BROKEN else _stretched(seed, index, rng)
    )


def _stretched(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    name = drawn(rng, STRETCHED)
    start = monomer(name).structure
    frame = stretched(start, rng.uniform(*RANGE))
    others = [("equilibrium", -1.0, start)]
    return against(seed, FAMILY, index, COMPOSITE, name, frame, others, "stretching")


def _broken(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    """The molecule, a little off its equilibrium, against its pieces: negative where bound."""
    name, pieces = BROKEN[rng.integers(len(BROKEN))]
    start = monomer(name).structure
    if name in DIATOMICS:
        frame = stretched(start, rng.uniform(0.95, 1.08))
    else:
        frame = displaced(start, rng, rng.uniform(0.01, 0.05))
    others = parts(pieces)
    return against(seed, FAMILY, index, COMPOSITE, name, frame, others, "dissociation")


def stretched(structure: Structure, factor: float) -> Structure:
    """The first bond, from atom 0 to atom 1, made longer; of a diatomic that is all there is."""
    positions = structure.positions.copy()
    positions[1] = positions[0] + factor * (positions[1] - positions[0])
    return structure.moved(positions)


def parts(pieces: tuple[str, ...]) -> list[tuple[str, float, Structure]]:
    """What is left, each kind once."""
    kinds = dict.fromkeys(pieces)
    return [(kind, -float(pieces.count(kind)), monomer(kind).structure) for kind in kinds]
