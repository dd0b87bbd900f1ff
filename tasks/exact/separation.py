"""Does the energy of two things far apart add up, that of many cells grow with their number, and
does nothing jump on the way out? Exact laws: no reference is needed.
"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, each_once
from tasks.dataset import Dataset
from tasks.exact import jumps
from tasks.exact.apart import LENGTH, systems
from tasks.exact.moving import FLAT_FORCE, WORST, percent
from tasks.figure import Figure, Kind, curve
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

FLOOR = 0.1  # %, see `TASK.floor_reason`
FLAT_ENERGY = 1e-3  # eV: a path that rises by less says nothing of jumps
OUTSIDE = 1.0  # Å of the path: the wall before is no measure of what is bound
WORST_JUMP = 1000.0  # meV
WORST_KICK = 1000.0  # meV/Å
LAW_OF = {
    "fragments": "size-consistency", "supercells": "supercells", "small cells": "small-cell",
}  # fmt: skip


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV, shape (k,)), forces (eV/Å, shape (m, 3)): of the structures in their order,
    one below the other. Of a path: what `tasks.exact.jumps.look` returns."""
    if system.tags["kind"] == "pulled":
        return jumps.look(system, potential)
    answers = evaluate(potential, list(system.structures.values()), ENERGY, FORCES)
    return {
        "energies": np.array([a.energy for a in answers]),
        "forces": np.concatenate([np.asarray(a.forces) for a in answers]),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%), and the law of this kind of system: size-consistency, supercells or small-cell
    (%), or, of a path, energy-jump (meV) and force-jump (meV/Å)."""
    kind = system.tags["kind"]
    if kind == "pulled":
        return _jumps(predicted)
    sizes = [len(s) for s in system.structures.values()]
    forces = list(np.split(predicted["forces"], np.cumsum(sizes)[:-1]))
    apart = _apart if kind == "fragments" else _repeated
    error = apart(predicted["energies"], forces, sizes)
    return {"relative": error, LAW_OF[kind]: error}


def _apart(energies: Floats, forces: list[Floats], sizes: list[int]) -> float:
    alone = np.concatenate(forces[:2])
    return percent(energies[2] - energies[0] - energies[1], forces[2] - alone, alone)


def _repeated(energies: Floats, forces: list[Floats], sizes: list[int]) -> float:
    """Energies of one cell; the worst of the larger ones."""
    found = []
    for energy, larger, size in zip(energies[1:], forces[1:], sizes[1:], strict=True):
        times = size // sizes[0]
        apart = larger.reshape(times, sizes[0], 3) - forces[0]
        found.append(percent(energy / times - energies[0], apart, forces[0]))
    return max(found)


def _jumps(predicted: Arrays) -> dict[str, float]:
    """relative: of what is left of the path's energies and forces behind its wall."""
    behind = predicted["x"] >= predicted["x"][0] + OUTSIDE
    span = float(np.ptp(predicted["energy"][behind]))
    pull = float(np.max(np.abs(predicted["force"][behind])))
    if span < FLAT_ENERGY or pull < FLAT_FORCE:
        return {"relative": WORST, "energy-jump": WORST_JUMP, "force-jump": WORST_KICK}
    energy = max(jumps.step(row) for row in predicted["near_energy"])
    force = max(jumps.step(row) for row in predicted["near_force"])
    relative = 100 * max(energy / span, force / pull)
    return {"relative": relative, "energy-jump": 1000 * energy, "force-jump": 1000 * force}


def null(system: System) -> Arrays:
    """What is together, or repeated, has no energy at all and no forces; a path is one step."""
    sizes = [len(s) for s in system.structures.values()]
    if system.tags["kind"] == "pulled":
        x = system.settings["start"] + jumps.SPACING * np.arange(jumps.POINTS)
        near = np.zeros((2 * jumps.PARTS, 2 * len(jumps.SIDE)))
        high = near + (np.arange(near.shape[1]) >= len(jumps.SIDE))
        last = (x == x[-1]).astype(np.float64)
        return {
            "x": x, "energy": last, "force": last,
            "near_x": near, "near_energy": high, "near_force": high,
        }  # fmt: skip
    alone = sizes[:2] if system.tags["kind"] == "fragments" else sizes[:1]
    forces = np.zeros((sum(sizes), 3))
    forces[: sum(alone)] = 1.0
    return {"energies": np.zeros(len(sizes)), "forces": forces}


def dataset() -> Dataset:
    made = systems()
    return Dataset(made, {s.id: {"uncertainty": np.array(FLOOR)} for s in made})


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Of a path, its energies."""
    if system.tags["kind"] != "pulled":
        return []
    energy = predicted["energy"] - predicted["energy"][-1]
    shown = predicted["x"] >= predicted["x"][0] + OUTSIDE
    line = curve("energy", Kind.POINTS, predicted["x"][shown], energy[shown])
    name = system.id.removesuffix("-pulled")
    return [Figure(system.id, f"Pulled out: {name}", "Distance / Å", "Energy / eV", (line,))]


def _cost(system: System) -> Cost:
    once = each_once(system)
    if system.tags["kind"] != "pulled":
        return once
    return Cost(jumps.CALLS, jumps.CALLS * once.atoms)


TASK = Task(
    slug="separation",
    version=1,
    title="Separation and continuity",
    domain=Domain.EXACT,
    summary=(
        "Two things far apart have the energies and the forces that each has alone; many cells of "
        "a crystal have many times the energy of one, however thin the one is; and nothing jumps "
        "while an atom leaves the reach of the others. Checked on six pairs of fragments, twelve "
        "crystals and six paths. The laws are exact, so no reference is needed."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("relative", "Relative error", "relative", "%", worst=WORST, by=("kind",), digits=3),
        *(
            Metric(law, law.replace("-", " ").capitalize(), law, "%", worst=WORST, digits=3)
            for law in LAW_OF.values()
        ),
        Metric("energy-jump", "Jump of the energy", "energy-jump", "meV", worst=WORST_JUMP),
        Metric("force-jump", "Jump of the force", "force-jump", "meV/Å", worst=WORST_KICK),
    ),
    floor_reason=(
        "What single precision makes of sums. Measured: EMT and Lennard-Jones 1e-11 % where a "
        "whole is held against its parts, and GFN2-xTB 0.002 %, where its self-consistency stops. "
        "Rounded up to 0.1 %, as for the other exact laws."
    ),
    formula=(
        "mean over systems of: the largest of 100 % · |ΔE| / (Σ over coordinates of rms(F) · "
        "0.05 Å) and 100 % · rms(ΔF) / rms(F) of a whole against its parts; on a path, 100 % · the "
        "largest step of energy (force) over its range (largest size) 1 Å behind the start"
    ),
    sources=(
        Source(
            "Tadmor, OpenKIM (2020): verification check of dimer C1 continuity",
            "https://doi.org/10.25950/e8b9e8ee",
        ),
        Source(
            "Tadmor, Elliott, Sethna, Miller, Becker, JOM 63, 17 (2011): models that are verified "
            "before they are used",
            "https://doi.org/10.1007/s11837-011-0102-6",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "Fragments: neutral, without a permanent dipole, displaced by 0.05 Å, 50 Å apart: there "
        "dispersion between two benzenes (1e3 eV Å⁶) leaves 1e-7 eV, and the dipoles that the "
        "displacements make less than 1e-6 eV, so that a potential that has the long range right "
        "keeps the law.",
        "Supercells: the displaced cell of four or eight atoms against 2 × 2 × 2 and 3 × 1 × 1 of "
        "it. Small cells: two displaced atoms, in a cell thinner than any cutoff, against "
        "3 × 3 × 3.",
        f"Paths: a molecule or an atom is pulled {LENGTH:.0f} Å away from a wall in steps of "
        "0.05 Å. In each Å, where the change of energy is explained least by the forces, and where "
        "the force changes most, the interval is halved nine times, to 1e-4 Å; then eight points "
        "around that place decide: a step is what two parallel lines are apart beyond six "
        "standard errors, so that noise is not told as a step, nor a steep smooth wall.",
        "The measure of a whole against its parts is what moving the atoms does: forces, and the "
        "energy that they give over 0.05 Å of every coordinate.",
        "A flat surface (forces below 0.001 eV/Å; a path that rises by less than 1 meV) pays the "
        "full price: 100 %, 1,000 meV, 1,000 meV/Å.",
    ),
    draw=draw,
)
