"""Lattice thermal conductivity of the 103 crystals of phononDB, mode by mode, as PBE has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.imports.phonon_conductivity import NAME, PAPER
from tasks.imports.published import Published, published
from tasks.potential import Potential
from tasks.solids.conductivity import (
    DISTANCE,
    FMAX,
    NOISE,
    STEPS,
    anharmonic,
    at_rest,
    conductivity,
    harmonic,
    prepared,
)
from tasks.solids.conductivity_figures import draw, pair
from tasks.solids.matching import space_group
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Source, Task

WORST = 2.0
UNCERTAINTY = 0.05
RELAXING = 60  # steps, as a rule
ALIKE = 0.01  # Å, of positions that symmetry makes one
SAME = 1e-6  # between two reduced wave vectors that are one
# displaced supercells that symmetry leaves, of third and of second order
DISPLACED = {"rocksalt": (146, 2), "zincblende": (222, 2), "wurtzite": (1254, 6)}


def predict(system: System, potential: Potential) -> Arrays:
    """cell: Å, shape (3, 3), and positions: Å, at rest. steps. group: of space, at rest.
    stable: 1 where no mode is imaginary, else 0. kappa: W/(m K), a third of the trace; modes, the
    same by wave vector and mode before the mean over weights, and frequencies (THz): shape
    (q, modes); qpoints, reduced, (q, 3); weights (q,). The last five are empty, and third-order
    forces are not asked for, where the symmetry is broken or a mode is imaginary."""
    start = system.structures["cell"]
    crystal, steps = at_rest(start, potential)
    found = {
        "cell": crystal.cell,
        "positions": crystal.positions,
        "steps": np.array(float(steps)),
        "group": np.array(float(space_group(crystal, ALIKE))),
    }
    if int(found["group"]) != space_group(start, ALIKE):
        return found | _nothing(stable=True)
    made = prepared(crystal, system.settings)
    if not harmonic(made, potential):
        return found | _nothing(stable=False)
    anharmonic(made, potential)
    heat = conductivity(made, float(system.settings["temperature"]))
    return found | {
        "stable": np.array(1.0),
        "kappa": np.array(heat.kappa),
        "modes": heat.modes,
        "frequencies": heat.frequencies,
        "qpoints": heat.qpoints,
        "weights": heat.weights,
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """srme, sre, srd: from 0 to 2 (srd from -2). broken, unstable (%): 100 where it is."""
    kept = space_group(system.structures["cell"], ALIKE) == int(predicted["group"])
    stable = bool(predicted["stable"])
    states = {"broken": 100.0 * (not kept), "unstable": 100.0 * (not stable)}
    if not (kept and stable and _alike(predicted, reference)):
        return {"srme": WORST, "sre": WORST, "srd": -WORST, **states}
    kappa, right = float(predicted["kappa"]), float(reference["kappa"])
    srd = 2 * (kappa - right) / (kappa + right)
    return {"srme": srme(predicted, reference), "sre": abs(srd), "srd": srd, **states}


def srme(predicted: Arrays, reference: Arrays) -> float:
    """2 · Σ |κ(mode) - κ(mode, reference)| / N / (κ + κ(reference)), N wave vectors of the mesh."""
    apart = np.abs(predicted["modes"] - reference["mode_kappa"]).sum()
    mean = apart / reference["weights"].sum()
    return float(2 * mean / (predicted["kappa"] + reference["kappa"]))


def null(system: System) -> Arrays:
    """The crystal as it was given, without vibrations that are known: it conducts nothing."""
    start: Structure = system.structures["cell"]
    return {
        "cell": start.cell,
        "positions": start.positions,
        "steps": np.array(0.0),
        "group": np.array(float(space_group(start, ALIKE))),
    } | _nothing(stable=True)


@dataclass(frozen=True)
class Certain:
    """A published set whose references are as uncertain as is told here."""

    published: Published
    uncertainty: float
    module: str = __name__

    def __call__(self) -> Dataset:
        """Raises NotImported."""
        data = self.published()
        told = {"uncertainty": np.array(self.uncertainty)}
        return Dataset(data.systems, {key: held | told for key, held in data.references.items()})

    @property
    def missing(self) -> Callable[[], list[str]]:
        return self.published.missing


def _nothing(stable: bool) -> Arrays:
    names = ("kappa", "modes", "frequencies", "qpoints", "weights")
    return {"stable": np.array(float(stable))} | {name: np.zeros(0) for name in names}


def _alike(predicted: Arrays, reference: Arrays) -> bool:
    """Of the same wave vectors and as many modes, in the same order, and with a conductivity."""
    if predicted["modes"].shape != reference["mode_kappa"].shape:
        return False
    apart = np.abs(predicted["qpoints"] - reference["qpoints"]).max()
    return bool(apart < SAME and predicted["kappa"] > 0)


def _cost(system: System) -> Cost:
    """Of the crystal at rest, whose symmetry is the start's."""
    atoms, settings = len(system.structures["cell"]), system.settings
    third, second = DISPLACED[system.tags["structure"]]
    sizes = [round(np.linalg.det(settings[k])) for k in ("fc3_supercell", "fc2_supercell")]
    supercells = third * sizes[0] + second * sizes[1]
    return Cost(RELAXING + third + second, atoms * (RELAXING + supercells))


TASK = Task(
    slug="thermal-conductivity",
    version=1,
    title="Thermal conductivity",
    domain=Domain.SOLIDS,
    summary=(
        "How well 103 rocksalt, zincblende and wurtzite crystals conduct heat at 300 K, mode by "
        "mode: second and third derivatives of the energy at once. Against PBE, as Matbench "
        "Discovery's κ_SRME has it: agreement is agreement with a functional, not with a "
        "measurement."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=Certain(published(NAME), UNCERTAINTY),
    metrics=(
        Metric("k-srme", "κ_SRME", "srme", "of 2", worst=WORST, by=("structure",), digits=3),
        Metric("k-sre", "κ_SRE", "sre", "of 2", worst=WORST, digits=3),
        Metric("k-srd", "κ_SRD, signed", "srd", "of 2", Reduce.MEAN, digits=3),
        Metric("unstable", "Imaginary modes", "unstable", "%", worst=100.0, digits=0),
        Metric("broken", "Symmetry broken", "broken", "%", worst=100.0, digits=0),
    ),
    floor_reason=(
        "None is published. 0.05 stands for what supercells, displacements and rounding do to a "
        "conductivity that one functional gives; how far PBE is from truth is not in it."
    ),
    formula="κ_SRME = mean over crystals of 2 · mean |κ(mode) - κ(mode, PBE)| / (κ + κ(PBE))",
    sources=(
        PAPER,
        Source(
            "Riebesell et al., Nat. Mach. Intell. 7, 836 (2025): Matbench Discovery, whose "
            "definition and failures these are",
            "https://doi.org/10.1038/s42256-025-01055-1",
        ),
        Source(
            "Simoncelli, Marzari, Mauri, Nat. Phys. 15, 809 (2019): the Wigner transport equation",
            "https://doi.org/10.1038/s41567-019-0520-x",
        ),
        Source(
            "Togo, Chaput, Tanaka, Phys. Rev. B 91, 094306 (2015): phono3py",
            "https://doi.org/10.1103/PhysRevB.91.094306",
        ),
    ),
    protocol=(
        f"Atoms and cell relaxed from PBE's structure under its symmetry (FIRE, Fréchet cell "
        f"filter, {FMAX:g} eV/Å, {STEPS} steps); what is reached is taken.",
        f"Displacements of {DISTANCE:g} Å in the supercells of the set (phono3py); those of second "
        "order are one request, those of third order another.",
        "Force constants made symmetric; no correction for the field of polar crystals, as in the "
        "reference.",
        "Wigner transport in the relaxation-time approximation, isotopes, grains of 1 m; the mesh "
        "of the set, 19×19×19 or 19×19×15 (phono3py's SMM19; degenerate modes share their weights, "
        "so that nothing hangs on their order). All of it beside the potential: what "
        "is stored are the modes' conductivities, hundreds of thousands of forces are not.",
        "Another space group than at the start, an imaginary mode on the mesh (acoustic ones at Γ "
        f"below {NOISE:g} THz, any other below nought) or no answer cost 2; imaginary modes are "
        "found before third-order forces are asked for.",
        "Beside the literature: over all 103 crystals Matbench Discovery lists 1.717 for CHGNet "
        "0.3.0 and 0.767 for SevenNet-0. Of MgO alone (PBE: 47.9 W/(m K)) they come out at 1.29 "
        "and 0.37 here.",
        "The null model conducts nothing, which costs 2.",
    ),
    stepwise=True,
    cost=_cost,
    profile=Profile.FULL,
    parity=Parity("thermal conductivity", "W/(m K)", pair),
    draw=draw,
)
