"""What the first neighbour gives an atom, and what the last one adds: metals from dimer to fcc."""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.interpretability.coordinated import METALS, NEIGHBOURS, SCAN, Metal, alone, arranged
from tasks.potential import Potential, energies
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

WORST = 100.0  # %
UNBOUND = 1e-3  # eV: a crystal that gains less has nothing to share out
COUNTS = np.array(list(NEIGHBOURS.values()), dtype=float)
BY_SYMBOL = {metal.symbol: metal for metal in METALS}


def predict(system: System, potential: Potential) -> Arrays:
    """alone: eV. energies: eV an atom, shape (6, 8): of each arrangement at each distance."""
    metal = BY_SYMBOL[system.tags["metal"]]
    asked = [arranged(metal, name, step * metal.apart) for name in NEIGHBOURS for step in SCAN]
    found = energies(potential, [system.structures["atom"], *asked])
    each = found[1:] / [len(one) for one in asked]
    return {"alone": np.array(found[0]), "energies": each.reshape(len(NEIGHBOURS), len(SCAN))}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """share (%): error of the dimer's share of the crystal's energy, of the measured one.
    exponent: p of energy ∝ neighboursᵖ."""
    gains = gained(predicted)
    crystal = _of_crystal(gains, reference)
    if crystal < UNBOUND:
        return {"share": WORST, "exponent": 0.0}
    known = float(reference["share"])
    found = {"share": 100 * min(1.0, abs(float(gains[0]) / crystal - known) / known)}
    if np.all(gains > UNBOUND):
        found["exponent"] = float(np.polyfit(np.log(COUNTS), np.log(gains), 1)[0])
    return found


def gained(predicted: Arrays) -> Floats:
    """What an atom of each arrangement gains at its best distance, eV, shape (6,)."""
    return np.array([float(predicted["alone"]) - lowest(row) for row in predicted["energies"]])


def lowest(row: Floats) -> float:
    """Of a parabola through the lowest value and its neighbours; at an end, the value there."""
    i = int(np.argmin(row))
    if i in (0, len(row) - 1):
        return float(row[i])
    left, here, right = row[i - 1 : i + 2]
    bend = left - 2 * here + right
    return float(here - (right - left) ** 2 / (8 * bend)) if bend > 0 else float(here)


def null(system: System) -> Arrays:
    """No arrangement gains anything."""
    return {"alone": np.array(0.0), "energies": np.zeros((len(NEIGHBOURS), len(SCAN)))}


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    gains = gained(predicted)
    crystal = _of_crystal(gains, reference)
    if crystal < UNBOUND:
        return None
    return 100 * float(reference["share"]), 100 * float(gains[0]) / crystal


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The gain over the number of neighbours; a square root through the crystal beside it."""
    gains, most = gained(predicted), float(reference["most"])
    crystal = float(reference["crystal"])
    line, known = np.linspace(1, 12, 23), [crystal * float(reference["share"]), crystal]
    curves = (
        curve("potential", Kind.POINTS, COUNTS, gains, tuple(NEIGHBOURS)),
        curve("square root", Kind.REFERENCE, line, crystal * np.sqrt(line / most)),
        curve("measured", Kind.MEASURED, [1.0, most], known),
    )
    axes = "Nearest neighbours", "Energy gained / (eV/atom)"
    return [Figure(system.id, system.tags["metal"], *axes, curves)]


def dataset() -> Dataset:
    references = {_id(metal): _reference(metal) for metal in METALS}
    return Dataset([_system(metal) for metal in METALS], references)


def _of_crystal(gains: Floats, reference: Arrays) -> float:
    """The gain in the structure in which the metal is found."""
    return float(gains[reference["most"] == COUNTS][0])


def _system(of: Metal) -> System:
    crystal = arranged(of, of.shape, of.apart)
    tags = {"metal": of.symbol, "found as": of.shape}
    return System(_id(of), {"atom": alone(of), "crystal": crystal}, tags=tags)


def _id(of: Metal) -> str:
    return of.symbol.lower()


def _reference(of: Metal) -> Arrays:
    return {
        "share": np.array(of.share),
        "crystal": np.array(of.crystal),
        "most": np.array(float(of.most)),
        "uncertainty": np.array(max(1.0, 100 * of.uncertainty / of.dimer)),
    }


def _cost(system: System) -> Cost:
    count = len(SCAN) * len(NEIGHBOURS)
    return Cost(1 + count, 1 + count + len(SCAN))


TASK = Task(
    slug="coordination",
    version=1,
    title="Response to coordination",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "What an atom of a metal gains from one neighbour, two, four, six, eight and twelve. In "
        "a metal the first bond is strong and each further one adds less, about as the square root "
        "of their number; a sum of pairs adds the same each time. Held against what is measured of "
        "the dimer and the crystal."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("dimer's share of the crystal's energy", "%", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "share",
            "Error of the dimer's share",
            "share",
            "%",
            worst=WORST,
            by=("found as",),
            digits=1,
        ),
        Metric("exponent", "Exponent of the neighbours", "exponent", "", reduce=Reduce.MEAN),
    ),
    floor_reason=(
        "What the dimers' dissociation energies are uncertain by, at least 1 %: cohesive energies "
        "and zero-point motion stand for that. The scan's parabola adds less than 0.5 %."
    ),
    formula=(
        "mean over metals of 100 % · min(1, |R - measured| / measured), R = half of the energy of "
        "the dimer over that of the crystal, an atom"
    ),
    sources=(
        Source(
            "Morse, Chem. Rev. 86, 1049 (1986): Ag₂, Au₂ and Pd₂, as collected there and later by "
            "Lombardi, Davis, Chem. Rev. 102, 2431 (2002)",
            "https://doi.org/10.1021/cr00076a005",
        ),
        Source(
            "Bornhauser et al., J. Chem. Phys. 153, 244305 (2020): Cu₂",
            "https://doi.org/10.1063/5.0028908",
        ),
        Source(
            "Pinegar, Langenberg, Arrington, Spain, Morse, J. Chem. Phys. 102, 666 (1995): Ni₂",
            "https://doi.org/10.1063/1.469562",
        ),
        Source(
            "Taylor, Lemire, Hamrick, Fu, Morse, J. Chem. Phys. 89, 5517 (1988): Pt₂",
            "https://discovery.researcher.life/article/"
            "resonant-twophoton-ionization-spectroscopy-of-jetcooled-pt2/"
            "9ad7057e678c3d9ebb1db3dcf3aef6b3",
        ),
        Source(
            "Fu, Lemire, Bishea, Morse, J. Chem. Phys. 93, 8420 (1990): Al₂",
            "https://ouci.dntb.gov.ua/works/lDBNyWz7",
        ),
        Source(
            "Le Roy, Dattani, Coxon, Ross, Crozet, Linton, J. Chem. Phys. 131, 204309 (2009): Li₂",
            "https://doi.org/10.1063/1.3264688",
        ),
        Source(
            "Jones et al., Phys. Rev. A 54, R1006 (1996): Na₂",
            "https://doi.org/10.1103/PhysRevA.54.R1006",
        ),
        Source(
            "Falke, Knöckel, Friebe, Riedmann, Tiemann, Lisdat, Phys. Rev. A 78, 012503 (2008): K₂",
            "https://arxiv.org/abs/0804.2949",
        ),
        Source(
            "Kittel, Introduction to Solid State Physics, 8th edition (2005): cohesive energies",
            "https://www.wiley.com/en-us/9780471415268",
        ),
        Source(
            "Ducastelle, Cyrot-Lackmann, J. Phys. Chem. Solids 31, 1295 (1970): second moments, "
            "hence the square root",
            "https://doi.org/10.1016/0022-3697(70)90134-4",
        ),
    ),
    cost=_cost,
    protocol=(
        "An atom alone, a dimer, a chain, a square layer, a simple cubic, a body-centred and a "
        "face-centred cubic crystal; chains and layers 12 Å from their images.",
        "Each at eight distances of nearest neighbours, 0.80 to 1.15 of that in the crystal; the "
        "lowest energy is that of a parabola through the lowest three.",
        "Atoms and dimers have the multiplicity of their ground state; many potentials know none.",
        "The exponent is that of a straight line through the logarithms: 1 for a sum of pairs, "
        "0.5 for second moments. It is not ranked.",
        "A crystal that does not hold together pays the full price.",
    ),
)
