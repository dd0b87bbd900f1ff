"""The exact laws that a hallmark is struck for, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.exact import consistency, curvature, memory, repeatability, separation, symmetries
from tasks.task import Task

HOLDS = 0.1  # %: what single precision makes of an exact law; the floor of the tasks
BROKEN = 1.0  # %
ROUNDING = "Single precision makes at most 0.1 % of an exact law."


@dataclass(frozen=True)
class Law:
    """metric: of the task, asked of the systems that test this law. of: `compare`'s key, in unit.

    says: the law. means: what its breach does to somebody who simulates.
    holds, broken: a law holds up to the one, and is broken above the other; in unit.
    why: where these tolerances come from.
    """

    says: str
    task: Task
    metric: str
    of: str
    means: str
    unit: str = "%"
    holds: float = HOLDS
    broken: float = BROKEN
    why: str = ROUNDING


def _symmetry(name: str, says: str, means: str) -> Law:
    return Law(says, symmetries.TASK, name, name, means)


def _curvature(name: str, says: str, means: str) -> Law:
    return Law(says, curvature.TASK, name, name, means)


def _separation(name: str, says: str, means: str) -> Law:
    return Law(says, separation.TASK, name, name, means)


def _repeated(name: str, says: str, means: str) -> Law:
    return Law(says, repeatability.TASK, name, name, means)


_SLOPE = (
    _curvature(
        "convergence", "Forces are the slope of the energy",
        "Molecular dynamics at constant energy heats or cools by itself, and a relaxation ends "
        "where the energy has no minimum. This is what is left of the difference as steps shrink, "
        "and so an error of the forces and no noise: no smaller step makes it go away.",
    ),
    Law(
        "Finite steps find the slope of the energy", consistency.TASK, "force-error", "relative",
        "The surface ripples within the 0.015 Å of a step: finite differences for phonons need "
        "smaller ones, and so does a time step that is to conserve energy.",
        broken=10.0,
        why="Ripples are no breach: forces that are no slope are told by the law above, to 1 %. "
        "Measured: SevenNet-0, a smooth surface, 0.02 %; CHGNet 0.3.0, whose forces are its slope "
        "as steps shrink, 3.0 %. Of a surface of which such a step tells forces to a tenth and no "
        "better, no finite difference can be trusted.",
    ),
    Law(
        "Stress is the slope of the energy under strain", consistency.TASK, "stress-error",
        "relative",
        "Cells relax to a volume that is not the one of lowest energy, and a barostat holds "
        "another pressure than the one that was asked for.",
    ),
    Law(
        "Second derivatives do not depend on their order", curvature.TASK, "hessian", "hessian",
        "The forces belong to no energy, as those of a head that predicts them directly. They do "
        "work on a closed loop: dynamics gain or lose energy, and phonons come out of a matrix "
        "that has to be made symmetric first.",
        holds=0.5, broken=5.0,
        why="Differences of forces over 0.0003 Å lose digits in single precision. Measured: "
        "SevenNet-0, a smooth surface, 0.03 %; CHGNet 0.3.0, whose surface ripples within 0.01 Å "
        "though its forces are its slope, up to 1.2 %.",
    ),
    Law(
        "The energy is smooth as far as it is told", curvature.TASK, "noise", "noise",
        "Small steps drown in noise: finite differences for phonons and elastic constants need "
        "large ones, tight relaxations do not end, and differences of energies of large systems "
        "lose their digits.",
        unit="meV/atom", holds=0.01, broken=0.1,
        why="Single precision has 24 bits: of an energy of some 100 eV an atom, rounding leaves "
        "0.002 meV/atom, and a sum of such terms a few times that. TF32 and half precision have 11 "
        "bits and leave meV.",
    ),
)  # fmt: skip

_COPIES = (
    _symmetry(
        "translation", "Where it lies does not matter",
        "Momentum is not conserved: a molecule that is let go begins to drift.",
    ),
    _symmetry(
        "rotation", "How it is turned does not matter, and forces turn along",
        "Angular momentum is not conserved, crystals prefer directions of the laboratory, and "
        "rotational averages are biased.",
    ),
    _symmetry(
        "inversion", "Its mirror image has the same energy",
        "One hand of a chiral molecule is more stable than the other, and crystals with a centre "
        "of inversion get a polarization.",
    ),
    _symmetry(
        "permutation", "The order of its atoms does not matter",
        "The energy depends on how a file was written: two programs, or a sorted and an unsorted "
        "cell, disagree.",
    ),
    _symmetry(
        "wrapping", "In which periodic image an atom is listed does not matter",
        "The energy jumps when an atom leaves the box and comes in on the other side.",
    ),
    _symmetry(
        "other-cell", "The choice of the unit cell does not matter",
        "Primitive, conventional and skewed cells of one crystal have different energies, so that "
        "polymorphs cannot be compared.",
    ),
)  # fmt: skip

_ADDED = (
    _symmetry(
        "doubling", "Two cells have twice the energy of one",
        "Energies per atom depend on the size of the box: defects and surfaces, which are "
        "differences of cells, are wrong.",
    ),
    _separation(
        "supercells", "Many cells have many times the energy of one",
        "Formation energies of defects, surfaces and interfaces carry an error that grows with "
        "the supercell.",
    ),
    _separation(
        "small-cell", "A cell thinner than the cutoff is the same crystal",
        "Atoms miss some of their own images: a primitive cell gives another energy than its "
        "supercell, as a neighbour list with the nearest image alone does.",
    ),
    _separation(
        "size-consistency", "Two things far apart have the energy and forces of each alone",
        "Binding and atomization energies depend on how many molecules are in the box, and what "
        "is far away pulls at what is here.",
    ),
    Law(
        "The energy has no steps on the way out", separation.TASK, "energy-jump", "energy-jump",
        "Whenever a neighbour crosses the cutoff, the energy of a simulation changes at once by "
        "this much, and nothing takes it up: it drifts.",
        unit="meV", holds=0.1, broken=1.0,
        why="Single precision tells energies of some 1,000 eV to 0.06 meV. At room temperature an "
        "atom has 39 meV of kinetic energy.",
    ),
    Law(
        "The forces have no steps on the way out", separation.TASK, "force-jump", "force-jump",
        "Atoms are kicked when they cross the cutoff: integrators lose their order, relaxations "
        "jump to and fro, and phonons of atoms near it are wrong.",
        unit="meV/Å", holds=1.0, broken=10.0,
        why="Single precision tells forces of some 10 eV/Å to 0.001 meV/Å, and smooth forces "
        "change by less than 1 meV/Å over what is looked at. 10 meV/Å is where relaxations "
        "usually stop.",
    ),
)  # fmt: skip

_AGAIN = (
    _symmetry(
        "repetition", "The same structure, asked again, gets the same answer",
        "No number of it can be checked by anybody.",
    ),
    _repeated(
        "determinism", "And again, after others, always the same",
        "Chance is part of each answer: runs cannot be repeated, and noise heats simulations.",
    ),
    _repeated(
        "batching", "What stands beside it in a batch does not matter",
        "Results depend on the batch size: a screening and a single run disagree.",
    ),
    _repeated(
        "leak", "What was asked before does not matter",
        "Something of an earlier structure stays behind: numbers depend on the order of a list.",
    ),
    _repeated(
        "moved-far", "Neighbours are those of the places now",
        "A list of neighbours goes stale: after large moves, as in Monte Carlo, a search for "
        "structures or a hot run, atoms interact with those that are no longer there.",
    ),
    _repeated(
        "same-places", "Other elements, charges or boxes at the same places are another structure",
        "A cache looks at places alone: strained cells, ions and swapped elements get the numbers "
        "of what was asked before.",
    ),
    Law(
        "Memory does not grow", memory.TASK, "growth", "growth",
        "Something of every call is kept: a long simulation ends at the limit of the memory.",
        unit="MB per 1,000 calls", holds=memory.FLOOR, broken=10 * memory.FLOOR,
        why="Buffers that come and go are within 0.1 MB per thousand calls, measured with four "
        "potentials. 5 MB are 5 GB over the million steps of a nanosecond.",
    ),
)  # fmt: skip

LAWS: tuple[Law, ...] = (*_SLOPE, *_COPIES, *_ADDED, *_AGAIN)
