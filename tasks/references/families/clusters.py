"""Small fluorides, chlorides and oxides of Li, Na, Mg, B, Al and Si.

Three kinds: "distortion", a molecule against its equilibrium frame; "dissociation", against its
atoms; "ions", rigid pieces of a salt against the free ions, with counterpoise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tasks.references.assembly import approached, direction, joined, rotated, species
from tasks.references.candidate import COMPOSITE, FOCAL_POINT, Candidate
from tasks.references.families.bonds import parts, stretched
from tasks.references.frames import against, displaced
from tasks.references.monomers import DIATOMICS, monomer
from tasks.references.seeds import drawn, identity
from tasks.references.seeds import rng as seeded

FAMILY = "clusters"

MOLECULES = {
    "LiF": 0.12, "LiCl": 0.09, "NaF": 0.08, "NaCl": 0.06, "MgO": 0.02, "BF": 0.11, "BCl": 0.06,
    "AlF": 0.08, "AlCl": 0.05, "SiO": 0.08, "BO": 0.04, "AlO": 0.02, "MgF": 0.04, "MgCl": 0.03,
    "SiF": 0.03, "SiCl": 0.02, "LiOH": 0.03, "HBO": 0.02, "HSiF": 0.02,
}  # fmt: skip

RANGE = (0.84, 1.35)

BROKEN = (
    ("LiF", ("Li", "F")), ("LiCl", ("Li", "Cl")), ("NaF", ("Na", "F")), ("NaCl", ("Na", "Cl")),
    ("BF", ("B", "F")), ("BCl", ("B", "Cl")), ("AlF", ("Al", "F")), ("AlCl", ("Al", "Cl")),
    ("SiO", ("Si", "O")), ("BO", ("B", "O")), ("MgF", ("Mg", "F")), ("SiF", ("Si", "F")),
)  # fmt: skip

IONS = (
    (("Li+", "F-"), 0.55, 0.95), (("Li+", "Cl-"), 0.60, 0.95), (("Na+", "F-"), 0.60, 0.95),
    (("Na+", "Cl-"), 0.65, 0.95), (("Li+", "OH-"), 0.60, 0.95), (("Na+", "OH-"), 0.62, 0.95),
    (("LiF", "Li+"), 0.60, 1.0), (("LiCl", "Li+"), 0.60, 1.0), (("LiOH", "Li+"), 0.60, 1.0),
    (("LiF", "He"), 0.65, 1.1), (("LiF", "H2"), 0.65, 1.1), (("BF", "Li+"), 0.75, 1.1),
)  # fmt: skip
"""Two pieces; from and to: the closest contact, as a fraction of the sum of their radii."""


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    kinds: list[Callable[[bytes, int, np.random.Generator], Candidate]]
    kinds = [_distorted, _broken, _ions]
    return kinds[rng.choice(3, p=[0.5, 0.2, 0.3])](seed, index, rng)


def _distorted(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    name = drawn(rng, MOLECULES)
    start = monomer(name).structure
    if name in DIATOMICS:
        frame = stretched(start, rng.uniform(*RANGE))
    else:
        frame = displaced(start, rng, rng.uniform(0.04, 0.12))
    others = [("equilibrium", -1.0, start)]
    return against(seed, FAMILY, index, COMPOSITE, name, frame, others, "distortion")


def _broken(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    name, pieces = BROKEN[rng.integers(len(BROKEN))]
    frame = stretched(monomer(name).structure, rng.uniform(0.95, 1.10))
    return against(seed, FAMILY, index, COMPOSITE, name, frame, parts(pieces), "dissociation")


def _ions(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    names, low, high = IONS[rng.integers(len(IONS))]
    fixed, moving = (rotated(monomer(n).structure, rng) for n in names)
    pieces = [fixed, approached([fixed], moving, direction(rng), rng.uniform(low, high))]
    return Candidate(
        id=identity(seed, FAMILY, index),
        family=FAMILY,
        protocol=FOCAL_POINT,
        species=species(pieces, 2),
        whole=joined(pieces),
        counterpoise=True,
        tags={"family": FAMILY, "kind": "ions"},
        cluster=" ".join(names),
    )
