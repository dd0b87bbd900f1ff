"""What is left of an interaction far away, against the law that it has to follow there."""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve, log10
from tasks.interpretability import far_field
from tasks.interpretability.exponent import exponent
from tasks.interpretability.tails import NEAR, UNCERTAINTY, Pair, pairs
from tasks.potential import FORCES, Potential, energies, evaluate
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

FIELD = "crystal"
STEP = 0.02  # Å: how far an ion moves in its crystal, both ways
SILENT = 1e-7  # eV: below it there is no tail whose exponent one could tell

WORST = 100.0  # %
WORST_EXPONENT = 6.5  # more than that of dispersion, which is 6.4 where it is looked at


def predict(system: System, potential: Potential) -> Arrays:
    """Of a pair: energies (eV, shape (7,)) at the distances of the settings.
    Of a crystal: response (eV/Å², shape (n,)), ∂F_z/∂u_z of each atom where the first one moves."""
    if system.tags["law"] == FIELD:
        return {"response": _response(system, potential)}
    pair, first = system.structures["pair"], int(system.settings["first"])
    distances = system.settings["distances"]
    shift = np.zeros((len(pair), 3))
    shift[first:, 2] = 1.0
    asked = [pair.moved(pair.positions + (r - distances[0]) * shift) for r in distances]
    return {"energies": energies(potential, asked)}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """tail (%): mean over distances (over atoms far away) of how much of the law is wrong, each at
    most 100. strength (%): of the law that is there. exponent: how far off it is."""
    if system.tags["law"] == FIELD:
        far = reference["law"] != 0
        return _shares(predicted["response"][far], reference["law"][far])
    found, law = (_rise(one) for one in (predicted["energies"], reference["law"]))
    distances = system.settings["distances"]
    return _shares(found, law) | {"exponent": _off(exponents(distances, found, law))}


def exponents(distances: Floats, found: Floats, law: Floats) -> tuple[float | None, float]:
    """Of what was found, None where nothing was, and of the law, fitted to the same points."""
    known = exponent(distances, law)
    assert known is not None
    silent = bool(np.any(np.abs(found) < SILENT))
    return None if silent else exponent(distances, found), known


def null(system: System) -> Arrays:
    """Nothing is felt."""
    if system.tags["law"] == FIELD:
        return {"response": np.zeros(len(system.structures["crystal"]))}
    return {"energies": np.zeros(len(system.settings["distances"]))}


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Sizes over distances, both as logarithms, where a power law is a straight line."""
    if system.tags["law"] == FIELD:
        return [_drawn_field(system, predicted, reference)]
    x = log10(system.settings["distances"][:-1])
    found, law = (_rise(one) for one in (predicted["energies"], reference["law"]))
    curves = (
        curve("potential", Kind.POINTS, x, log10(np.abs(found))),
        curve("law", Kind.REFERENCE, x, log10(np.abs(law))),
    )
    axes = "log₁₀ of the distance / Å", "log₁₀ of the interaction / eV"
    return [Figure(system.id, system.id, *axes, curves)]


def dataset() -> Dataset:
    known = pairs()
    systems = [*map(_pair, known), *map(_crystal, far_field.CRYSTALS)]
    of_pairs = {p.name: _reference(p.law(p.distances), UNCERTAINTY[p.kind]) for p in known}
    of_crystals = {_id(one): _reference(one.law(), one.uncertainty) for one in far_field.CRYSTALS}
    return Dataset(systems, of_pairs | of_crystals)


def _response(system: System, potential: Potential) -> Floats:
    start = system.structures["crystal"]
    shift = np.zeros((len(start), 3))
    shift[0, 2] = STEP
    ends = [start.moved(start.positions + way * shift) for way in (1, -1)]
    up, down = (np.asarray(a.forces)[:, 2] for a in evaluate(potential, ends, FORCES))
    return np.asarray((up - down) / (2 * STEP))


def _rise(energies_of: Floats) -> Floats:
    """What the pair gains at each distance over being free, which is the last one."""
    return np.asarray(energies_of[:-1] - energies_of[-1])


def _shares(found: Floats, law: Floats) -> dict[str, float]:
    wrong = np.minimum(np.abs(found - law) / np.abs(law), 1.0)
    return {
        "tail": 100 * float(np.mean(wrong)),
        "strength": 100 * float(found @ law / (law @ law)),
    }


def _off(found: tuple[float | None, float]) -> float:
    of_potential, of_law = found
    return of_law if of_potential is None else abs(of_potential - of_law)


def _drawn_field(system: System, predicted: Arrays, reference: Arrays) -> Figure:
    start = system.structures["crystal"]
    along = far_field.distance(start)
    line = reference["law"] != 0
    order = np.argsort(along[line], kind="stable")
    like = (start.numbers == start.numbers[0]) & (along > far_field.FAR / 2)
    ions = (
        curve("potential", Kind.POINTS, along[like], predicted["response"][like]),
        curve(
            "law",
            Kind.REFERENCE,
            along[line][order],
            np.abs(reference["law"][line][order]),
        ),
    )
    title = f"{system.id}: ions like the one that moves"
    axes = "Distance along the cell / Å", "∂F/∂u / (eV/Å²)"
    return Figure(system.id, title, *axes, ions)


def _pair(pair: Pair) -> System:
    settings = {"distances": pair.distances, "first": np.array(float(len(pair.fixed)))}
    start = {"pair": pair.at(float(pair.distances[0]))}
    return System(pair.name, start, settings, {"law": pair.kind})


def _crystal(of: far_field.Ionic) -> System:
    return System(_id(of), {"crystal": of.start}, tags={"law": FIELD})


def _id(of: far_field.Ionic) -> str:
    return f"{of.name.lower()}-crystal"


def _reference(law: Floats, uncertainty: float) -> Arrays:
    return {"law": law, "uncertainty": np.array(uncertainty)}


def _cost(system: System) -> Cost:
    return times(2 if system.tags["law"] == FIELD else len(system.settings["distances"]), system)


TASK = Task(
    slug="long-range-tails",
    version=1,
    title="Long-range tails",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "What two atoms, ions or molecules still feel of each other far away, where physics is a "
        "power law: charges (1/r), an ion and a dipole (1/r²), dipoles (1/r³), dispersion (1/r⁶), "
        "and the field that an ion leaves in its whole crystal when it moves. A potential that "
        "ends at a cutoff has nothing of it, and says so here."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("tail", "Tail that is wrong", "tail", "%", worst=WORST, by=("law",), digits=1),
        Metric(
            "exponent",
            "Error of the exponent",
            "exponent",
            "",
            worst=WORST_EXPONENT,
            by=("law",),
        ),
        Metric(
            "strength",
            "Strength of the tail, 100 where right",
            "strength",
            "%",
            reduce=Reduce.MEAN,
            by=("law",),
            digits=1,
        ),
    ),
    floor_reason=(
        "Coefficients, dipole moments and frequencies are measured ones, and other terms act at "
        "the nearest distance (induction, dispersion between dipoles, retardation): 1 to 5 %, by "
        "the kind of law. The procedure itself adds nothing: potentials made of the laws err by "
        "less than 0.01 %."
    ),
    formula=(
        "mean over systems of 100 % · mean over distances of min(1, |V - law| / |law|), where V is "
        "the energy over that of the pair pulled apart; in crystals the same of ∂F/∂u, over atoms"
    ),
    sources=(
        Source(
            "Tang, Toennies, J. Chem. Phys. 118, 4976 (2003): dispersion coefficients of rare "
            "gases",
            "https://doi.org/10.1063/1.1543944",
        ),
        Source(
            "Nelson, Lide, Maryott, NSRDS-NBS 10 (1967): dipole moments in the gas phase",
            "https://doi.org/10.6028/NBS.NSRDS.10",
        ),
        Source(
            "Cochran, Cowley, J. Phys. Chem. Solids 23, 447 (1962): the field of optical "
            "vibrations",
            "https://doi.org/10.1016/0022-3697(62)90084-7",
        ),
        Source(
            "NaCl: Lowndes, Martin, Proc. R. Soc. Lond. A 308, 473 (1969), at 290 K",
            "https://rspa.royalsocietypublishing.org/content/308/1495/473",
        ),
        Source(
            "LiF, MgO: Jasperse, Kahan, Plendl, Mitra, Phys. Rev. 146, 526 (1966), at 295 K",
            "https://doi.org/10.1103/PhysRev.146.526",
        ),
        Source(
            "SiC: Feldman, Parker, Choyke, Patrick, Phys. Rev. 173, 787 (1968)",
            "https://doi.org/10.1103/PhysRev.173.787",
        ),
        Source(
            "Monacelli, Marzari, arXiv:2412.01642 (2024): what short-ranged potentials miss of "
            "polar materials",
            "https://arxiv.org/abs/2412.01642",
        ),
    ),
    cost=_cost,
    protocol=(
        "Pairs are pulled apart along z through six distances, evenly spaced in the logarithm: "
        + "; ".join(f"{kind} {a:g} to {b:g} Å, free at {c:g} Å" for kind, (a, b, c) in NEAR.items())
        + ".",
        "Rare gases: -C6/r⁶ - C8/r⁸ - C10/r¹⁰. Dipoles stand in line, one behind the other: "
        "-2μ²/r³ + (6Θ² + Θ₂² - 8μΩ)/r⁵; the terms of 1/r⁴ cancel between equal molecules. A "
        "chloride ion in line with a dipole, from its centre of mass: -μ/r² - Θ/r³ - (Ω + α/2)/r⁴. "
        "What follows on the dipole moments is no small matter (at 10 Å 15 % for two of ammonia, "
        "13 % for hydrogen cyanide and the ion). Dipole moments are measured, but for ammonia's, "
        "whose measured one is a mean over the motion of its umbrella; it, quadrupoles, octupoles "
        "and polarizabilities are computed: CCSD/aug-cc-pVTZ, acetonitrile in aug-cc-pVDZ, by "
        "this project with PySCF.",
        "Two like ions: 1/r. K⁺Cl⁻ and Cs⁺F⁻, neutral together and ionic to beyond 16 Å: -1/r.",
        "The exponent is that of A (r⁻ⁿ - r_free⁻ⁿ), fitted in the logarithm, and is held against "
        "the same fit to the law. Where the sign changes, or an interaction is below 10⁻⁷ eV, "
        "there is none, and it costs the law's own.",
        "Crystals: a long cell, one cation moved by ±0.02 Å along it. On ions more than 8 Å away "
        "∂F/∂u = ±μ (ω_LO² - ω_TO²) / N, of measured frequencies at the zone centre and N formula "
        "units in the cell.",
        "Silence, a wrong sign and nothing at all cost the same: 100 %.",
    ),
)
