"""Two atoms of one element, from deep inside each other to far apart: is there one sound curve?"""

from __future__ import annotations

import numpy as np
from ase.data import chemical_symbols

from tasks.dataset import Dataset
from tasks.figure import Curve, Figure, Kind, curve
from tasks.landscape.scan import SHOWN
from tasks.landscape.two_atoms import (
    FLOOR,
    LAST,
    WORST_WELL,
    compare,
    cost,
    metrics,
    null,
    pair,
    predict,
    scan,
    screened,
)
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

POINTS = 48
OVER = 5.0  # eV over two atoms far apart: so much of a wall is drawn behind a deep well

# Å: Huber and Herzberg's equilibrium distances of the ground states, from the NIST WebBook.
MEASURED = {
    "H": 0.7414, "Li": 2.6729, "B": 1.590, "C": 1.2425, "N": 1.0977, "O": 1.2075, "F": 1.4119,
    "Na": 3.0789, "Si": 2.246, "P": 1.8934, "S": 1.8892, "Cl": 1.9879, "K": 3.9051, "Cu": 2.2197,
    "As": 2.1026, "Se": 2.166, "Br": 2.2811, "Te": 2.5574, "I": 2.6663, "Au": 2.4719,
}  # fmt: skip

FLOOR_REASON = (
    "What single precision makes of a curve without a fault: measured with effective medium theory "
    "on eight metals and Lennard-Jones, energies rounded to single precision at 1,000 eV, below "
    "0.01 %. Rounded up to 0.1 %."
)
SOURCES = (
    Source(
        "Chiang et al., MLIP Arena, arXiv:2509.20630 (2025): diatomics, force flips, tortuosity",
        "https://arxiv.org/abs/2509.20630",
    ),
    Source(
        "Cordero et al., Covalent radii revisited, Dalton Trans. 2832 (2008)",
        "https://doi.org/10.1039/B801115J",
    ),
    Source(
        "Huber, Herzberg, Constants of Diatomic Molecules (1979), as in the NIST WebBook",
        "https://doi.org/10.1007/978-1-4757-0961-2",
    ),
    Source(
        "Ziegler, Biersack, The Stopping and Range of Ions in Matter (1985): screened nuclei",
        "https://doi.org/10.1007/978-1-4615-8103-1_3",
    ),
)
PROTOCOL = (
    "A neutral pair, asked for as one surface, the ground state; the multiplicity is not set.",
    "The well is the lowest of the distances from 0.55 of the sum of the covalent radii on: the "
    "shortest bonds that are known are longer. A curve that is no higher at its closest distance "
    "than there, or than far apart, has no wall and pays all; a flat one, too.",
    "Energies further than 10 eV from the well's count as 10 eV: what lies higher up would drown "
    "everything else.",
    "Flips: changes of the force's direction beyond the one of a well; forces below 0.02 eV/Å "
    "point nowhere. Jump: the largest step of the energy that the forces around it do not account "
    "for.",
    "Force against slope: root mean square of F + dE/dr over that of dE/dr, the slope by "
    "seven-point differences in the logarithm of the distance. Features that are narrower than the "
    "steps of the distance count in both, as forces at these places do not know of them.",
    "Law: force against slope, jump. Expectation: one wall and one well. A true ground state may "
    "have a shoulder or a second shallow well (Cr₂, Be₂), but a detour of more than a few per cent "
    "is the potential's.",
    "Wall against nuclei: where two nuclei screened as Ziegler, Biersack and Littmark have it "
    "repel each other by more than 30 eV, by how many powers of ten the energy over that of "
    "separate atoms differs from theirs. A description: it is never ranked alone.",
)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The curve near its well, against two atoms as far apart as they were asked for, and the
    force along it."""
    found = scan(system, predicted)
    level, at = found.energies[-1], found.at
    near = found.energies < max(found.energies[found.well] + SHOWN, level + OVER)
    shown = [curve("potential", Kind.LINE, at[near], found.energies[near] - level)]
    shown += _known(system, found.well, near, predicted, reference)
    pulled = curve("potential", Kind.LINE, at[near], found.forces[near])
    name = f"{system.id}₂"
    return [
        Figure(system.id, f"{name}: energy", "Distance / Å", "Energy / eV", tuple(shown)),
        Figure(system.id, f"{name}: force", "Distance / Å", "Force / eV/Å", (pulled,)),
    ]


def _known(
    system: System, well: int, near: np.ndarray, predicted: Arrays, reference: Arrays
) -> list[Curve]:
    """Two screened nuclei as far up as the potential is shown, and the measured bond length."""
    at, level = system.settings["distances"], predicted["energies"][-1]
    nuclei = screened(system)
    top = float((predicted["energies"][near] - level).max(initial=0.0))
    low = nuclei <= top
    found = [curve("screened nuclei", Kind.REFERENCE, at[low], nuclei[low])] if low.any() else []
    if "distance" in reference:
        place, depth = float(reference["distance"]), float(predicted["energies"][well] - level)
        found.append(curve("measured bond length", Kind.MEASURED, [place], [depth]))
    return found


def dataset() -> Dataset:
    symbols = chemical_symbols[1 : LAST + 1]
    systems = [pair(s, s, POINTS, {"elements": family(chemical_symbols.index(s))}) for s in symbols]
    return Dataset(systems, {s: _reference(s) for s in symbols})


def _reference(symbol: str) -> Arrays:
    known = {"distance": np.array(MEASURED[symbol])} if symbol in MEASURED else {}
    return {"uncertainty": np.array(FLOOR)} | known


def family(number: int) -> str:
    """What chemists call the parts of the table: to see where curves break."""
    if 57 <= number <= 71 or number >= 89:
        return "f block"
    if number in (2, 10, 18, 36, 54, 86):
        return "noble gases"
    if number in (*range(21, 31), *range(39, 49), *range(72, 81)):
        return "d block"
    alkaline = (3, 4, 11, 12, 19, 20, 37, 38, 55, 56, 87, 88)
    return "alkali and alkaline earths" if number in alkaline else "p block and hydrogen"


TASK = Task(
    slug="diatomics",
    version=1,
    title="Diatomics",
    domain=Domain.LANDSCAPE,
    summary=(
        "Two atoms of one element, from 0.4 to three times the sum of their covalent radii. "
        "Whatever a potential was trained on, atoms collide in hot or compressed matter, in "
        "radiation damage and whenever a simulation goes astray: there must be a wall, one well, "
        "and forces that belong to the energy. A hole instead of the wall swallows a simulation."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    draw=draw,
    metrics=(
        *metrics(by=("elements",)),
        Metric("well", "Bond length MAE", "well", "Å", worst=WORST_WELL, digits=3),
    ),
    floor_reason=FLOOR_REASON,
    formula=(
        "mean over elements of 100 % · (Σ|ΔE| / (|E_first − E_well| + |E_last − E_well|) − 1), "
        "with E no further than 10 eV from the well"
    ),
    sources=SOURCES,
    cost=cost,
    protocol=(
        "One system an element, hydrogen to curium: 48 distances in geometric steps, from 0.4 to "
        "3 times the sum of the covalent radii.",
        *PROTOCOL,
        "Bond lengths are held against those measured for 20 molecules; they are not ranked.",
    ),
)
