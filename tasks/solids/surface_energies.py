"""SE30 and four more: what it costs to cut a metal along its closest-packed plane."""

from __future__ import annotations

import numpy as np
from ase import units
from ase.build import bcc110, fcc111, hcp0001

from tasks.cost import Cost
from tasks.drivers.relax import relax
from tasks.imports.published import published
from tasks.imports.solid_about import SETS, VITOS
from tasks.potential import Potential
from tasks.solids.at_rest import PROTOCOL, STEPS, at_rest, lattice, unmoved
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

LAYERS = 8
VACUUM = 8.0  # Å on each side
FMAX = 0.01  # eV/Å, of the atoms of the slab
CRYSTAL_CALLS, SLAB_CALLS = 12, 8
WORST = 5.0  # J/m²
TO_J_PER_M2 = 1e20 / units.J  # from eV/Å²
FOCASSIO = Source(
    "To compare with: Focassio, Freitas, Schleder, arXiv:2403.04217 (2024): surface energies of "
    "MACE, CHGNet and M3GNet, which were trained on crystals",
    "https://doi.org/10.48550/arXiv.2403.04217",
)


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks.solids.at_rest finds of the crystal. slab: eV, of LAYERS atoms at rest. area: Å²,
    of one side. slab_converged: 1 or 0; of a crystal that found no rest, no slab is cut."""
    found = at_rest(system.structures["solid"], potential)
    constants = lattice(system.tags["structure"], system.structures["solid"], found)
    if constants is None:
        return found | _nothing()
    cut = slab(system, *constants)
    end = relax(cut, potential, cell=False, fmax=FMAX, steps=STEPS)
    return found | {
        "slab": np.array(end.energy),
        "area": np.array(_area(cut)),
        "slab_converged": np.array(float(end.converged)),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """surface, signed (J/m²), relative (%); surface costs `worst` where there was no rest."""
    both = pair(system, predicted, reference)
    if both is None:
        return {"surface": WORST}
    right = both[0]
    error = both[1] - right
    return {"surface": error, "signed": error, "relative": 100 * error / right}


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Surface energies, J/m²: of experiment and of the potential."""
    if not float(predicted["slab_converged"]):
        return None
    per_atom = float(predicted["energy"] / predicted["atoms"])
    excess = float(predicted["slab"]) - LAYERS * per_atom
    return float(reference["surface"]), excess / (2 * float(predicted["area"])) * TO_J_PER_M2


def null(system: System) -> Arrays:
    """A cut costs nothing."""
    return unmoved(system.structures["solid"]) | {
        "slab": np.array(0.0),
        "area": np.array(1.0),
        "slab_converged": np.array(1.0),
    }


def slab(system: System, a: float, c: float) -> Structure:
    """One atom a layer, LAYERS of them, between vacuum; periodic along all three, for potentials
    that know nothing else. a, c: Å, of the crystal."""
    symbol = system.structures["solid"].to_atoms().get_chemical_symbols()[0]
    size = (1, 1, LAYERS)
    if system.tags["structure"] == "hcp":
        cut = hcp0001(symbol, size, a=a, c=c, vacuum=VACUUM)
    else:
        build = {"fcc": fcc111, "bcc": bcc110}[system.tags["structure"]]
        cut = build(symbol, size, a=a, vacuum=VACUUM)  # type: ignore[no-untyped-call]
    cut.pbc = True
    return Structure.from_atoms(cut)


def cost(system: System) -> Cost:
    crystal = CRYSTAL_CALLS * len(system.structures["solid"])
    return Cost(CRYSTAL_CALLS + SLAB_CALLS, crystal + SLAB_CALLS * LAYERS)


def _area(cut: Structure) -> float:
    return float(np.linalg.norm(np.cross(cut.cell[0], cut.cell[1])))


def _nothing() -> Arrays:
    return {name: np.array(0.0) for name in ("slab", "area", "slab_converged")}


TASK = Task(
    slug="surface-energies",
    version=1,
    title="Surface energies of metals",
    domain=Domain.SOLIDS,
    summary=(
        "What it costs to cut 34 metals along their closest-packed plane, against estimates from "
        "the surface tension of the liquid. Atoms at a surface lack neighbours, and potentials "
        "that were trained on crystals have seen few such."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("surface energy", "J/m²", pair),
    dataset=published("solids-sol58-experimental/surface-energies"),
    metrics=(
        Metric("mae", "MAE", "surface", "J/m²", worst=WORST, by=("structure", "set")),
        Metric("me", "Mean signed error", "signed", "J/m²", Reduce.MEAN),
        Metric("mre", "Mean signed error, relative", "relative", "%", Reduce.MEAN, digits=1),
    ),
    floor_reason=(
        "20 %: the upper end of what such estimates are good for. They extrapolate the tension of "
        "the liquid to zero temperature, and are averages over facets, of which the closest-packed "
        "is the cheapest."
    ),
    formula="MAE = mean |(E(slab) - N E(crystal)/atom) / 2A - reference|",
    sources=(VITOS, SETS, FOCASSIO),
    protocol=(
        *PROTOCOL,
        f"From the relaxed lattice constants a slab of {LAYERS} layers, one atom each: fcc (111), "
        f"bcc (110), hcp (0001), with {VACUUM:g} Å of vacuum on each side, periodic along all "
        "three axes.",
        f"Atoms of the slab relaxed (BFGS, {FMAX:g} eV/Å, {STEPS} steps), its cell as it is; "
        "surfaces are not reconstructed.",
        "Slabs of many metals are relaxed side by side.",
        f"What finds no rest pays the full price, {WORST:g} J/m².",
        "No magnetic moment is prescribed.",
        "The null model says that a cut costs nothing.",
    ),
    stepwise=True,
    cost=cost,
)
