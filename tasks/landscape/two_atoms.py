"""Two atoms, from deep inside each other to far apart: what is asked, and what is made of it."""

from __future__ import annotations

import numpy as np
from ase.data import chemical_symbols, covalent_radii

from tasks.cost import Cost
from tasks.landscape.scan import SHOWN, Scan
from tasks.landscape.screened import repulsion
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Metric

NEAREST, FURTHEST = 0.4, 3.0  # of the sum of the covalent radii
BOND = 0.55  # of that sum: the shortest bonds known (Cr₂, 0.60) are longer
LAST = 96  # curium: the last element with a covalent radius in ASE
STIFF = 30.0  # eV: where two screened nuclei have more, bonds of some eV do not matter

WORST = 100.0  # %
WORST_FLIPS = 20.0
WORST_WELL = 2.0  # Å
WORST_ZBL = 2.0  # orders of magnitude
FLOOR = 0.1  # %, see FLOOR_REASON

# Of a curve without a wall, whatever else it does.
OPEN = {
    "detour": WORST, "flips": WORST_FLIPS, "wall": WORST, "conservation": WORST,
    "falls": SHOWN, "jump": SHOWN, "zbl": WORST_ZBL,
}  # fmt: skip


def pair(first: str, second: str, points: int, tags: dict[str, str]) -> System:
    """Two atoms at contact; the distances to ask for, Å, are in the settings."""
    numbers = [chemical_symbols.index(symbol) for symbol in (first, second)]
    contact = float(covalent_radii[numbers].sum())  # Cordero et al. (2008)
    ladder = contact * np.geomspace(NEAREST, FURTHEST, points)
    placed = np.array([[0, 0, 0], [0, 0, contact]])
    structure = Structure(np.array(numbers, dtype=np.int32), placed)
    cluster = first if first == second else f"{first}|{second}"
    name = first if first == second else f"{first}-{second}"
    return System(name, {"pair": structure}, {"distances": ladder}, tags, cluster)


def predict(system: System, potential: Potential) -> Arrays:
    """energies: eV, shape (n,). forces: eV/Å along the bond, positive apart, same shape."""
    start = system.structures["pair"]
    ladder = system.settings["distances"]
    apart = [start.moved(np.array([[0, 0, 0], [0, 0, r]], dtype=float)) for r in ladder]
    answers = evaluate(potential, apart, ENERGY, FORCES)
    forces = [0.5 * (a.forces[1, 2] - a.forces[0, 2]) for a in answers if a.forces is not None]
    return {"energies": np.array([a.energy for a in answers]), "forces": np.array(forces)}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """detour (%), flips too many, falls and jump (eV), conservation (%), wall (0 or 100 %), zbl
    (orders of magnitude), and, where the distance was measured, well (Å)."""
    found = scan(system, predicted)
    measured = reference.get("distance")
    if found.open:
        return OPEN | ({} if measured is None else {"well": WORST_WELL})
    told = {
        "detour": min(WORST, found.detour()),
        "flips": min(WORST_FLIPS, max(0.0, found.flips() - 1.0)),
        "wall": 0.0,
        "falls": min(SHOWN, found.falls()),
        "jump": min(SHOWN, found.jump()),
        "conservation": min(WORST, found.conservation()),
        "zbl": min(WORST_ZBL, _against_nuclei(system, found)),
    }
    if measured is not None:
        told["well"] = min(WORST_WELL, abs(found.bottom() - float(measured)))
    return told


def null(system: System) -> Arrays:
    """Two atoms that do not know of each other."""
    nought = np.zeros(len(system.settings["distances"]))
    return {"energies": nought, "forces": nought}


def cost(system: System) -> Cost:
    points = len(system.settings["distances"])
    return Cost(points, 2 * points)


def scan(system: System, predicted: Arrays) -> Scan:
    start = system.structures["pair"]
    contact = float(start.positions[1, 2])
    ladder = system.settings["distances"]
    return Scan(ladder, predicted["energies"], predicted["forces"], BOND * contact)


def screened(system: System) -> Floats:
    """eV at the system's distances: the repulsion of the two screened nuclei."""
    first, second = (int(z) for z in system.structures["pair"].numbers)
    return repulsion(first, second, system.settings["distances"])


def _against_nuclei(system: System, found: Scan) -> float:
    """Orders of magnitude between the wall and two screened nuclei, where those have STIFF."""
    nuclei = screened(system)
    stiff = nuclei > STIFF
    rise = np.maximum(found.energies - found.energies[-1], 1e-6)[stiff]
    apart = np.abs(np.log10(rise / nuclei[stiff]))
    return float(np.sqrt(np.mean(apart**2))) if stiff.any() else 0.0


def metrics(by: tuple[str, ...]) -> tuple[Metric, ...]:
    return (
        Metric("detour", "Detour of the energy", "detour", "%", worst=WORST, by=by),
        Metric("flips", "Force flips too many", "flips", "a curve", worst=WORST_FLIPS),
        Metric("wall", "Curves without a wall", "wall", "%", worst=WORST, by=by),
        Metric("falls", "Fall inside the wall", "falls", "eV", worst=SHOWN),
        Metric("jump", "Energy jump", "jump", "eV", worst=SHOWN, digits=3),
        Metric("conservation", "Force against slope", "conservation", "%", worst=WORST),
        Metric("zbl", "Wall against nuclei", "zbl", "orders of magnitude", worst=WORST_ZBL),
    )
