"""How far, and how fast, the force on an atom forgets a neighbour that is moved."""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve, log10
from tasks.interpretability.extended import MADE, distances
from tasks.potential import FORCES, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

STEP = 0.01  # Å, both ways along each axis
FLAT = 1e-3  # eV/Å²: an atom that is not held at all says nothing
HEARD = 1e-4  # of the moved atom's own response: more than single precision makes of nothing
NEAREST = 1.5  # Å: nearer atoms are bound to it, and are no part of the decay
FLOOR = 0.01  # %, see `TASK.floor_reason`

WORST = 100.0  # %


def predict(system: System, potential: Potential) -> Arrays:
    """response: ∂F_i/∂r_1, eV/Å², shape (n, 3, 3); first the force's axis, then the move's."""
    start = system.structures["start"]
    moves = np.zeros((3, *start.positions.shape))
    moves[range(3), 0, range(3)] = STEP
    ends = [start.moved(start.positions + way * move) for move in moves for way in (1, -1)]
    forces = np.array([a.forces for a in evaluate(potential, ends, FORCES)])
    slopes = (forces[0::2] - forces[1::2]) / (2 * STEP)
    return {"response": np.ascontiguousarray(np.moveaxis(slopes, 0, 2))}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """unbalanced (%): the sum of all responses, which is nothing, over the moved atom's own.
    range (Å): within it lie 99 % of the others' response. reach (Å): farthest atom that responds.
    decay (Å): over it the response falls to 1/e."""
    response = predicted["response"]
    sizes, far = np.linalg.norm(response, axis=(1, 2)), distances(system.structures["start"])
    if sizes[0] < FLAT:
        return {"unbalanced": WORST}
    found = {
        "unbalanced": 100 * float(np.linalg.norm(response.sum(axis=0)) / sizes[0]),
        "reach": _reach(far, sizes),
        "range": _range(far[1:], sizes[1:]),
    }
    decay = _decay(far, sizes)
    return found if decay is None else found | {"decay": decay}


def null(system: System) -> Arrays:
    """An atom that is held, by nothing else."""
    response = np.zeros((len(system.structures["start"]), 3, 3))
    response[0] = -np.eye(3)
    return {"response": response}


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    start = system.structures["start"]
    sizes = np.linalg.norm(predicted["response"], axis=(1, 2))
    points = curve("potential", Kind.POINTS, distances(start), log10(sizes))
    axes = "Distance from the moved atom / Å", "log₁₀ of |∂F/∂r| / (eV/Å²)"
    return [Figure(system.id, system.id, *axes, (points,))]


def dataset() -> Dataset:
    systems = [_system(name) for name in MADE]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _reach(far: Floats, sizes: Floats) -> float:
    return float(far[sizes > HEARD * sizes[0]].max())


def _range(far: Floats, sizes: Floats) -> float:
    """The distance at which the sum of the responses, from near to far, reaches 99 %."""
    order = np.argsort(far, kind="stable")
    share = np.cumsum(sizes[order])
    if share[-1] == 0:
        return 0.0
    return float(far[order][int(np.searchsorted(share, 0.99 * share[-1]))])


def _decay(far: Floats, sizes: Floats) -> float | None:
    """From a line through the logarithms of those that are heard; 0 where none of the others is,
    None of fewer than four, or where nothing falls off."""
    heard = (far > NEAREST) & (sizes > HEARD * sizes[0])
    if not heard.any():
        return 0.0
    if np.count_nonzero(heard) < 4 or np.ptp(far[heard]) < 1.0:
        return None
    slope = float(np.polyfit(far[heard], np.log(sizes[heard]), 1)[0])
    return -1 / slope if slope < -1e-3 else None


def _system(name: str) -> System:
    atoms = MADE[name]()
    start = Structure.from_atoms(atoms)
    kind = "crystal" if start.periodic else "molecule"
    return System(name, {"start": start}, tags={"kind": kind})


def _cost(system: System) -> Cost:
    return times(6, system)


TASK = Task(
    slug="locality",
    version=1,
    title="Locality",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "One atom is moved, and the forces on all others are watched: how far and how fast a "
        "potential forgets. A chain of carbons, one with double bonds, a wire of water, a row of "
        "argon, a rod of salt, and crystals of metal, semiconductor and salt. Whatever the range, "
        "all responses together must add up to nothing, because nobody pulls from outside."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "unbalanced",
            "Response that is not balanced",
            "unbalanced",
            "%",
            worst=WORST,
            by=("kind",),
            digits=4,
        ),
        Metric("reach", "Reach", "reach", "Å", reduce=Reduce.MEAN, by=("kind",), digits=1),
        Metric("range", "Range of 99 %", "range", "Å", reduce=Reduce.MEAN, by=("kind",), digits=1),
        Metric("decay", "Decay length", "decay", "Å", reduce=Reduce.MEAN, by=("kind",)),
    ),
    floor_reason=(
        "What rounding makes of the law. Measured: at most 10⁻¹⁰ % in double precision (EMT, "
        "Lennard-Jones, GFN2-xTB), 0.004 % in single precision (CHGNet, SevenNet-0). Rounded up "
        "to 0.01 %, so that single precision is not held against a potential."
    ),
    formula="mean over systems of 100 % · |Σ_i ∂F_i/∂r_1| / |∂F_1/∂r_1| (Frobenius norms)",
    sources=(
        Source(
            "Prodan, Kohn, Proc. Natl. Acad. Sci. 102, 11635 (2005): nearsightedness",
            "https://doi.org/10.1073/pnas.0505436102",
        ),
    ),
    cost=_cost,
    protocol=(
        "The first atom, at an end of a molecule, is moved by ±0.01 Å along each axis: six "
        "structures, whose forces give ∂F_i/∂r_1.",
        "Crystals are long cells, so that a moved atom and its images form a sheet; the distance "
        "is that from the nearest of them.",
        "Ranked is an exact law alone: the response of all atoms together is nothing. A potential "
        "under which the moved atom is not held (below 0.001 eV/Å²) pays the full price.",
        "Reach: the farthest atom whose response is more than 10⁻⁴ of the moved atom's own. Range: "
        "within it lie 99 % of the response of the others. Decay length: from a line through the "
        "logarithms of the responses that are heard, beyond 1.5 Å. None of the three is ranked: a "
        "short range is no fault of a covalent crystal, and a long one is right for ions.",
        "Cells and chains end at 14 to 22 Å; a reach near to that is a lower bound.",
    ),
)
