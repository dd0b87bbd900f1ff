"""What three and more atoms or molecules do together that no pairs of them do."""

from __future__ import annotations

import numpy as np

from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, Tick, curve
from tasks.interpretability.clusters import SIDES, SURE, Cluster, clusters
from tasks.interpretability.orders import orders
from tasks.potential import Potential, energies
from tasks.reactions import KCAL_MOL
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

WORST = 100.0  # %
NOTHING = 1e-9  # eV: parts that do not interact have no shares


def predict(system: System, potential: Potential) -> Arrays:
    """energies (eV, shape (2ᵏ - 1,)): of every choice of the k parts, in the system's order."""
    return {"energies": energies(potential, list(system.structures.values()))}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """three, four (%): how much of the known terms is wrong. share (%): of three-body terms and
    those beyond in all of the interaction, as sizes. error (kcal/mol): of the three-body terms."""
    found = _orders(system, predicted)
    three = float(reference["three"])
    errors = {
        "three": _wrong(found[3], three),
        "error": (found[3] - three) / KCAL_MOL,
    }
    if "four" in reference:
        errors["four"] = _wrong(found[4], float(reference["four"]))
    whole = sum(abs(term) for n, term in found.items() if n > 1)
    if whole > NOTHING:
        beyond = sum(abs(term) for n, term in found.items() if n > 2)
        errors["share"] = 100 * beyond / whole
    return errors


def null(system: System) -> Arrays:
    """Pairs that pull by 1 eV each, and nothing beyond."""
    pairs = [len(name) * (len(name) - 1) / 2 for name in system.structures]
    return {"energies": -np.array(pairs)}


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float]:
    return (float(reference["three"]) / KCAL_MOL, _orders(system, predicted)[3] / KCAL_MOL)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Each order's sum, and what is known of it."""
    found = {n: term / KCAL_MOL for n, term in _orders(system, predicted).items() if n > 1}
    known = {n: float(reference[name]) / KCAL_MOL for n, name in NAMES.items() if name in reference}
    curves = (
        curve("potential", Kind.POINTS, list(found), list(found.values())),
        curve("reference", Kind.MEASURED, list(known), list(known.values())),
    )
    ticks = tuple(Tick(float(n), f"{n}-body") for n in found)
    axes = "Order", "Energy / (kcal/mol)"
    return [Figure(system.id, system.id, *axes, curves, ticks)]


NAMES = {3: "three", 4: "four"}


def dataset() -> Dataset:
    known = clusters()
    systems = [System(c.name, c.structures, tags={"kind": c.kind}) for c in known]
    return Dataset(systems, {c.name: _reference(c) for c in known})


def _orders(system: System, predicted: Arrays) -> dict[int, float]:
    values = predicted["energies"].tolist()
    return orders(dict(zip(system.structures, values, strict=True)))


def _wrong(found: float, known: float) -> float:
    return 100 * min(1.0, abs(found - known) / abs(known))


def _reference(of: Cluster) -> Arrays:
    known = {"three": np.array(of.three), "uncertainty": np.array(of.uncertainty)}
    return known if of.four is None else known | {"four": np.array(of.four)}


TASK = Task(
    slug="many-body",
    version=1,
    title="Many-body terms",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "An interaction taken apart: what pairs do, what three do that no pairs of them do, and "
        "what four do beyond. Rare gases three at a time against the law of three dipoles, and "
        "molecules and ions against coupled cluster. A sum of pairs has nothing of it."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("three-body terms", "kcal/mol", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "three",
            "Three-body terms that are wrong",
            "three",
            "%",
            worst=WORST,
            by=("kind",),
            digits=1,
        ),
        Metric("mae", "MAE of three-body terms", "error", "kcal/mol", worst=10.0, by=("kind",)),
        Metric(
            "share", "Share beyond pairs", "share", "%", reduce=Reduce.MEAN, by=("kind",), digits=1
        ),
    ),
    floor_reason=(
        "Of rare gases what dipoles with quadrupoles add at 5.5 Å (some 20 %, after Tang and "
        "others); of molecules the uncertainty of coupled cluster, 1 to 17 % of a term. The "
        "expansion itself is exact."
    ),
    formula="mean over systems of 100 % · min(1, |E3 - reference| / |reference|)",
    sources=(
        Source(
            "Axilrod, Teller, J. Chem. Phys. 11, 299 (1943): the law of three dipoles",
            "https://doi.org/10.1063/1.1723844",
        ),
        Source(
            "Kumar, Meath, Mol. Phys. 54, 823 (1985): triple-dipole coefficients",
            "https://doi.org/10.1080/00268978500103191",
        ),
        Source(
            "Tang, Yan, Shi, Babb, Mitroy, J. Chem. Phys. 136, 104104 (2012): and those of higher "
            "multipoles",
            "https://doi.org/10.1063/1.3691891",
        ),
    ),
    protocol=(
        "Energies of every choice of the parts, at the geometry of the whole. An n-body term is "
        "the energy of n parts less all terms of fewer of them; terms of one order are summed.",
        "Rare gases: three atoms "
        + " or ".join(f"{side:g} Å" for side in SIDES)
        + " apart, in an equilateral triangle and in line, against C9 (1 + 3 cos α cos β cos γ) / "
        "(abc)³: repulsion in the triangle, attraction in line.",
        "Rings, in which each molecule gives a hydrogen bond to the next: MP2/aug-cc-pVTZ and what "
        "CCSD(T) adds to it in aug-cc-pVDZ, frozen cores, counterpoise, computed by this project "
        "with PySCF; uncertain by the difference of the two basis sets, at least 1.5 %.",
        "Drawn trimers: those of the public practice splits (see the tasks on unseen "
        "interactions), CCSD(T) at the complete-basis-set limit with counterpoise, where the term "
        f"is at least {SURE:g} times its uncertainty. Those with an ion stand apart.",
        "Share: of three-body terms and those beyond, in the sum of the sizes of all orders from "
        "two on. It is not ranked.",
        "Trimers of molecular crystals, against coupled cluster, are in the task on three-body "
        "terms.",
    ),
)
