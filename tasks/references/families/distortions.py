"""A small molecule shaken out of its equilibrium, against the equilibrium frame."""

from __future__ import annotations

from tasks.references.candidate import COMPOSITE, Candidate
from tasks.references.frames import against, displaced
from tasks.references.monomers import monomer
from tasks.references.seeds import drawn
from tasks.references.seeds import rng as seeded

FAMILY = "distortions"

# Share: inverse to the cost of coupled cluster in cc-pVQZ, roughly.
MOLECULES = {
    "H3+": 0.08, "H2O": 0.20, "H2S": 0.16, "CH2": 0.10, "SiH2": 0.08, "BH3": 0.08, "NH3": 0.06,
    "PH3": 0.05, "H3O+": 0.04, "HCN": 0.04, "HNC": 0.03, "HOCl": 0.04, "LiOH": 0.02, "HBO": 0.02,
}  # fmt: skip

AMPLITUDES = (0.03, 0.12)
"""Å, of a hydrogen atom: from thermal motion to far up the wall."""


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    name = drawn(rng, MOLECULES)
    start = monomer(name).structure
    frame = displaced(start, rng, rng.uniform(*AMPLITUDES))
    others = [("equilibrium", -1.0, start)]
    return against(seed, FAMILY, index, COMPOSITE, name, frame, others)
