"""Is the energy a smooth surface whose slope and curvature the forces tell? Exact laws.

The second derivatives of a surface do not depend on the order in which they are taken: forces that
belong to no surface show here. As steps shrink, slopes go to the forces; what is left in the end is
an error, what grows is noise. How rough the energy is says in which precision it is computed.
"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.exact import precision
from tasks.exact.derivative import POINTS, slopes
from tasks.exact.displaced import MOLECULES, displaced_crystal, displaced_molecule
from tasks.exact.lines import (
    RESOLVED,
    SCALES,
    STEPS,
    SURE,
    WITHIN,
    limit,
    order,
    places,
    roughness,
)  # fmt: skip
from tasks.exact.moving import FLAT_FORCE, WORST, rms
from tasks.figure import Figure, Kind, curve, log10
from tasks.potential import ENERGY, FORCES, Potential, energies, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

NAMES = ("H2O", "HCOOH", "CH3SH", "CH3Cl", "PH3", "Cu", "Al", "Pt", "Si", "NaCl", "MgO")
SEED = 20270305
DIRECTIONS = 4  # of the Hessian
LINES = 2  # of two-point slopes
HESSIAN_STEPS = (0.01, 0.0003)
"""Å, root mean square over the coordinates. The wide one is right where forces are noisy, the
narrow one where the surface ripples; a Hessian that is not symmetric is so with both."""
FLOOR = 0.1  # %, see `TASK.floor_reason`

WORST_NOISE = 1000.0  # meV/atom


def predict(system: System, potential: Potential) -> Arrays:
    """energy (eV, shape ()), forces (eV/Å, shape (n, 3)): of the structure.
    columns (eV/Å, shape (2, k, 4, n, 3)): forces at the stencil's points, HESSIAN_STEPS apart,
    along k directions.
    two_point (eV, shape (l, 8, 2)): energies at -1 and +1 of STEPS along l directions.
    close (eV, shape (5, 16)): energies at SCALES along the forces."""
    start, seed = system.structures["displaced"], int(system.settings["seed"])
    (here,) = evaluate(potential, [start], ENERGY, FORCES)
    forces = np.asarray(here.forces)
    n, around = len(start), hessian_directions(system)
    aside = np.array(HESSIAN_STEPS) * np.sqrt(3 * n)
    moved = [_at(start, p * h * d) for h in aside for d in around for p in POINTS]
    columns = [np.asarray(a.forces) for a in evaluate(potential, moved, ENERGY, FORCES)]
    steps = STEPS * np.sqrt(3 * n)
    lines = [_at(start, sign * h * d) for d in _lines(system) for h in steps for sign in (-1, 1)]
    uphill, x = along_forces(forces, seed), places(seed)
    near = [_at(start, scale * p * uphill) for scale in SCALES for p in x]
    return {
        "energy": np.array(here.energy),
        "forces": forces,
        "columns": np.array(columns).reshape(-1, DIRECTIONS, len(POINTS), n, 3),
        "two_point": energies(potential, lines).reshape(LINES, len(STEPS), 2),
        "close": energies(potential, near).reshape(len(SCALES), WITHIN),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative: the larger of hessian and convergence (%). noise (meV/atom), digits (of the
    energy), order, step (Å, root mean square over the atoms: the smallest that a two-point slope
    is good to 1 % with). What cannot be told is left out: it is no number."""
    start, forces = system.structures["displaced"], predicted["forces"]
    if rms(forces) < FLAT_FORCE:
        return {
            "relative": WORST, "hessian": WORST, "convergence": WORST, "noise": WORST_NOISE,
        }  # fmt: skip
    noise = _noise(system, predicted)
    convergence, power = _convergence(system, predicted, noise)
    both = zip(predicted["columns"], HESSIAN_STEPS, strict=True)
    hessian = min(asymmetry(system, columns, step) for columns, step in both)
    downhill = float(np.linalg.norm(forces)) / np.sqrt(3 * len(start))  # of a random direction
    return {
        "relative": max(hessian, convergence),
        "hessian": hessian,
        "convergence": convergence,
        "noise": 1000 * noise / len(start),
        "digits": precision.digits(noise, float(predicted["energy"]), len(start)),
        "order": power,
        "step": noise / (np.sqrt(2) * RESOLVED * downhill) / np.sqrt(len(start)),
    }


def null(system: System) -> Arrays:
    """A slope of 1 eV/Å along each coordinate, forces of half of it, and a shear that no energy
    has; its energy comes in steps as large as what is allowed for noise."""
    start = system.structures["displaced"]
    n, seed = len(start), int(system.settings["seed"])
    forces = np.full((n, 3), 0.5)
    steps = STEPS * np.sqrt(3 * n)
    along = np.array([d.sum() for d in _lines(system)])
    x = places(seed)
    odd = np.sign(np.subtract.outer(np.arange(DIRECTIONS), np.arange(DIRECTIONS)))
    even = np.sqrt(3 * n - DIRECTIONS) * np.eye(DIRECTIONS)  # so that odd is all, and no more
    turned = np.tensordot(odd + even, hessian_directions(system), 1)
    shear = POINTS[None, :, None, None] * turned[:, None]
    ends = along[:, None, None] * steps[None, :, None] * np.array([1.0, -1.0])
    return {
        "energy": np.zeros(()),
        "forces": forces,
        "columns": np.array([shear] * len(HESSIAN_STEPS)),
        "two_point": ends,
        "close": np.tile(WORST_NOISE / 1000 * n * np.sign(x), (len(SCALES), 1)),
    }


def dataset() -> Dataset:
    systems = [_system(name, SEED + i) for i, name in enumerate(NAMES)]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """How far two-point slopes are from the forces, against their steps, both as powers of ten."""
    told, found = _slopes(system, predicted)
    error = np.abs(found - told[:, None]).mean(axis=0)
    line = curve("slope − force", Kind.POINTS, np.log10(STEPS), log10(error))
    x, y = "log₁₀ of the step / Å", "log₁₀ of the error / eV/Å"
    return [Figure(system.id, f"Convergence: {system.id}", x, y, (line,))]


def hessian_directions(system: System) -> Floats:
    """Orthonormal, of all 3n coordinates, shape (DIRECTIONS, n, 3)."""
    n, seed = len(system.structures["displaced"]), int(system.settings["seed"])
    drawn = np.random.RandomState(seed).standard_normal((3 * n, DIRECTIONS))
    return np.asarray(np.linalg.qr(drawn)[0].T.reshape(DIRECTIONS, n, 3))


def along_forces(forces: Floats, seed: int) -> Floats:
    """The atom that moves most moves by 1; a seeded direction where there are no forces."""
    size = float(np.max(np.linalg.norm(forces, axis=1)))
    if size == 0:
        forces = np.random.RandomState(seed).standard_normal(forces.shape)
        size = float(np.max(np.linalg.norm(forces, axis=1)))
    return forces / size


def _lines(system: System) -> Floats:
    """Unit vectors of all 3n coordinates, shape (LINES, n, 3)."""
    n, seed = len(system.structures["displaced"]), int(system.settings["seed"])
    drawn = np.random.RandomState(seed + 1).standard_normal((LINES, n, 3))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=(1, 2), keepdims=True))


def _at(start: Structure, move: Floats) -> Structure:
    return start.moved(start.positions + move)


def asymmetry(system: System, columns: Floats, step: float) -> float:
    """%: the size of the Hessian's antisymmetric part, of that of the Hessian, both estimated from
    its products with a few random directions (the mean squares of both are exact)."""
    directions = hessian_directions(system).reshape(DIRECTIONS, -1)
    count = directions.shape[1]
    aside = step * np.sqrt(count)
    stencil = np.moveaxis(columns.reshape(DIRECTIONS, len(POINTS), count), 1, 2)
    products = -slopes(stencil, aside)  # row k: the Hessian times direction k
    size = np.sqrt(count) * rms(np.linalg.norm(products, axis=1))
    entries = products @ directions.T
    upper = np.triu_indices(DIRECTIONS, 1)
    odd = np.sqrt(count * (count - 1)) * rms(((entries - entries.T) / 2)[upper])
    return float(100 * odd / size) if size > 0 else WORST


def _slopes(system: System, predicted: Arrays) -> tuple[Floats, Floats]:
    """What forces say of each line (eV/Å, shape (LINES,)), and two-point slopes (LINES, 8)."""
    told = -np.tensordot(_lines(system), predicted["forces"], 2)
    steps = STEPS * np.sqrt(3 * len(system.structures["displaced"]))
    return told, np.diff(predicted["two_point"], axis=2)[:, :, 0] / (2 * steps)


def _convergence(system: System, predicted: Arrays, noise: float) -> tuple[float, float]:
    """%: what is left between slopes and forces beyond what is not known; and the order."""
    told, found = _slopes(system, predicted)
    steps = STEPS * np.sqrt(3 * len(system.structures["displaced"]))
    ends = [limit(row, steps, noise) for row in found]
    pairs = zip(told, ends, strict=True)
    left = np.array([max(0.0, abs(e.slope - t) - SURE * e.unsure) for t, e in pairs])
    size = max(rms(np.array([e.slope for e in ends])), rms(told))
    powers = [order(row, steps, end, noise) for row, end in zip(found, ends, strict=True)]
    return 100 * rms(left) / size, float(np.max(powers))  # NaN where one of them is


def _noise(system: System, predicted: Arrays) -> float:
    """eV, of the whole energy."""
    seed, forces = int(system.settings["seed"]), predicted["forces"]
    slope = float(np.sum(forces * along_forces(forces, seed)))
    return roughness(places(seed), predicted["close"], slope)


def _cost(system: System) -> Cost:
    count = (
        1
        + len(HESSIAN_STEPS) * DIRECTIONS * len(POINTS)
        + LINES * 2 * len(STEPS)
        + len(SCALES) * WITHIN
    )
    return times(count, system)


def _system(name: str, seed: int) -> System:
    molecular = name in MOLECULES
    start = (displaced_molecule if molecular else displaced_crystal)(name, seed)
    settings = {"seed": np.array(float(seed + 1000))}
    tags = {"kind": "molecule" if molecular else "crystal"}
    return System(name.lower(), {"displaced": start}, settings, tags)


TASK = Task(
    slug="curvature",
    version=1,
    title="Curvature and precision",
    domain=Domain.EXACT,
    summary=(
        "A surface has one second derivative for each pair of coordinates, in whichever order they "
        "are taken; forces that belong to no surface show by it. The slope of the energy goes to "
        "the forces as steps shrink, with the square of the step; what is left in the end is an "
        "error, and what grows is noise. How rough the energy is tells in which precision it is "
        "computed. The laws are exact, so no reference is needed."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("relative", "Relative error", "relative", "%", worst=WORST, by=("kind",), digits=3),
        Metric("hessian", "Asymmetry of the Hessian", "hessian", "%", worst=WORST, digits=3),
        Metric("convergence", "Left as steps shrink", "convergence", "%", worst=WORST, digits=3),
        Metric("noise", "Roughness", "noise", "meV/atom", worst=WORST_NOISE, digits=6),
        Metric("digits", "Digits of the energy", "digits", "", digits=1),
        Metric("order", "Order of convergence", "order", ""),
        Metric("step", "Smallest useful step", "step", "Å", digits=6),
    ),
    floor_reason=(
        "What the procedure resolves. Measured in double precision (EMT, GFN2-xTB): at most "
        "0.005 %, the truncation of the stencil; with energies and forces rounded to single "
        "precision, 0.004 %. Rounded up to 0.1 %, as for the other exact laws."
    ),
    formula=(
        "mean over systems of the larger of 100 % · ‖H − Hᵀ‖ / 2‖H‖, H from differences of forces, "
        "and 100 % · rms(F·d + lim ∂E/∂d) / rms(lim ∂E/∂d), beyond twice what is not known of the "
        "limit"
    ),
    sources=(
        Source(
            "Bigi, Langer, Ceriotti, arXiv:2412.11569 (2024): what non-conservative forces cost",
            "https://arxiv.org/abs/2412.11569",
        ),
        Source(
            "Fornberg, Math. Comp. 51, 699 (1988): the five-point stencil",
            "https://doi.org/10.1090/S0025-5718-1988-0935077-0",
        ),
        Source(
            "Ridders, Adv. Eng. Softw. 4, 75 (1982): the limit of slopes as their steps shrink",
            "https://doi.org/10.1016/S0141-1195(82)80057-0",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): the molecules",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    cost=_cost,
    protocol=(
        "Five molecules and six crystals of energy–force consistency, displaced by other seeds.",
        "Hessian: its products with four random orthonormal directions, from five-point stencils "
        "of forces with steps of 0.01 Å and of 0.0003 Å (root mean square over coordinates); the "
        "sizes of its antisymmetric part and of itself are estimated from them, and the smaller of "
        "the two ratios counts: noise grows as steps shrink, what a rippled surface leaves out of "
        "a stencil goes, and what belongs to no energy stays.",
        "Convergence: two-point slopes along two random directions with eight steps from 0.04 Å, "
        "each half of the last; extrapolated from three neighbouring steps without their errors "
        "of second and fourth order, where three such extrapolations agree best. What agrees with "
        "the forces within twice their spread counts as agreement. The order is that of the "
        "slopes' error where it stands out of the noise: 2 for a smooth energy.",
        "Roughness: sixteen energies each at irregular places within 1e-3, 1e-4, 1e-5 and 1e-6 Å "
        "along the forces (of the atom that moves most); what a polynomial of fifth, third and "
        "second order leaves of them, of the worst of the four. Energies that come in steps so "
        "wide that they do not differ there are looked at within 1e-2 Å, too.",
        "Digits: the roughness of the energy as a part of the energy (of 1 eV an atom, where it is "
        "less): 12 and more speak of double precision, 5.5 to 8 of single, less of TF32 or half.",
        "Smallest useful step: below it, a two-point slope along a random direction is off by more "
        "than 1 % from roughness alone.",
        "Flat surfaces (forces below 0.001 eV/Å) pay the full price: 100 %, 1,000 meV/atom.",
    ),
    draw=draw,
)
