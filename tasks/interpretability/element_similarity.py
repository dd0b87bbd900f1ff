"""Which elements a potential takes for alike, against a scale of chemical similarity."""

from __future__ import annotations

import numpy as np
from ase.data import chemical_symbols

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.interpretability.scale import ELEMENTS, FAMILIES
from tasks.interpretability.similarity import (
    agreement,
    clustered,
    distances,
    map_of,
    nearest,
)
from tasks.interpretability.sites import SITES, STEPS, Site
from tasks.potential import NoAnswer, Potential, Unsupported, energies
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

NEIGHBOURS = 3
WITHIN = 6  # places of the scale
FLAT = 1e-6  # eV: elements that differ by less are the same, and have no neighbours
FEWEST = 5  # elements, for a map

WORST = 100.0  # %

COPPER = 29
FLOOR = 100 / (NEIGHBOURS * len(ELEMENTS))  # %, see `TASK.floor_reason`

BY_NAME = {site.name: site for site in SITES}


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV, shape (83, 5)): of each element of the scale at each size; 0 where it is not
    answered. answered (shape (83,)): 1 or 0. Raises NoAnswer where no element is answered."""
    site, known = BY_NAME[system.tags["site"]], potential.capabilities.elements
    found, answered = np.zeros((len(ELEMENTS), len(STEPS))), np.zeros(len(ELEMENTS))
    silence: NoAnswer = Unsupported("declares none of the elements")
    for i, element in enumerate(ELEMENTS):
        if known is not None and element not in known:
            continue
        try:
            found[i], answered[i] = energies(potential, site.filled(element)), 1.0
        except NoAnswer as silent:
            if silent.ended:
                raise
            silence = silent
    if not answered.any():
        raise silence
    return {"energies": found, "answered": answered}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """strange (%): of the three most alike of each element, those more than six places away; an
    element that is not answered has nothing but strangers. correlation: mean over elements."""
    there = predicted["answered"] > 0
    places = reference["places"][there]
    share = int(np.sum(there)) / len(there)
    if np.sum(there) <= NEIGHBOURS:
        return {"strange": WORST}
    apart = distances(predicted["energies"][there])
    if np.max(apart) < FLAT:
        return {"strange": WORST, "correlation": 0.0}
    alike = nearest(apart, NEIGHBOURS)
    expected = np.mean(np.abs(places[alike] - places[:, None]) <= WITHIN)
    ranks = agreement(apart, places)
    return {
        "strange": 100 * (1 - share * float(expected)),
        "correlation": float(np.mean(ranks[np.isfinite(ranks)])),
    }


def null(system: System) -> Arrays:
    """All elements are the same."""
    n = len(ELEMENTS)
    return {"energies": np.zeros((n, len(STEPS))), "answered": np.ones(n)}


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """A map, in which the alike are near to each other, and the order of a tree of them."""
    there = predicted["answered"] > 0
    numbers = np.array(ELEMENTS)[there]
    apart = distances(predicted["energies"][there])
    if len(numbers) < FEWEST or np.max(apart) < FLAT:
        return []
    return [_map(system, numbers, apart), _tree(system, numbers, apart, reference["places"][there])]


def _map(system: System, numbers: Floats, apart: Floats) -> Figure:
    places, alike = map_of(apart), nearest(apart, NEIGHBOURS)
    symbols = [chemical_symbols[int(z)] for z in numbers]
    names = [f"{s} (like {', '.join(symbols[j] for j in alike[i])})" for i, s in enumerate(symbols)]
    curves = []
    for family, members in FAMILIES.items():
        at = [i for i, z in enumerate(numbers) if z in members]
        named = [names[i] for i in at]
        curves.append(curve(family, Kind.POINTS, places[at, 0], places[at, 1], named))
    axes = "First direction / eV", "Second direction / eV"
    return Figure(system.id, f"{system.id}: map of the elements", *axes, tuple(curves))


def _tree(system: System, numbers: Floats, apart: Floats, places: Floats) -> Figure:
    order = clustered(apart)
    names = [chemical_symbols[int(numbers[i])] for i in order]
    row = np.arange(1.0, len(order) + 1)
    points = curve("potential", Kind.POINTS, row, places[order], names)
    axes = "Place in the tree of the alike", "Place on the modified Pettifor scale"
    return Figure(system.id, f"{system.id}: the alike beside the alike", *axes, (points,))


def dataset() -> Dataset:
    places = np.arange(1.0, len(ELEMENTS) + 1)
    references = {s.name: {"places": places, "uncertainty": np.array(FLOOR)} for s in SITES}
    return Dataset([_system(site) for site in SITES], references)


def _system(site: Site) -> System:
    """The site as it is with copper in it."""
    start = site.filled(COPPER)[1]
    return System(site.name, {"with-copper": start}, tags={"site": site.name, "kind": site.kind})


def _cost(system: System) -> Cost:
    count = len(ELEMENTS) * len(STEPS)
    return Cost(count, count * len(next(iter(system.structures.values()))))


TASK = Task(
    slug="element-similarity",
    version=1,
    title="Element similarity",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "Each element from hydrogen to bismuth is put into the same places, in crystals and in "
        "molecules, at five sizes. Those whose energies run alike are alike to the potential. A "
        "map shows them; the number says how many of the nearest a chemist would not expect."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "strange",
            "Strange neighbours",
            "strange",
            "%",
            worst=WORST,
            by=("kind", "site"),
            digits=1,
        ),
        Metric(
            "correlation",
            "Rank correlation with the scale",
            "correlation",
            "",
            reduce=Reduce.MEAN,
            by=("kind",),
        ),
    ),
    floor_reason=(
        "What one neighbour of one element counts: 0.4 %. A potential whose energies follow the "
        "scale has no strange neighbours; how near to it nature comes in these places is not "
        "known, so that nought is no aim."
    ),
    formula=(
        "mean over places of 100 % · (1 - share of the three most alike of each element that lie "
        "within six places of it on the modified Pettifor scale)"
    ),
    sources=(
        Source(
            "Glawe, Sanna, Gross, Marques, New J. Phys. 18, 093011 (2016): the modified Pettifor "
            "scale",
            "https://doi.org/10.1088/1367-2630/18/9/093011",
        ),
        Source(
            "Pettifor, Solid State Commun. 51, 31 (1984): a chemical scale of the elements",
            "https://doi.org/10.1016/0038-1098(84)90765-8",
        ),
    ),
    cost=_cost,
    protocol=(
        "Places: an fcc crystal of the element alone, its oxide in the structure of rock salt, its "
        "fluoride in that of zinc blende, its ordered alloy with copper; a molecule with four "
        "hydrogens, with two oxygens, with two fluorines. The same sizes for every element: 0.9, "
        "1, 1.1, 1.25 and 1.5 of a middle one.",
        "Of each element the energies over that of the largest size, so that the free atom drops "
        "out; each is bounded softly at 5 eV. The distance of two elements is the root mean square "
        "difference.",
        "Elements of which fewer than four are answered have no neighbours. An element that is not "
        "declared or not answered counts as one with three strangers.",
        "This is a description, and no law: some elements are alike in one place and not in "
        "another, and the scale knows the average of all crystals. Neighbours that are drawn by "
        "lot would be strange in 86 % of all cases.",
        "The map is classical scaling to two dimensions; the tree is of average linkage, its "
        "leaves in the best order.",
    ),
)
