"""Do the forces and the stress belong to the energy? An exact law: no reference is needed.

Along a few random directions of all atoms (or of the strain), the slope of the energy, from a
five-point stencil, is held against what forces (or stress) say of the same direction.
"""

from __future__ import annotations

import numpy as np
from ase.stress import voigt_6_to_full_3x3_stress
from ase.units import GPa

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.exact.derivative import POINTS, slopes
from tasks.exact.displaced import (
    CRYSTALS,
    MOLECULES,
    displaced_crystal,
    displaced_molecule,
    symmetric,
)
from tasks.potential import ENERGY, FORCES, STRESS, Potential, energies, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

FORCE_DIRECTIONS, STRESS_DIRECTIONS = 5, 4
ATOM_STEP = 0.015  # Å, root mean square over the atoms
STRAIN_STEP = 0.005  # Frobenius norm of the strain
FLAT_FORCE = 1e-3  # eV/Å: below it, a surface counts as flat and says nothing of its forces
FLAT_STRESS = 1e-2 * GPa  # eV/Å³
FLOOR = 0.1  # %, see `TASK.floor_reason`
SEED = 20250203

WORST = 100.0  # %
WORST_FORCE = 1000.0  # meV/Å
WORST_STRESS = 10.0  # GPa


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV, shape (k, 4)): at the stencil's points along k directions.
    slopes (shape (k,)): what forces (eV/Å) or stress (eV/Å³) say of the same directions."""
    ask = _stress if system.tags["quantity"] == STRESS else _forces
    return ask(system.structures["displaced"], int(system.settings["seed"]), potential)


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """Errors: relative (%), and force (meV/Å) or stress (GPa); root mean squares over directions.

    Along a unit vector of all 3n coordinates, the root mean square error of the slope is that of
    a force component.
    """
    of_stress = system.tags["quantity"] == STRESS
    start = system.structures["displaced"]
    step = STRAIN_STEP * start.volume if of_stress else ATOM_STEP * np.sqrt(len(start))
    measured = slopes(predicted["energies"], step)
    error, size = _rms(predicted["slopes"] - measured), _rms(measured)
    flat = size < (FLAT_STRESS if of_stress else FLAT_FORCE)
    relative = WORST if flat else 100 * error / size
    if of_stress:
        return {"relative": relative, "stress": WORST_STRESS if flat else error / GPa}
    return {"relative": relative, "force": WORST_FORCE if flat else 1000 * error}


def null(system: System) -> Arrays:
    """A surface that rises by 1 eV/Å (1 GPa) along every direction, and no forces (no stress)."""
    start = system.structures["displaced"]
    if system.tags["quantity"] == STRESS:
        rise, directions = STRAIN_STEP * start.volume * GPa, STRESS_DIRECTIONS
    else:
        rise, directions = ATOM_STEP * float(np.sqrt(len(start))), FORCE_DIRECTIONS
    return {"energies": np.tile(rise * POINTS, (directions, 1)), "slopes": np.zeros(directions)}


def dataset() -> Dataset:
    molecules = [
        _system(name, displaced_molecule(name, SEED + i), SEED + i, "molecule", FORCES)
        for i, name in enumerate(MOLECULES)
    ]
    crystals = [
        _system(name, displaced_crystal(name, SEED + i), SEED + i, "crystal", quantity)
        for quantity in (FORCES, STRESS)
        for i, name in enumerate(CRYSTALS, start=len(MOLECULES))
    ]
    systems = molecules + crystals
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _forces(start: Structure, seed: int, potential: Potential) -> Arrays:
    directions = _unit(seed, FORCE_DIRECTIONS, len(start))
    (here,) = evaluate(potential, [start], ENERGY, FORCES)
    step = ATOM_STEP * np.sqrt(len(start))
    moved = [start.moved(start.positions + p * step * d) for d in directions for p in POINTS]
    told = -np.tensordot(directions, np.asarray(here.forces), 2)
    return {"energies": energies(potential, moved).reshape(-1, len(POINTS)), "slopes": told}


def _stress(start: Structure, seed: int, potential: Potential) -> Arrays:
    random = np.random.RandomState(seed)
    drawn = np.array([symmetric(random) for _ in range(STRESS_DIRECTIONS)])
    strains = drawn / np.linalg.norm(drawn, axis=(1, 2), keepdims=True)
    (here,) = evaluate(potential, [start], ENERGY, STRESS)
    strained = [start.strained(p * STRAIN_STEP * e) for e in strains for p in POINTS]
    told = np.tensordot(strains, voigt_6_to_full_3x3_stress(here.stress), 2)
    return {"energies": energies(potential, strained).reshape(-1, len(POINTS)), "slopes": told}


def _unit(seed: int, count: int, n: int) -> Floats:
    """Random unit vectors of all 3n coordinates, shape (count, n, 3)."""
    drawn = np.random.RandomState(seed).standard_normal((count, n, 3))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=(1, 2), keepdims=True))


def _cost(system: System) -> Cost:
    stress = system.tags["quantity"] == STRESS
    return times(1 + 4 * (STRESS_DIRECTIONS if stress else FORCE_DIRECTIONS), system)


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _system(name: str, start: Structure, seed: int, kind: str, quantity: str) -> System:
    key = name.lower()
    tags = {"kind": kind, "quantity": quantity, "case": f"{kind}, {quantity}"}
    settings = {"seed": np.array(float(seed + 1000))}
    return System(f"{key}-{quantity}", {"displaced": start}, settings, tags, cluster=key)


TASK = Task(
    slug="energy-force-consistency",
    version=1,
    title="Energy–force consistency",
    domain=Domain.EXACT,
    summary=(
        "Forces must be the slope of the energy, and stress its slope under strain; otherwise "
        "molecular dynamics does not conserve energy and a relaxation does not end at a minimum. "
        "Checked on ten molecules and ten crystals displaced from equilibrium. The law is exact, "
        "so no reference is needed; it says nothing of whether the energy itself is right."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("relative", "Relative error", "relative", "%", worst=WORST, by=("case",), digits=3),
        Metric("force-error", "Force error", "force", "meV/Å", worst=WORST_FORCE, by=("kind",)),
        Metric("stress-error", "Stress error", "stress", "GPa", worst=WORST_STRESS, digits=4),
    ),
    floor_reason=(
        "What the procedure itself resolves. Measured with double precision (GFN2-xTB, EMT, "
        "Lennard-Jones): at most 0.013 %, the stencil's truncation. With an error of one float32 "
        "rounding in each energy: at most 0.07 %. Rounded up to 0.1 %, so that single precision "
        "is not held against a potential."
    ),
    formula=(
        "mean over systems of 100 % · rms(F·d + ∂E/∂d) / rms(∂E/∂d) over random directions d; "
        "for stress, σ:e against (1/V) ∂E/∂e over random strains e"
    ),
    sources=(
        Source(
            "Nielsen, Martin, Phys. Rev. Lett. 50, 697 (1983): stress is the energy's slope",
            "https://doi.org/10.1103/PhysRevLett.50.697",
        ),
        Source(
            "Fornberg, Math. Comp. 51, 699 (1988): the five-point stencil",
            "https://doi.org/10.1090/S0025-5718-1988-0935077-0",
        ),
        Source(
            "Bigi, Langer, Ceriotti, arXiv:2412.11569 (2024): what non-conservative forces cost",
            "https://arxiv.org/abs/2412.11569",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "Molecules: ten of the G2 set (H, C, N, O, F, P, S, Cl), each coordinate displaced by a "
        "seeded normal deviate of 0.05 Å.",
        "Crystals: ten cells of four or eight atoms, strained by seeded normal deviates of 2 %, "
        "each coordinate displaced by 0.08 Å.",
        "Forces: along five seeded random unit vectors of all coordinates, energies at ±1 and ±2 "
        "steps of 0.015 Å (root mean square over the atoms); their five-point slope against F·d.",
        "Stress: along four seeded random symmetric strains, energies at ±1 and ±2 steps of 0.005; "
        "their five-point slope over the volume against σ:e.",
        "One system asks for forces or for stress, never both: a potential without stress pays for "
        "the ten stress systems alone.",
        "A flat surface (slopes below 0.001 eV/Å or 0.01 GPa) says nothing of its forces and pays "
        "the full price: 100 %, 1,000 meV/Å, 10 GPa.",
        "590 structures in all.",
    ),
)
