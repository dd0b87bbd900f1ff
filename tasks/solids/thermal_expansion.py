"""Thermal expansion of ten cubic solids at room temperature: the quasi-harmonic approximation."""

from __future__ import annotations

import numpy as np
from phonopy import Phonopy, run_qha

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.solids.at_rest import CALLS, FMAX, STEPS, at_rest, unmoved
from tasks.solids.cubic import PER_CUBE, SOURCES, Solid, solids
from tasks.solids.lattice_dynamics import (
    DISTANCE,
    IMAGINARY,
    displaced,
    imaginary,
    perfect,
    phonons,
    scaled,
)
from tasks.solids.measured_expansion import KELVIN, SOURCE, expanding
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

SOLIDS = ("W", "Al", "Ni", "Cu", "Ag", "Pt", "Au", "Pb", "Si", "MgO")
STRETCHES = (0.99, 1.0, 1.01, 1.02, 1.03)  # of the lattice constant at rest
CELLS = 3  # primitive cells along each vector: 27 atoms of one, 54 of two
MESH = 15  # odd, so that Γ is one of its points
TEMPERATURES = KELVIN + np.array([-10.0, 0.0, 10.0, 20.0])

WORST = 100.0  # %
WORST_EXPANSION = 40.0  # 10⁻⁶/K
WORST_LATTICE = 1.0  # Å
UNCERTAINTY, LEAST = 2.0, 0.1  # % of the expansion; 10⁻⁶/K


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks.solids.at_rest finds; energies: eV, of the primitive cell at STRETCHES, shape
    (stretches,); forces: eV/Å, shape (stretches, displacements, atoms, 3), of displaced supercells
    there. Both are empty where the crystal found no rest."""
    found = at_rest(system.structures["start"], potential)
    crystal = perfect(system, found)
    if crystal is None:
        return found | {"energies": np.zeros(0), "forces": np.zeros(0)}
    energies, forces = _ask(_stretched(crystal), potential)
    return found | {"energies": energies, "forces": forces}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%), expansion (10⁻⁶/K; signed the same), lattice (Å): errors at KELVIN."""
    crystal = perfect(system, predicted)
    warm = None
    if crystal is not None and len(predicted["energies"]):
        warm = _warm(_stretched(crystal), predicted["energies"], predicted["forces"])
    if crystal is None or warm is None:
        return {"relative": WORST, "expansion": WORST_EXPANSION, "lattice": WORST_LATTICE}
    volume, expansion = warm
    cube = (volume * PER_CUBE[system.tags["structure"]] / len(crystal)) ** (1 / 3)
    error = 1e6 * expansion - float(reference["expansion"])
    return {
        "relative": 100 * error / float(reference["expansion"]),
        "expansion": error,
        "signed": error,
        "lattice": cube - float(reference["lattice"]),
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """10⁻⁶/K, of experiment and of the potential."""
    error = compare(system, predicted, reference)
    right = float(reference["expansion"])
    return (right, right + error["expansion"]) if "signed" in error else None


def null(system: System) -> Arrays:
    """The starting cell, held by a spring of 1 eV and without vibrations: heat does nothing."""
    start = system.structures["start"]
    supercell = (len(STRETCHES), len(system.elements), CELLS**3 * len(start), 3)
    return unmoved(start) | {
        "energies": (np.array(STRETCHES) ** 3 - 1) ** 2,
        "forces": np.zeros(supercell),
    }


def dataset() -> Dataset:
    known = {solid.name: solid for solid in solids()}
    references = {name.lower(): _reference(name) for name in SOLIDS}
    return Dataset([_system(known[name]) for name in SOLIDS], references)


def _stretched(crystal: Structure) -> list[Structure]:
    return [scaled(crystal, ratio) for ratio in STRETCHES]


def _ask(crystals: list[Structure], potential: Potential) -> tuple[Floats, Floats]:
    """All of it at once. Raises NoAnswer."""
    supercells = [displaced(crystal, CELLS) for crystal in crystals]
    wanted = [*crystals, *(cell for some in supercells for cell in some)]
    answers = evaluate(potential, wanted, ENERGY, FORCES)
    energies = np.array([answer.energy for answer in answers[: len(crystals)]])
    forces = np.array([answer.forces for answer in answers[len(crystals) :]])
    return energies, forces.reshape(len(crystals), -1, *forces.shape[1:])


def _warm(
    crystals: list[Structure], energies: Floats, forces: Floats
) -> tuple[float, float] | None:
    """Volume of the primitive cell, Å³, and linear expansion, 1/K, at KELVIN.

    None where a mode is imaginary, the energies are no curve that holds a crystal together, or the
    volume lies outside of what was asked.
    """
    volumes = np.array([crystal.volume for crystal in crystals])
    vibrating = [phonons(*pair) for pair in zip(crystals, forces, strict=True)]
    if not _convex(volumes, energies) or any(imaginary(one) for one in vibrating):
        return None
    found = _quasi_harmonic(vibrating, energies)
    if found is None or not volumes[0] < found[0] < volumes[-1]:
        return None
    return found


def _convex(volumes: Floats, energies: Floats) -> bool:
    """The pressure falls from each volume to the next."""
    slopes = np.diff(energies) / np.diff(volumes)
    return bool((np.diff(slopes) > 0).all())


def _quasi_harmonic(vibrating: list[Phonopy], energies: Floats) -> tuple[float, float] | None:
    """As `_warm`. Togo, Chaput, Tanaka, Hug, Phys. Rev. B 81, 174301 (2010), Vinet's curve."""
    try:
        found = run_qha(
            vibrating,
            TEMPERATURES,
            internal_energies=energies,
            mesh=[MESH] * 3,
            exclude_gamma_acoustic=True,
        )
    except (RuntimeError, ValueError):  # too few temperatures at which a curve fits
        return None
    if len(found.temperatures) < 2 or not np.isclose(found.temperatures[1], KELVIN):
        return None
    return float(found.equilibrium_volumes[1]), float(found.thermal_expansion[1]) / 3


def _system(solid: Solid) -> System:
    tags = {"kind": solid.kind, "structure": solid.structure}
    return System(solid.name.lower(), {"start": solid.start}, {}, tags)


def _reference(name: str) -> Arrays:
    """expansion: 10⁻⁶/K. lattice: Å. uncertainty: %."""
    measured = expanding()[name]
    expansion = 1e6 * measured.expansion
    return {
        "expansion": np.array(expansion),
        "lattice": np.array(measured.lattice),
        "uncertainty": np.array(max(UNCERTAINTY, 100 * LEAST / expansion)),
    }


def _cost(system: System) -> Cost:
    stretches = len(STRETCHES)
    supercells = times(stretches * len(system.elements), system, cells=CELLS**3)
    return times(CALLS + stretches, system) + supercells


TASK = Task(
    slug="thermal-expansion",
    version=1,
    title="Thermal expansion",
    domain=Domain.SOLIDS,
    summary=(
        "How much ten cubic solids grow with temperature at 298 K: what the volume does to their "
        "vibrations, which no potential is trained on, against dilatometers and X-rays; and how "
        "large they are there, zero-point motion and heat included."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("linear expansion", "10⁻⁶/K", pair),
    dataset=dataset,
    metrics=(
        Metric("mare", "Mean relative error", "relative", "%", worst=WORST, by=("kind",), digits=1),
        Metric("mae", "MAE", "expansion", "10⁻⁶/K", worst=WORST_EXPANSION),
        Metric("me", "Mean signed error", "signed", "10⁻⁶/K", Reduce.MEAN),
        Metric(
            "lattice", "Lattice constant MAE, 298 K", "lattice", "Å", worst=WORST_LATTICE, digits=3
        ),
    ),
    floor_reason=(
        "2 % of the measured expansion, and at least 0.1·10⁻⁶/K, as much as handbooks differ. What "
        "the quasi-harmonic approximation itself leaves out is small at 298 K, and is not counted."
    ),
    formula="mean over solids of 100 % · |α - α(measured)| / α(measured), α = dV/dT / (3 V), 298 K",
    sources=(
        SOURCE,
        Source(
            "Togo, Chaput, Tanaka, Hug, Phys. Rev. B 81, 174301 (2010): the quasi-harmonic "
            "approximation in phonopy",
            "https://doi.org/10.1103/PhysRevB.81.174301",
        ),
        Source(
            "Grabowski, Hickel, Neugebauer, Phys. Rev. B 76, 024309 (2007): fcc metals by density "
            "functional theory",
            "https://doi.org/10.1103/PhysRevB.76.024309",
        ),
        *SOURCES[-1:],
    ),
    protocol=(
        "The primitive cell is walked to rest from touching covalent radii "
        f"(BFGS, Fréchet cell filter, {FMAX:g} eV/Å, {STEPS} steps), and made cubic at its volume.",
        f"Five volumes, {STRETCHES[0]:g} to {STRETCHES[-1]:g} of the lattice constant at rest. Of "
        f"each the energy at rest, and the forces in a supercell of {CELLS}×{CELLS}×{CELLS} "
        f"primitive cells (27 or 54 atoms) with one atom moved by {DISTANCE:g} Å; all in one "
        "request.",
        f"Free energies of harmonic vibrations on a mesh of {MESH}³, Vinet's equation of state at "
        "each temperature, the expansion by central differences of 10 K (phonopy's run_qha).",
        "Electrons are not in it (less than 2 % of the expansion of these solids at 298 K), nor "
        "is what is anharmonic at constant volume.",
        f"With imaginary modes (below {IMAGINARY:g} THz) at any volume, energies that are not "
        "convex, or an equilibrium outside of the five volumes, the full price is paid, as by a "
        "crystal that finds no rest.",
        "Ranked by relative errors, none above 100 %: what expands twice as much as was measured "
        "is as far off as what does not expand.",
        "Beside the literature: with PBE's own forces, expansions of fcc metals in this "
        "approximation are close to experiment (Grabowski, Hickel, Neugebauer); potentials that "
        "are too soft expand too much (the lead of SevenNet-0 by 180·10⁻⁶/K).",
        "The null model does not vibrate, and so does not expand.",
    ),
    stepwise=True,
    cost=_cost,
)
