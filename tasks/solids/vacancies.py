"""A missing atom in fcc metals: what it costs, and what a neighbour needs to jump into the hole."""

from __future__ import annotations

import csv
from functools import cache, partial
from importlib.resources import files

import numpy as np
from ase import Atoms
from ase.build import bulk

from tasks.cost import times
from tasks.dataset import Dataset
from tasks.drivers.band import path
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.relax import Relaxed, relax
from tasks.figure import Figure, Kind, curve
from tasks.potential import Potential
from tasks.solids.at_rest import FMAX, STEPS
from tasks.solids.cubic import Solid, formulas, solids
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Source, Task

CUBES = 2  # along each axis: 32 atoms, 31 with the hole
IMAGES = 5
ATOM_FMAX = 0.01  # eV/Å
CALLS = 250
WORST = 3.0  # eV

QUANTITIES = ("formation", "migration")


@cache
def measured() -> dict[str, dict[str, float]]:
    """eV, by metal: "formation", "formation_error", "migration", "migration_error"."""
    text = files("tasks.solids").joinpath("vacancies.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row.pop("solid"): {k: float(v) for k, v in row.items()} for row in rows}


def predict(system: System, potential: Potential) -> Arrays:
    """perfect, hole: eV, of 32 atoms and of 31, at rest in the cell of the perfect crystal.
    band: eV, of all images of the jump, shape (IMAGES + 2,). converged: 1 or 0, of all of that."""
    start = system.structures["start"]
    crystal = relax(start, potential, cell=True, fmax=FMAX, steps=STEPS)
    holes = [_at_rest(hole) for hole in jump(crystal.structure)]
    first, last = (outcome.result for outcome in side_by_side(holes, potential))
    band = path(first.structure, last.structure, potential, IMAGES)
    cells = 4 * CUBES**3 / len(start)
    ended = (crystal.converged, first.converged, last.converged, band.converged)
    return {
        "perfect": np.array(crystal.energy * cells),
        "hole": np.array(first.energy),
        "band": band.energies,
        "converged": np.array(float(all(ended))),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """formation, migration, either (eV): errors, the last of them the mean of both sizes."""
    if not float(predicted["converged"]):
        return dict.fromkeys((*QUANTITIES, "either"), WORST)
    formation = _formation(predicted)
    migration = predicted["band"].max() - predicted["band"][0]
    found = {
        "formation": float(formation - reference["formation"]),
        "migration": float(migration - reference["migration"]),
    }
    sizes = [min(abs(error), WORST) for error in found.values()]
    return found | {
        "either": float(np.mean(sizes)),
        "signed-formation": found["formation"],
        "signed-migration": found["migration"],
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Formation energies, eV: of experiment and of the potential."""
    if not float(predicted["converged"]):
        return None
    return float(reference["formation"]), _formation(predicted)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The energies of the band, and how high experiment says that its top is."""
    along = np.linspace(0, 1, IMAGES + 2)
    height = float(reference["migration"])
    curves = (
        curve("band", Kind.POINTS, along, predicted["band"] - predicted["band"][0]),
        curve("measured barrier", Kind.REFERENCE, [0.0, 1.0], [height, height]),
    )
    axes = "Way of the jump", "Energy / eV"
    return [Figure(system.id, formulas()[system.id], *axes, curves)]


def null(system: System) -> Arrays:
    """Holes cost nothing and go where they like."""
    nothing = {name: np.array(0.0) for name in ("perfect", "hole")}
    return {**nothing, "band": np.zeros(IMAGES + 2), "converged": np.array(1.0)}


def dataset() -> Dataset:
    found = {solid.name: solid for solid in solids() if solid.name in measured()}
    references = {name.lower(): _reference(values) for name, values in measured().items()}
    return Dataset([_system(found[name]) for name in measured()], references)


def jump(crystal: Structure) -> tuple[Structure, Structure]:
    """crystal: one fcc cell, primitive. The cube without an atom, before and after one of its
    neighbours has jumped into the hole; atoms in the same order."""
    lattice = 2 * float(np.abs(crystal.cell).max())
    symbol = crystal.to_atoms().get_chemical_symbols()[0]
    cube: Atoms = bulk(symbol, "fcc", a=lattice, cubic=True).repeat(CUBES)
    distances = cube.get_distances(0, range(1, len(cube)), mic=True)
    neighbour = int(np.argmin(distances))
    hole, site = cube[1:], cube.get_distance(0, neighbour + 1, mic=True, vector=True)
    before = Structure.from_atoms(hole, crystal.charge, crystal.spin)
    after = before.positions.copy()
    after[neighbour] -= site
    return before, before.moved(after)


def _formation(predicted: Arrays) -> float:
    """eV: of a hole, from the energies of the perfect cube and of the cube with one."""
    atoms = 4 * CUBES**3
    return float(predicted["hole"] - predicted["perfect"] * (atoms - 1) / atoms)


def _at_rest(hole: Structure) -> partial[Relaxed]:
    return partial(_relaxed, hole)


def _relaxed(hole: Structure, potential: Potential) -> Relaxed:
    return relax(hole, potential, cell=False, fmax=ATOM_FMAX, steps=STEPS)


def _system(solid: Solid) -> System:
    return System(solid.name.lower(), {"start": solid.start}, {}, {"structure": solid.structure})


def _reference(values: dict[str, float]) -> Arrays:
    found = {name: np.array(values[name]) for name in QUANTITIES}
    errors = [values[f"{name}_error"] for name in QUANTITIES]
    return found | {"uncertainty": np.array(float(np.mean(errors)))}


TASK = Task(
    slug="vacancies",
    version=1,
    title="Vacancies in metals",
    domain=Domain.SOLIDS,
    summary=(
        "How much a missing atom costs in seven fcc metals, and the barrier that a neighbour has "
        "to cross to jump into the hole: diffusion and creep are made of these two. Against "
        "positron annihilation, resistivity and diffusion experiments."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("formation energy", "eV", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("mae", "MAE", "either", "eV", worst=WORST),
        Metric("formation", "Formation energy MAE", "formation", "eV", worst=WORST),
        Metric("migration", "Migration barrier MAE", "migration", "eV", worst=WORST),
        Metric("formation-me", "Formation, signed", "signed-formation", "eV", Reduce.MEAN),
        Metric("migration-me", "Migration, signed", "signed-migration", "eV", Reduce.MEAN),
    ),
    floor_reason=(
        "The mean of the two experimental uncertainties, 0.02 to 0.25 eV. In a cube of 32 atoms a "
        "vacancy meets its images: formation energies differ from those of the infinite crystal by "
        "some 0.05 eV, which is not counted."
    ),
    formula="MAE = mean of |E(31) - 31/32 E(32) - reference| and |E(saddle) - E(31) - reference|",
    sources=(
        Source(
            "Ehrhart, Jung, Schultz, Ullmaier, Atomic Defects in Metals, Landolt-Börnstein III/25 "
            "(1991): recommended enthalpies of formation and migration",
            "https://doi.org/10.1007/b37800",
        ),
        Source(
            "Henkelman, Uberuaga, Jónsson, J. Chem. Phys. 113, 9901 (2000): the climbing image",
            "https://doi.org/10.1063/1.1329672",
        ),
        Source(
            "Smidstrup, Pedersen, Stokbro, Jónsson, J. Chem. Phys. 140, 214106 (2014): where the "
            "band starts",
            "https://doi.org/10.1063/1.4878664",
        ),
    ),
    protocol=(
        "The perfect crystal is walked to rest from touching covalent radii, cell and all.",
        "A cube of 32 atoms without one, in the cell of the perfect crystal, the atoms at rest "
        f"({ATOM_FMAX:g} eV/Å): before and after a nearest neighbour has jumped.",
        f"The nudged elastic band of ASE between the two, {IMAGES} images, the highest climbing, "
        "0.03 eV/Å, all images of a step in one request.",
        "Measured enthalpies at temperature, against energies at rest: neither expansion nor "
        "vibrations are in them.",
        "What finds no rest pays the full price.",
        "The null model says that holes cost nothing and move freely.",
    ),
    stepwise=True,
    cost=lambda system: times(CALLS, system, cells=4 * CUBES**3 - 1),
    profile=Profile.FULL,
)
