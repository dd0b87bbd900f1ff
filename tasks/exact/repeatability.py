"""Is an answer about the structure alone? An exact law: no reference is needed.

One structure is asked alone and in company, over and over, after others, after its atoms were far
away, and after the same places had another box, other elements or another charge.
"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.exact.moving import FLAT_FORCE, WORST, gain, percent, rms
from tasks.exact.sequences import (
    AFTER_OTHER,
    ALONE,
    COMPANY,
    COMPARED,
    LAWS,
    PLAN,
    families,
    family,
    told_apart,
)  # fmt: skip
from tasks.potential import ENERGY, FORCES, Answer, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

FLOOR = 0.1  # %, see `TASK.floor_reason`
EXPLAINED = 2.0  # differences up to so many times the spread of one question asked again


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV): of PLAN, each in a request of its own, then of each COMPANY, in one.
    forces (eV/Å, shape (m, 3)): of the same, one below the other."""
    known = told_apart(system, potential.capabilities.charges)
    alone = [_ask([known[name]], potential)[0] for name in PLAN]
    single = {name: alone[place] for name, place in ALONE.items()}
    company = [a for names in COMPANY for a in _together(names, known, single, potential)]
    answers = alone + company
    return {
        "energies": np.array([a.energy for a in answers]),
        "forces": np.concatenate([np.asarray(a.forces) for a in answers]),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%): the largest of the laws. Of each law, by its name (%): how far answers differ
    that should be one, beyond twice what the same question differs by that is asked again."""
    energies, forces = predicted["energies"], _split(predicted["forces"], system)
    if min(rms(forces[i]) for i in AFTER_OTHER) < FLAT_FORCE:
        return dict.fromkeys(("relative", *LAWS), WORST)

    def apart(i: int, j: int) -> float:
        own = forces[i]  # of two atoms out of each other's reach there may be none
        measure = own if rms(own) >= FLAT_FORCE else forces[AFTER_OTHER[0]]
        return percent(energies[i] - energies[j], own - forces[j], measure)

    spread = max(apart(i, j) for i in AFTER_OTHER for j in AFTER_OTHER)
    laws = {"determinism": spread}
    for law, pairs in COMPARED.items():
        most = max(apart(i, j) for i, j in pairs)
        laws[law] = max(0.0, most - EXPLAINED * spread)
    return {"relative": max(laws.values()), **laws}


def null(system: System) -> Arrays:
    """Each answer is its own: the energy rises from question to question by the whole measure."""
    sizes = [len(system.structures[name]) for name in _names()]
    forces = np.concatenate([np.full((n, 3), 1.0) for n in sizes])
    rise = gain(np.full((len(system.structures["a"]), 3), 1.0)) / (len(AFTER_OTHER) - 1)
    energies = np.zeros(len(sizes))
    energies[list(AFTER_OTHER)] = rise * np.arange(len(AFTER_OTHER))
    return {"energies": energies, "forces": forces}


def dataset() -> Dataset:
    systems = [family(name, i) for i, name in enumerate(families())]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _ask(structures: list[Structure], potential: Potential) -> list[Answer]:
    return evaluate(potential, structures, ENERGY, FORCES)


def _together(
    names: tuple[str, ...],
    known: dict[str, Structure],
    alone: dict[str, Answer],
    potential: Potential,
) -> list[Answer]:
    """Who takes one structure at a time has been asked that already."""
    if potential.capabilities.batch <= 1:
        return [alone[name] for name in names]
    return _ask([known[name] for name in names], potential)


def _names() -> tuple[str, ...]:
    return (*PLAN, *(name for names in COMPANY for name in names))


def _split(forces: Floats, system: System) -> list[Floats]:
    sizes = [len(system.structures[name]) for name in _names()]
    return list(np.split(forces, np.cumsum(sizes)[:-1]))


def _cost(system: System) -> Cost:
    sizes = [len(system.structures[name]) for name in _names()]
    return Cost(len(sizes), sum(sizes))


TASK = Task(
    slug="repeatability",
    version=1,
    title="Repeatability",
    domain=Domain.EXACT,
    summary=(
        "An answer is about the structure that was asked for, and about nothing else: not about "
        "what stood beside it in the batch, nor about what was asked before. Checked on pairs of "
        "molecules and on crystals, asked alone and in company, again and again, after others, "
        "after their atoms were far away, and after other elements, boxes or charges at the same "
        "places. The law is exact, so no reference is needed."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("relative", "Relative error", "relative", "%", worst=WORST, by=("kind",), digits=3),
        *(
            Metric(law, law.replace("-", " ").capitalize(), law, "%", worst=WORST, digits=3)
            for law in LAWS
        ),
    ),
    floor_reason=(
        "What single precision makes of a sum whose order changes with the company that a "
        "structure is asked in. Rounded up to 0.1 %, as for the other exact laws."
    ),
    formula=(
        "mean over systems of the largest of 100 % · |ΔE| / (Σ over coordinates of rms(F) · "
        "0.05 Å) and 100 % · rms(ΔF) / rms(F), over all pairs of answers that should be one; "
        "differences up to twice the spread of one question asked again count as that spread alone"
    ),
    sources=(
        Source(
            "Tadmor, Elliott, Sethna, Miller, Becker, JOM 63, 17 (2011): models that are verified "
            "before they are used",
            "https://doi.org/10.1007/s11837-011-0102-6",
        ),
        Source(
            "Verlet, Phys. Rev. 159, 98 (1967): the list of neighbours that goes stale",
            "https://doi.org/10.1103/PhysRev.159.98",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "Four pairs of molecules, 14 Å apart, and five crystals, displaced by seeded normal "
        "deviates. For each, another structure, larger and of other elements, and a smaller one.",
        "Determinism: asked five times, after the other structure each time; the largest "
        "difference between any two answers.",
        "State that leaks: after the smaller structure against after the larger one.",
        "Stale neighbours: the same atoms elsewhere (the pair at 3.2 Å; the atoms of a crystal "
        "exchanged with others of their element), asked right after the first places, against "
        "asked so that whatever is kept of their neighbours was made for them.",
        "Same places: another element or charge at the same places, or another box around them, "
        "asked right after the first, likewise. Who declares no charges gets the other element "
        "twice.",
        "Batches: six structures of different sizes and elements in one request, one of them "
        "twice, in two orders, against each alone. Who takes one structure at a time is not asked "
        "again: it keeps this law by that.",
        "From every law but the first, twice the spread of the first is taken off: what varies by "
        "chance is told once.",
        "The measure is what moving the atoms does: forces, and the energy that they give over "
        "0.05 Å of every coordinate. Flat surfaces (forces below 0.001 eV/Å) pay 100 %.",
    ),
)
