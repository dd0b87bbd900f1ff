"""Crystals squeezed to a fifth of their volume and pulled to twice of it.

Exact: pressure is the slope of the energy. The rest is what one expects of one structure that is
scaled uniformly at no temperature: one minimum, and energy and pressure that rise as it is
squeezed, since a denser gas of electrons has more kinetic energy. Real transitions under pressure
lead to other structures, which this way never visits.
"""

from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.units import GPa
from numpy.typing import NDArray

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Curve, Figure, Kind, curve
from tasks.landscape.scan import SHOWN, Scan
from tasks.potential import ENERGY, STRESS, Potential, evaluate
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

SQUEEZED, PULLED, POINTS = 0.2, 2.0, 36  # of the measured volume
RATIOS = np.geomspace(SQUEEZED, PULLED, POINTS)
INSIDE = 0.4  # of the measured volume: no solid has its minimum there
SLACK = 1e-3  # eV/Å³, 0.16 GPa: pressures that differ by less are equal

WORST = 100.0  # %
WORST_WELLS = 5.0
FLOOR = 0.1  # %, see `TASK.floor_reason`
OPEN = {
    "detour": WORST, "softens": WORST, "wells": WORST_WELLS, "wall": WORST, "conservation": WORST,
    "jump": SHOWN,
}  # fmt: skip

# Å, at room temperature, to where they matter here: the middle of a way from 0.2 to 2 volumes.
COMPOUNDS = {
    "NaCl": ("rocksalt", 5.64), "LiF": ("rocksalt", 4.03), "KBr": ("rocksalt", 6.60),
    "MgO": ("rocksalt", 4.21), "TiC": ("rocksalt", 4.33), "CsCl": ("cesiumchloride", 4.12),
    "GaAs": ("zincblende", 5.65), "SiC": ("zincblende", 4.36), "BN": ("zincblende", 3.62),
    "CaF2": ("fluorite", 5.46), "ZnS": ("zincblende", 5.41), "NiAl": ("cesiumchloride", 2.88),
}  # fmt: skip
ELEMENTS = (
    "Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au", "Na", "K", "Fe", "Nb", "Mo", "W", "Mg", "Ti", "Zr",
    "C", "Si", "Ge", "Ne", "Ar", "Kr",
)  # fmt: skip


def predict(system: System, potential: Potential) -> Arrays:
    """energies: eV/atom, shape (POINTS,). pressures: eV/Å³, the same shape, or (0,) where the
    potential declares no stress."""
    start = system.structures["crystal"]
    scaled = [start.strained((ratio ** (1 / 3) - 1) * np.eye(3)) for ratio in RATIOS]
    stress = STRESS in potential.capabilities.properties
    answers = evaluate(potential, scaled, *((ENERGY, STRESS) if stress else (ENERGY,)))
    told = [-float(a.stress[:3].mean()) for a in answers if a.stress is not None]
    return {
        "energies": np.array([a.energy for a in answers]) / len(start),
        "pressures": np.array(told),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """detour, softens, wall, conservation (%), wells too many, jump (eV/atom)."""
    found = scan(system, predicted)
    if found.open:
        return dict(OPEN)
    told = {
        "detour": min(WORST, found.detour()),
        "softens": softens(found),
        "wells": min(WORST_WELLS, max(0.0, found.wells() - 1.0)),
        "wall": 0.0,
        "conservation": WORST,
        "jump": SHOWN,
    }
    if len(predicted["pressures"]):
        told["conservation"] = min(WORST, found.conservation())
        told["jump"] = min(SHOWN, found.jump())
    return told


def softens(found: Scan) -> float:
    """%: of the steps into the wall, those along which the pressure, -ΔE/ΔV, does not rise."""
    pressures = -np.diff(found.energies) / np.diff(found.at)  # from squeezed to pulled
    rises = -np.diff(pressures)[: max(found.well - 1, 1)]
    return 100 * float(np.mean(rises < -SLACK))


def null(system: System) -> Arrays:
    """Atoms that do not know of each other."""
    return {"energies": np.zeros(POINTS), "pressures": np.zeros(POINTS)}


def scan(system: System, predicted: Arrays) -> Scan:
    """Per atom, over volumes in Å³."""
    start = system.structures["crystal"]
    volume = start.volume / len(start)
    pressures = predicted["pressures"]
    return Scan(RATIOS * volume, predicted["energies"], pressures, INSIDE * volume)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Energy near the minimum, and the pressure: as the stress has it, and as the slope."""
    found = scan(system, predicted)
    near = found.near
    name, ratios = str(system.tags["formula"]), RATIOS[near]
    energies = found.energies[near] - found.energies[found.well]
    shown = (curve("potential", Kind.LINE, ratios, energies),)
    return [
        Figure(system.id, f"{name}: energy", "Volume / measured", "Energy / eV per atom", shown),
        Figure(
            system.id, f"{name}: pressure", "Volume / measured", "Pressure / GPa",
            _pressures(found, near),
        ),
    ]  # fmt: skip


def _pressures(found: Scan, near: NDArray[np.bool_]) -> tuple[Curve, ...]:
    """GPa: the slope between places that are near the well, and the stress at them."""
    ratios, slope = RATIOS[near], -np.diff(found.energies[near]) / np.diff(found.at[near])
    middle = np.sqrt(ratios[1:] * ratios[:-1])
    slopes = curve("slope of the energy", Kind.LINE, middle, slope / GPa)
    if not len(found.forces):
        return (slopes,)
    return slopes, curve("stress", Kind.POINTS, ratios, found.forces[near] / GPa)


def dataset() -> Dataset:
    systems = [_system(name) for name in (*ELEMENTS, *COMPOUNDS)]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _system(name: str) -> System:
    crystal = Structure.from_atoms(_crystal(name))
    tags = {"formula": name, "bonds": _bonds(name)}
    return System(name.lower(), {"crystal": crystal}, tags=tags)


def _crystal(name: str) -> Atoms:
    """The primitive cell; elements as ASE's table has them, measured."""
    if name in COMPOUNDS:
        shape, a = COMPOUNDS[name]
        return bulk(name, shape, a=a)
    return bulk(name)


def _bonds(name: str) -> str:
    for bonds, names in {
        "noble gases": ("Ne", "Ar", "Kr"),
        "covalent": ("C", "Si", "Ge", "GaAs", "SiC", "BN", "ZnS", "TiC"),
        "ionic": ("NaCl", "LiF", "KBr", "MgO", "CsCl", "CaF2"),
    }.items():
        if name in names:
            return bonds
    return "metals"


def _cost(system: System) -> Cost:
    return times(POINTS, system)


TASK = Task(
    slug="compression",
    version=1,
    title="Compression and tension",
    domain=Domain.LANDSCAPE,
    summary=(
        "Thirty-four crystals squeezed to a fifth of their volume and pulled to twice of it, "
        "uniformly. Planets, shock waves and collision cascades go there, and so does every "
        "relaxation that starts badly: there must be one minimum, a pressure that rises, and a "
        "stress that is the slope of the energy. A potential that collapses instead turns a "
        "search for dense phases into a search for its own holes."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    draw=draw,
    metrics=(
        Metric("detour", "Detour of the energy", "detour", "%", worst=WORST, by=("bonds",)),
        Metric("softens", "Steps without rising pressure", "softens", "%", worst=WORST),
        Metric("wall", "Crystals without a wall", "wall", "%", worst=WORST, by=("bonds",)),
        Metric("wells", "Minima too many", "wells", "a curve", worst=WORST_WELLS),
        Metric("jump", "Energy jump", "jump", "eV/atom", worst=SHOWN, digits=4),
        Metric("conservation", "Stress against slope", "conservation", "%", worst=WORST, digits=3),
    ),
    floor_reason=(
        "What single precision makes of a curve without a fault: measured with effective medium "
        "theory on six metals, its energies rounded to single precision at 1,000 eV/atom, below "
        "0.01 %. Rounded up to 0.1 %."
    ),
    formula=(
        "mean over crystals of 100 % · (Σ|ΔE| / (|E_first − E_min| + |E_last − E_min|) − 1), with "
        "E per atom and no further than 10 eV from the minimum"
    ),
    sources=(
        Source(
            "Chiang et al., MLIP Arena, arXiv:2509.20630 (2025): energy against volume, tortuosity",
            "https://arxiv.org/abs/2509.20630",
        ),
        Source(
            "Nielsen, Martin, Phys. Rev. Lett. 50, 697 (1983): stress is the energy's slope",
            "https://doi.org/10.1103/PhysRevLett.50.697",
        ),
    ),
    cost=_cost,
    protocol=(
        "Twenty-two elements and twelve compounds in primitive cells of one to three atoms; cell "
        "and positions scaled together, 36 volumes in geometric steps from 0.2 to 2 times the "
        "measured one. All positions are fixed by symmetry, so that nothing is to be relaxed.",
        "Law: the pressure of the stress is −dE/dV (jump; stress against slope, by seven-point "
        "differences in the logarithm of the volume). A potential that declares no stress is asked "
        "for energies alone, and pays for these two.",
        "Expectation: one minimum, from 0.4 of the measured volume on, and a pressure that rises "
        "with each step into the wall. A transition under pressure leads to another structure, "
        "which this way does not visit; a few elements whose own electrons change on the way "
        "(cerium, caesium) are left out.",
        "A crystal that is no higher at the smallest volume than in its minimum, or than at the "
        "largest volume, collapses: it has no wall, and pays all; a flat curve, too.",
        "Energies further than 10 eV/atom from the minimum's count as 10 eV/atom. Pressures that "
        "differ by less than 0.16 GPa are equal.",
    ),
)
