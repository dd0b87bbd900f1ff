"""Descriptors of atoms: do they see structure alone, and do they change as smoothly as it does?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import spearmanr

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.interpretability.halving import HALVED, bends
from tasks.interpretability.ways import SEED, between, ways
from tasks.potential import DESCRIPTORS, ENERGY, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

PLACES = np.linspace(0.0, 1.0, 25)
MIDDLE = 12  # of PLACES: where copies are made
BLIND = 1e-5  # of the descriptors' size: a change that single precision makes of nothing
HEARD = 0.01  # of the mean rate: a stretch on which less changes is not seen
FLOOR = 0.01  # %, see `TASK.floor_reason`

WORST = 100.0  # %


def predict(system: System, potential: Potential) -> Arrays:
    """Distances between the descriptors of all atoms together (Euclidean, in their own unit).

    far: from the start, at PLACES, shape (25,). steps: from place to place, shape (24,). bends: as
    steps are halved, shape (8,) (tasks.interpretability.halving). copies: of the middle from itself
    listed otherwise, turned, shifted, shape (3,). size: of the descriptors at the start, shape ().
    """
    start, end = system.structures["start"], system.structures["end"]

    def along(places: Sequence[float]) -> Floats:
        return described(potential, [between(start, end, place) for place in places])

    found = along(PLACES.tolist())
    return {
        "far": np.linalg.norm(found - found[0], axis=1),
        "steps": np.linalg.norm(np.diff(found, axis=0), axis=1),
        "bends": bends(PLACES, found, along),
        "copies": _changes(found[MIDDLE], between(start, end, PLACES[MIDDLE]), system, potential),
        "size": np.array(np.linalg.norm(found[0])),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """wrong, jump, frame (%): of the span, the largest distance from the start. jump: what is left
    in the end of a difference between the halves of a step. frame: the largest change from copy to
    copy. wrong: the larger of both. steep: the largest rate of change over the mean. seen (%):
    share of the way on which anything changes. order: rank correlation of the distance from the
    start with the way."""
    far, span = predicted["far"], float(np.max(predicted["far"]))
    if span <= BLIND * float(predicted["size"]):
        seen_nothing = dict.fromkeys(("steep", "seen", "order"), 0.0)
        return dict.fromkeys(("wrong", "jump", "frame"), WORST) | seen_nothing
    jump = _share(float(predicted["bends"][-1]), span)
    frame = _share(float(np.max(predicted["copies"])), span)
    gone = np.diff(PLACES**2)
    rates = predicted["steps"] / gone
    mean = float(predicted["steps"].sum())  # the way is one
    return {
        "wrong": max(jump, frame),
        "jump": jump,
        "frame": frame,
        "steep": float(np.max(rates)) / mean,
        "seen": 100 * float(gone[rates > HEARD * mean].sum()),
        "order": float(spearmanr(far, PLACES)[0]),
    }


def null(system: System) -> Arrays:
    """Descriptors that are the same whatever the atoms do."""
    places = len(PLACES)
    return {
        "far": np.zeros(places),
        "steps": np.zeros(places - 1),
        "bends": np.zeros(len(HALVED)),
        "copies": np.zeros(3),
        "size": np.array(1.0),
    }


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The distance from the start along the way; how the difference of halves dies out."""
    span = float(np.max(predicted["far"])) or 1.0
    share = 100 * predicted["far"] / span
    away = (
        curve("potential", Kind.POINTS, 100 * PLACES**2, share),
        curve("from place to place", Kind.LINE, 100 * PLACES**2, share),
    )
    lengths = 100 * PLACES[1] / 2.0 ** np.arange(1, len(HALVED) + 1)
    left = 100 * predicted["bends"] / span
    smooth = left[0] * (lengths / lengths[0]) ** 2
    dying = (
        curve("potential", Kind.POINTS, lengths, left),
        curve("smooth: a quarter each time", Kind.REFERENCE, lengths, smooth),
    )
    halved = "Half a step / % of the way", "Difference of the halves / %"
    return [
        Figure(system.id, system.id, "Way / %", "Distance from the start / %", away),
        Figure(system.id, f"{system.id}: steps halved", *halved, dying, log=True),
    ]


def dataset() -> Dataset:
    systems = [_system(name, *ends) for name, ends in ways().items()]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def described(potential: Potential, structures: Sequence[Structure]) -> Floats:
    """Descriptors of all atoms in a row, shape (number of structures, n · d). Raises NoAnswer."""
    answers = evaluate(potential, structures, ENERGY, DESCRIPTORS)
    return np.array([np.asarray(answer.descriptors).ravel() for answer in answers])


def copies(start: Structure, order: Floats) -> list[Structure]:
    """The atoms in another order; turned about an axis that is none of the cell's; shifted."""
    listed = Structure(start.numbers[order], start.positions[order], start.cell, start.pbc)
    turned = Structure(start.numbers, start.positions @ TURN, start.cell @ TURN, start.pbc)
    return [listed, turned, start.moved(start.positions + np.array([0.31, -0.17, 0.43]))]


def _turn() -> Floats:
    from scipy.spatial.transform import Rotation

    axis = np.array([1.0, 2.0, 3.0]) / np.sqrt(14.0)
    return np.asarray(Rotation.from_rotvec(np.radians(77.0) * axis).as_matrix())


TURN = _turn()


def _changes(found: Floats, start: Structure, system: System, potential: Potential) -> Floats:
    """Distances of the copies' descriptors, put back in order, from what was found."""
    order = system.settings["order"].astype(int)
    others = described(potential, copies(start, order)).reshape(3, len(start), -1)
    others[0][order] = others[0].copy()
    return np.asarray(np.linalg.norm(others.reshape(3, -1) - found, axis=1))


def _share(value: float, span: float) -> float:
    return min(WORST, 100 * value / span)


def _system(name: str, start: Structure, end: Structure) -> System:
    order = np.random.RandomState(SEED).permutation(len(start)).astype(float)
    kind = "crystal" if start.periodic else "molecule"
    ends = {"start": start, "end": end}
    return System(name, ends, {"order": order}, tags={"kind": kind})


def _cost(system: System) -> Cost:
    return times(len(PLACES) + sum(HALVED) + 3, system)


TASK = Task(
    slug="descriptor-smoothness",
    version=1,
    title="Smoothness of descriptors",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "Some potentials show the numbers by which they tell the surroundings of atoms apart. A "
        "bond is stretched, molecules part, a crystal swells, an atom leaves a surface: what "
        "changes little must be told little apart, also where neighbours cross the cutoff, and a "
        "structure that is turned, shifted or listed otherwise must not be told apart at all."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("wrong", "Jump or frame", "wrong", "%", worst=WORST, by=("kind",), digits=4),
        Metric("jump", "Jump that is left as steps are halved", "jump", "%", worst=WORST, digits=4),
        Metric("frame", "Change with frame or order", "frame", "%", worst=WORST, digits=4),
        Metric("steep", "Steepest over mean rate", "steep", "", reduce=Reduce.MEAN, digits=1),
        Metric(
            "seen",
            "Share of the way that is seen",
            "seen",
            "%",
            reduce=Reduce.MEAN,
            by=("kind",),
            digits=1,
        ),
        Metric("order", "Rank correlation with the way", "order", "", reduce=Reduce.MEAN),
    ),
    floor_reason=(
        "Exact laws, of which rounding leaves something. Measured: at most 0.0002 % in double "
        "precision (radial symmetry functions; their curvature at the shortest step), 0.003 % in "
        "single precision (CHGNet; SevenNet-0 0.0004 %). Rounded up to 0.01 %."
    ),
    formula=(
        "mean over systems of 100 % · max(J, F) / max_x |D(x) - D(0)|, with J = |D(x + h) - 2 D(x) "
        "+ D(x - h)| where it is largest after eight halvings of h, and F the largest |D(copy) - D|"
    ),
    sources=(
        Source(
            "Behler, Parrinello, Phys. Rev. Lett. 98, 146401 (2007): symmetry functions, and what "
            "is asked of them",
            "https://doi.org/10.1103/PhysRevLett.98.146401",
        ),
        Source(
            "Onat, Ortner, Kermode, J. Chem. Phys. 153, 144106 (2020): how representations of "
            "atomic environments answer to small changes",
            "https://arxiv.org/abs/2006.01915",
        ),
    ),
    cost=_cost,
    protocol=(
        "Seven straight ways, off all symmetry by seeded amounts: a hydrogen of methane from 1 to "
        "7 Å, the nitrogen of ammonia into the plane, two water molecules from 2.7 to 8 Å, an atom "
        "of a copper crystal by 1 Å, rock salt from -8 to 22 % of strain, silicon sheared by 0.3, "
        "an atom from 1.4 to 8 Å above a copper surface. 25 places, nearer to each other at the "
        "start. D is the list of the descriptors of all atoms, |…| its Euclidean norm.",
        "A jump stays what it is however short a step is; of a smooth function the difference of a "
        "step's two halves becomes a quarter with every halving. The eight steps that go on least "
        "as their neighbours do are halved, then the worse halves of the worst four, then six "
        "times those of the worst two: in the end a step is a 256th as long. What changes within a "
        "shorter stretch than that counts as a jump. A kink is none.",
        "Copies of the middle of the way: atoms listed otherwise (and put back), turned by 77° "
        "about (1, 2, 3), shifted.",
        "Descriptors that change by less than 10⁻⁵ of their size are blind and cost 100 %.",
        "Not ranked, because a choice of the potential: the steepest rate of change over the mean, "
        "the share of the way on which the rate is above 1 % of the mean (beyond a cutoff nothing "
        "is seen), and whether what is farther from the start is told farther apart.",
        "Asked of potentials that offer `descriptors` (see the protocol); the others are silent, "
        "which says nothing against them but that their descriptors cannot be seen.",
    ),
)
