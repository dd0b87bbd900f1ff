"""Two atoms of any two elements: 4,656 pairs, among which every accident of a simulation is."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
from ase.data import chemical_symbols

from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.landscape.diatomics import FLOOR_REASON, PROTOCOL, SOURCES, family
from tasks.landscape.two_atoms import FLOOR, LAST, WORST, compare, cost, metrics, null, pair, scan
from tasks.landscape.two_atoms import predict as predict
from tasks.system import Arrays, System
from tasks.task import Domain, Profile, Task

POINTS = 32


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """One point in the figure of each of the two elements: the other element, and the detour."""
    found = scan(system, predicted)
    detour = WORST if found.open else min(WORST, found.detour())
    first, second = (int(z) for z in system.structures["pair"].numbers)
    both = ((first, second), (second, first))
    return [_with(one, other, detour) for one, other in dict.fromkeys(both)]


def _with(one: int, other: int, detour: float) -> Figure:
    point = curve("pairs", Kind.POINTS, [other], [detour])
    title = f"{chemical_symbols[one]} with every element"
    return Figure("", title, "Atomic number of the other element", "Detour / %", (point,))


def dataset() -> Dataset:
    symbols = chemical_symbols[1 : LAST + 1]
    systems = [
        pair(first, second, POINTS, {"pair": _kind(first, second)})
        for first, second in combinations_with_replacement(symbols, 2)
    ]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def _kind(first: str, second: str) -> str:
    if first == second:
        return "of one element"
    families = {family(chemical_symbols.index(symbol)) for symbol in (first, second)}
    return "within one family" if len(families) == 1 else "between two families"


TASK = Task(
    slug="diatomics-full",
    version=1,
    title="Diatomics, every pair",
    domain=Domain.LANDSCAPE,
    summary=(
        "Two atoms of any two elements, hydrogen to curium, from 0.4 to three times the sum of "
        "their covalent radii. Most pairs are in no training set, and all of them can meet in an "
        "alloy, at an interface or in a structure search: there must be a wall, one well, and "
        "forces that belong to the energy."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    draw=draw,
    profile=Profile.FULL,
    metrics=metrics(by=("pair",)),
    floor_reason=FLOOR_REASON,
    formula=(
        "mean over pairs of 100 % · (Σ|ΔE| / (|E_first − E_well| + |E_last − E_well|) − 1), with "
        "E no further than 10 eV from the well"
    ),
    sources=SOURCES,
    cost=cost,
    protocol=(
        "Each of the 4,656 pairs of 96 elements, 96 of them of one element: 32 distances in "
        "geometric steps, from 0.4 to 3 times the sum of the covalent radii.",
        *PROTOCOL,
        "Pairs share elements: those of one are resampled together.",
    ),
)
