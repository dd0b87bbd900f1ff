"""Forces on the atoms of a distorted molecule of up to four atoms."""

from __future__ import annotations

import numpy as np

from tasks.references.assembly import rotation
from tasks.references.candidate import COMPOSITE, Candidate, Species
from tasks.references.frames import displaced
from tasks.references.monomers import monomer
from tasks.references.seeds import drawn, identity
from tasks.references.seeds import rng as seeded
from tasks.structure import Structure

FAMILY = "forces"

# Two composites a degree of freedom: mostly molecules that have one.
MOLECULES = {
    "H2": 0.07, "HeH+": 0.06, "LiH": 0.09, "BH": 0.09, "CH+": 0.06, "HF": 0.11, "NaH": 0.07,
    "AlH": 0.07, "HCl": 0.10, "CO": 0.06, "N2": 0.05, "BF": 0.04, "LiF": 0.05, "H3+": 0.06,
    "H2O": 0.02,
}  # fmt: skip

AMPLITUDES = (0.04, 0.12)
STRETCH = (0.88, 1.18)
"""Of a diatomic's equilibrium distance."""


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    name = drawn(rng, MOLECULES)
    structure = _moved(monomer(name).structure, rng)
    turned = structure.moved(structure.positions @ rotation(rng).T)
    return Candidate(
        id=identity(seed, FAMILY, index),
        family=FAMILY,
        protocol=COMPOSITE,
        species=[Species("molecule", 1.0, turned)],
        forces=True,
        tags={"family": FAMILY},
        cluster=name,
    )


def _moved(structure: Structure, rng: np.random.Generator) -> Structure:
    if len(structure) == 2:
        return structure.moved(structure.positions * rng.uniform(*STRETCH))
    return displaced(structure, rng, rng.uniform(*AMPLITUDES))
