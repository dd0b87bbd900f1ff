"""Molecules that were shaken find their way back to the geometries of DBH24."""

from __future__ import annotations

import hashlib
from functools import partial

import numpy as np
from ase.data import covalent_radii
from ase.data.dbh24 import create_dbh24_system, get_dbh24_magmoms

from tasks.cost import Cost
from tasks.coupled_cluster.barriers import GEOMETRIES
from tasks.dataset import Dataset
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.relax import Relaxed, relax
from tasks.potential import Potential
from tasks.relaxation_metrics import relaxation_metrics
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

# Neutral, and at rest where they are; not OH, whose bond there is that of the ion.
MOLECULES = (
    "H2", "N2", "HCl", "FCl", "HS", "H2O", "H2S", "HCN", "HNC", "N2O",
    "CH3", "CH4", "CH3F", "C2H4", "CH3OH", "CH3CH2",
)  # fmt: skip
RATTLE = 0.1  # Å, standard deviation of each coordinate
FMAX, STEPS = 0.01, 200  # eV/Å
CALLS = 20  # a dozen from the perturbed start, fewer from the reference
UNCERTAINTY = 0.005  # Å
WORST, WORST_BOND, WORST_ABOVE = 1.0, 1.0, 2000.0  # Å, Å, meV
BONDED = 1.3  # of the sum of covalent radii


def predict(system: System, potential: Potential) -> Arrays:
    """positions: Å, of what was found from the perturbed start; energy: eV, of that. reference:
    eV, found from the reference geometry. steps; converged, reference_converged: 1 or 0."""
    molecule = system.structures["molecule"]
    jobs = [partial(_relaxed, start) for start in (perturbed(system), molecule)]
    found, reference = (outcome.result for outcome in side_by_side(jobs, potential))
    return {
        "positions": found.structure.positions,
        "energy": np.array(found.energy),
        "steps": np.array(float(found.steps)),
        "converged": np.array(float(found.converged)),
        "reference": np.array(reference.energy),
        "reference_converged": np.array(float(reference.converged)),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """rmsd, bonds (Å), above (meV), unconverged (%), steps."""
    if not float(predicted["converged"]):
        return {"rmsd": WORST, "bonds": WORST_BOND, "above": WORST_ABOVE, "unconverged": 100.0}
    found, right = predicted["positions"], reference["positions"]
    pairs = bonds(system.structures["molecule"].numbers, right)
    apart = 1000 * float(predicted["energy"] - predicted["reference"])
    both = bool(float(predicted["reference_converged"]))
    return {
        "rmsd": rmsd(found, right),
        "bonds": float(np.abs(_lengths(found, pairs) - _lengths(right, pairs)).mean()),
        "above": apart if both else WORST_ABOVE,
        "unconverged": 0.0,
        "steps": float(predicted["steps"]),
    }


def null(system: System) -> Arrays:
    """The perturbed start."""
    return {
        "positions": perturbed(system).positions,
        "energy": np.array(0.0),
        "steps": np.array(0.0),
        "converged": np.array(1.0),
        "reference": np.array(0.0),
        "reference_converged": np.array(1.0),
    }


def perturbed(system: System) -> Structure:
    molecule = system.structures["molecule"]
    rng = np.random.default_rng(int(system.settings["seed"]))
    return molecule.moved(molecule.positions + rng.normal(0.0, RATTLE, molecule.positions.shape))


def rmsd(found: Floats, right: Floats) -> float:
    """Å, at best over shifts and rotations (W. Kabsch, Acta Cryst. A 32, 922 (1976)); atoms in the
    same order, shapes (n, 3)."""
    ours, theirs = found - found.mean(axis=0), right - right.mean(axis=0)
    u, s, vt = np.linalg.svd(ours.T @ theirs)
    s[-1] *= np.sign(np.linalg.det(u @ vt))  # turned, not mirrored
    square = float((ours**2).sum() + (theirs**2).sum() - 2 * s.sum()) / len(found)
    return float(np.sqrt(max(0.0, square)))


def bonds(numbers: Floats | np.ndarray, positions: Floats) -> list[tuple[int, int]]:
    """Pairs of atoms that are nearer than BONDED times the sum of their covalent radii."""
    radii = covalent_radii[numbers]
    far = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    near = far < BONDED * (radii[:, None] + radii[None])
    return [(i, j) for i, j in zip(*np.nonzero(near), strict=True) if i < j]


def dataset() -> Dataset:
    made = [_made(name) for name in MOLECULES]
    return Dataset([s for s, _ in made], {s.id: reference for s, reference in made})


def cost(system: System) -> Cost:
    return Cost(CALLS, CALLS * len(system.structures["molecule"]))


def _relaxed(start: Structure, potential: Potential) -> Relaxed:
    return relax(start, potential, cell=False, fmax=FMAX, steps=STEPS)


def _lengths(positions: Floats, pairs: list[tuple[int, int]]) -> Floats:
    return np.array([np.linalg.norm(positions[i] - positions[j]) for i, j in pairs])


def _made(name: str) -> tuple[System, Arrays]:
    atoms = create_dbh24_system(f"dbh24_{name}")
    unpaired = round(sum(get_dbh24_magmoms(f"dbh24_{name}") or [0.0]))
    molecule = Structure.from_atoms(atoms, charge=0, spin=unpaired + 1)
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
    tags = {"shell": "open" if unpaired else "closed"}
    system = System(name, {"molecule": molecule}, {"seed": np.array(float(seed))}, tags)
    return system, {
        "positions": molecule.positions,
        "uncertainty": np.array(UNCERTAINTY),
    }


TASK = Task(
    slug="molecule-relaxation",
    version=1,
    title="Relaxation of molecules",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "Sixteen small molecules and radicals, shaken and walked to rest: bond lengths and angles "
        "against geometries of quadratic configuration interaction, which are within a few "
        "thousandths of an Ångström of spectroscopy."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("rmsd", "RMSD", "rmsd", "Å", worst=WORST, by=("shell",), digits=3),
        Metric("bonds", "Bond length MAE", "bonds", "Å", worst=WORST_BOND, digits=3),
        *relaxation_metrics("meV", WORST_ABOVE),
    ),
    floor_reason=(
        "0.005 Å: bonds of the diatomic molecules among them are within 0.002 Å of spectroscopy; "
        "the larger ones are less well known."
    ),
    formula="RMSD = mean over molecules of sqrt(mean |r - r(reference)|²), shifted and turned",
    sources=(
        GEOMETRIES,
        Source(
            "Huber, Herzberg, Molecular Spectra and Molecular Structure IV, Constants of Diatomic "
            "Molecules (1979): what their bonds are held against in a test",
            "https://doi.org/10.1007/978-1-4757-0961-2",
        ),
    ),
    protocol=(
        f"Start: each coordinate of each atom off by {RATTLE:g} Å (standard deviation of a normal "
        "distribution, by a seed of the molecule); no cell.",
        f"Atoms relaxed (BFGS, {FMAX:g} eV/Å, {STEPS} steps).",
        "RMSD over all atoms, in Å, after the best shift and rotation; bonds are pairs nearer than "
        f"{BONDED:g} times the sum of covalent radii in the reference.",
        "The reference geometry is walked to rest beside; energy above it: of what was found less "
        "of that.",
        f"What finds no rest costs {WORST:g} Å and {WORST_ABOVE:g} meV.",
        "Radicals carry the multiplicity of their ground state.",
        "The null model is the perturbed start.",
    ),
    stepwise=True,
    cost=cost,
)
