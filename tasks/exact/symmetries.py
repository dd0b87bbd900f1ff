"""Does a copy have the same energy and the same forces? An exact law: no reference is needed.

A structure is shifted, turned, inverted, its atoms listed in another order, its cell chosen in
another way; nothing of that is physics. What a potential makes of it is held against what it makes
of moving the atoms.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tasks.cost import Cost, each_once
from tasks.dataset import Dataset
from tasks.exact.copies import MOLECULAR, PERIODIC, copies, wrapped
from tasks.exact.displaced import (
    CRYSTALS,
    MOLECULES,
    displaced_crystal,
    displaced_molecule,
    ideal,
)
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

SEED = 20261123
FLAT_FORCE = 1e-3  # eV/Å: below it a surface counts as flat, and its copies say nothing
FLAT_ENERGY = 1e-5  # eV/atom
FLOOR = 0.1  # %, see `TASK.floor_reason`

WORST = 100.0  # %
WORST_ENERGY = 100.0  # meV/atom
WORST_FORCE = 1000.0  # meV/Å


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV): of the start, the ideal structure, the opposite, then of the copies.
    forces (eV/Å, shape (m, 3)): of the start, then of the copies, one below the other."""
    start = system.structures["start"]
    made = copies(start, _seed(system))
    line = [start, system.structures["ideal"], system.structures["opposite"]]
    asked = [*line, *(copy.structure for copy in made.values())]
    answers = evaluate(potential, asked, ENERGY, FORCES)
    forces = [np.asarray(a.forces) for a in (answers[0], *answers[len(line) :])]
    return {
        "energies": np.array([a.energy for a in answers]),
        "forces": np.concatenate(forces),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%): the largest of the laws; energy (meV/atom), force (meV/Å): likewise.

    Of each law, by its name (%): the difference in energy over the standard deviation of the
    energies along the displacement, or that in forces over the forces, whichever is larger.
    """
    start = system.structures["start"]
    made, n = copies(start, _seed(system)), len(start)
    energies, rows = predicted["energies"], iter(_split(predicted["forces"], system))
    forces = next(rows)
    rise, size = float(np.std(energies[:3])), _rms(forces)
    if rise < FLAT_ENERGY * n or size < FLAT_FORCE:
        flat = dict.fromkeys(made, WORST)
        return {"relative": WORST, "energy": WORST_ENERGY, "force": WORST_FORCE} | flat
    of_energy, of_force = {}, {}
    for (law, copy), energy in zip(made.items(), energies[3:], strict=True):
        of_energy[law] = abs(energy * n / len(copy.order) - energies[0])
        of_force[law] = _rms(next(rows) - copy.expected(forces))
    laws = {law: 100 * max(of_energy[law] / rise, of_force[law] / size) for law in made}
    largest = {
        "relative": max(laws.values()),
        "energy": 1000 * max(of_energy.values()) / n,
        "force": 1000 * max(of_force.values()),
    }
    return largest | laws


def null(system: System) -> Arrays:
    """A surface whose copies lie above it by as much as it rises, and feel no forces."""
    start = system.structures["start"]
    sizes = [len(copy.order) for copy in copies(start, _seed(system)).values()]
    rise = WORST_ENERGY / 1000  # eV/atom
    end = np.sqrt(1.5) * rise * len(start)  # the deviation of (end, 0, -end) is sqrt(2/3) end
    above = [(end / len(start) + rise) * size for size in sizes]
    forces = np.zeros((len(start) + sum(sizes), 3))
    forces[: len(start)] = WORST_FORCE / 1000
    return {"energies": np.array([end, 0.0, -end, *above]), "forces": forces}


def dataset() -> Dataset:
    molecules = [(name, displaced_molecule, "molecule") for name in MOLECULES]
    crystals = [(name, displaced_crystal, "crystal") for name in CRYSTALS]
    systems = [
        _system(name, made(name, SEED + i), SEED + i, kind)
        for i, (name, made, kind) in enumerate(molecules + crystals)
    ]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _system(name: str, start: Structure, seed: int, kind: str) -> System:
    middle = ideal(name)
    opposite = replace(
        start,
        positions=2 * middle.positions - start.positions,
        cell=2 * middle.cell - start.cell,
    )
    structures = {"start": wrapped(start), "ideal": middle, "opposite": opposite}
    settings = {"seed": np.array(float(seed + 1000))}
    return System(name.lower(), structures, settings, {"kind": kind})


def _seed(system: System) -> int:
    return int(system.settings["seed"])


def _split(forces: Floats, system: System) -> list[Floats]:
    start = system.structures["start"]
    sizes = [len(start), *(len(c.order) for c in copies(start, _seed(system)).values())]
    return list(np.split(forces, np.cumsum(sizes)[:-1]))


def _cost(system: System) -> Cost:
    start = system.structures["start"]
    made = copies(start, _seed(system)).values()
    return each_once(system) + Cost(len(made), sum(len(copy.order) for copy in made))


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


_LAWS = tuple(
    Metric(law, law.replace("-", " ").capitalize(), law, "%", worst=WORST, digits=3)
    for law in (*MOLECULAR, *PERIODIC)
)

TASK = Task(
    slug="symmetries",
    version=1,
    title="Symmetries",
    domain=Domain.EXACT,
    summary=(
        "Where a structure lies, how it is turned, in which order its atoms are listed and which "
        "of its unit cells is drawn is not physics: energy must not change and forces must turn "
        "along. Checked on copies of ten molecules and ten crystals displaced from equilibrium. "
        "The law is exact, so no reference is needed; it says nothing of whether the energy "
        "itself is right."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("relative", "Relative error", "relative", "%", worst=WORST, by=("kind",), digits=3),
        Metric("energy-error", "Energy error", "energy", "meV/atom", worst=WORST_ENERGY, digits=3),
        Metric("force-error", "Force error", "force", "meV/Å", worst=WORST_FORCE, digits=2),
        *_LAWS,
    ),
    floor_reason=(
        "What single precision makes of copies. Measured: CHGNet 0.3.0 (float32) at most 0.03 % on "
        "any system; GFN2-xTB 0.009 %, where its self-consistency stops; EMT and Lennard-Jones "
        "1e-11 %. Rounded up to 0.1 %, so that single precision is not held against a potential."
    ),
    formula=(
        "mean over systems of the largest of 100 % · |E(copy) - E| / std(E) and "
        "100 % · rms(F(copy) - R F) / rms(F), over all copies; std(E) over displacements of "
        "+1, 0 and -1 times that of the system"
    ),
    sources=(
        Source(
            "Noether, Nachr. Ges. Wiss. Göttingen 1918, 235: symmetries and what they conserve",
            "https://eudml.org/doc/59024",
        ),
        Source(
            "Bartók, Kondor, Csányi, Phys. Rev. B 87, 184115 (2013): what a descriptor of atoms "
            "must be invariant to",
            "https://doi.org/10.1103/PhysRevB.87.184115",
        ),
        Source(
            "Langer, Pozdnyakov, Ceriotti, Mach. Learn.: Sci. Technol. 5, 04LT01 (2024): what "
            "broken rotational symmetry does to dynamics",
            "https://doi.org/10.1088/2632-2153/ad86a0",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "The ten molecules and ten crystals of energy-force consistency, displaced by other seeds; "
        "crystals wrapped into their cells.",
        "Copies of each: carried 10 Å away (translation); turned at random, box and all "
        "(rotation); at minus its positions (inversion); its atoms listed in another order "
        "(permutation); asked again after all others (repetition).",
        "Copies of crystals besides: each atom up to one cell away (wrapping); one lattice vector "
        "added to another (other cell); the cell repeated twice along one vector (doubling: the "
        "energy per atom).",
        "Copies are asked for one at a time or many at once, as the potential likes.",
        "What moving the atoms does is the measure: the standard deviation of the energies of the "
        "displaced, the ideal and the oppositely displaced structure, and the size of the forces.",
        "A flat surface (that deviation below 0.01 meV/atom or forces below 0.001 eV/Å) has copies "
        "that say nothing and pays the full price: 100 %, 100 meV/atom, 1,000 meV/Å.",
        "190 structures in all.",
    ),
)
