"""Points on the way over a barrier, against the reactants.

Three kinds. "exchange": H + H2, on a grid of both distances about the symmetric saddle (0.930 Å:
D. G. Truhlar, C. J. Horowitz, J. Chem. Phys. 68, 2466 (1978)) and of the angle between them.
"inversion": a pyramid on its way through the plane. "saddle": a published transition state of
DBH24 (J. Zheng, Y. Zhao, D. G. Truhlar, J. Chem. Theory Comput. 3, 569 (2007), as in ase.data),
shaken a little, so that its energy is in no table.

The reference is the energy of that point relative to the reactants; it is the barrier itself
only where the point happens to be the saddle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from ase.data import dbh24

from tasks.references import zmatrix
from tasks.references.candidate import COMPOSITE, Candidate
from tasks.references.frames import against, displaced
from tasks.references.monomers import monomer, structure
from tasks.references.seeds import drawn
from tasks.references.seeds import rng as seeded
from tasks.references.zmatrix import Row
from tasks.structure import Structure

FAMILY = "barriers"

SADDLES = {"dbh24_r2": 0.25, "dbh24_r11": 0.2, "dbh24_r12": 0.2, "dbh24_r9": 0.2, "dbh24_r7": 0.15}
"""H + HCl, H + OH, H + H2S, HCN to HNC, H + N2: two heavy atoms at most. With their shares."""

# Bond length of the pyramid and of the plane, Å; angle between bond and axis of the pyramid,
# degrees. Planes: 0.995 Å for NH3, 0.974 for H3O+, 1.377 for PH3, near coupled cluster's saddles.
PYRAMIDS = {
    "NH3": ("N", 1.012, 0.995, 112.1, 0, 0.25),
    "H3O+": ("O", 0.976, 0.974, 107.6, 1, 0.25),
    "PH3": ("P", 1.413, 1.377, 122.7, 0, 0.50),
}


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    kinds: list[Callable[[bytes, int, np.random.Generator], Candidate]]
    kinds = [_exchange, _inversion, _saddle]
    return kinds[rng.choice(3, p=[0.35, 0.25, 0.4])](seed, index, rng)


def _exchange(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    """One H pulled to the left of the middle one, another pushed to the right of it."""
    middle, apart = rng.uniform(0.88, 1.02), rng.uniform(-0.16, 0.16)
    rows: list[Row] = [
        ("H", 0, 0, 0, 0, 0, 0),
        ("H", 0, middle - apart, 0, 0, 0, 0),
        ("H", 0, middle + apart, 1, rng.uniform(140.0, 180.0), 0, 0),
    ]
    frame = structure(["H", "H", "H"], zmatrix.positions(rows), spin=2)
    others = [(name, -1.0, monomer(name).structure) for name in ("H", "H2")]
    return against(seed, FAMILY, index, COMPOSITE, "H H2", frame, others, "exchange")


def _inversion(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    name = drawn(rng, {name: row[-1] for name, row in PYRAMIDS.items()})
    start, frame = _pyramid(name, 0.0), _pyramid(name, rng.uniform(0.3, 1.0))
    others = [("pyramid", -1.0, start)]
    return against(seed, FAMILY, index, COMPOSITE, name, frame, others, "inversion")


def _pyramid(name: str, way: float) -> Structure:
    """way: 0 is the pyramid, 1 the plane."""
    symbol, pyramidal, planar, angle, charge, _ = PYRAMIDS[name]
    length = pyramidal + way * (planar - pyramidal)
    tilt = np.radians(angle + way * (90.0 - angle))
    turns = np.radians([0.0, 120.0, 240.0])
    around = np.array([np.cos(turns), np.sin(turns)]).T * np.sin(tilt)
    hydrogens = length * np.column_stack([around, np.full(3, np.cos(tilt))])
    return structure([symbol, "H", "H", "H"], np.vstack([np.zeros(3), hydrogens]), charge)


def _saddle(seed: bytes, index: int, rng: np.random.Generator) -> Candidate:
    name = drawn(rng, SADDLES)
    saddle = _species(dbh24.get_dbh24_tst(name))
    frame = displaced(saddle, rng, rng.uniform(0.0, 0.06))
    reactants = Counter(dbh24.get_dbh24_initial_states(name))
    others = [(_short(n), -float(k), _species(n)) for n, k in reactants.items()]
    way = " ".join(_short(n) for n in reactants)
    return against(seed, FAMILY, index, COMPOSITE, way, frame, others, "saddle")


def _species(name: str) -> Structure:
    unpaired = sum(dbh24.get_dbh24_magmoms(name) or [])
    atoms = dbh24.create_dbh24_system(name, magmoms=None)
    return Structure.from_atoms(
        atoms, charge=int(dbh24.get_dbh24_charge(name)), spin=int(unpaired) + 1
    )


def _short(name: str) -> str:
    return name.removeprefix("dbh24_")
