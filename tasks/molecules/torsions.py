"""How hard it is to turn a bond: barriers to internal rotation, from spectra and CCSD(T).

`torsions.csv`: one row a barrier, its angle in degrees, its height over the minimum in cm⁻¹ or
kJ/mol, its uncertainty; the molecule by the name that ase.build knows its geometry by, and the four
atoms of the angle.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from ase import units
from ase.build import molecule

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.drivers.torsion import FMAX, turn
from tasks.figure import Figure, Kind, curve
from tasks.potential import Potential
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

ANGLES = np.arange(0.0, 181.0, 30.0)
KJ_MOL = units.kJ / units.mol  # eV
PER_UNIT = {"cm": units.invcm / KJ_MOL, "kJ/mol": 1.0}  # kJ/mol in one
STEPS = 14  # structures an angle
WORST = 30.0  # kJ/mol


@dataclass(frozen=True)
class Torsion:
    """tops: degrees. barriers, uncertainties: kJ/mol, of each top."""

    name: str
    start: str
    dihedral: tuple[int, int, int, int]
    tops: tuple[float, ...]
    barriers: tuple[float, ...]
    uncertainties: tuple[float, ...]


@cache
def torsions() -> tuple[Torsion, ...]:
    text = files("tasks.molecules").joinpath("torsions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = dict.fromkeys(row["molecule"] for row in rows)
    return tuple(_torsion([row for row in rows if row["molecule"] == name]) for name in names)


def predict(system: System, potential: Potential) -> Arrays:
    """angles: degrees. energies: eV, at rest with the angle held. least: eV, without.
    converged: 1 or 0, of each angle and of `least`."""
    a, b, c, d = (int(i) for i in system.settings["dihedral"])
    angles = system.settings["angles"]
    found = turn(system.structures["start"], potential, (a, b, c, d), angles)
    return {
        "angles": angles,
        "energies": found.energies,
        "least": np.array(found.least),
        "converged": found.converged,
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """error (kJ/mol): of the barriers, their mean size. signed: their mean. relative (%)."""
    tops = [int(np.argmin(np.abs(predicted["angles"] - top))) for top in reference["tops"]]
    if not predicted["converged"][[*tops, -1]].all():
        return {"error": WORST, "relative": 100.0}
    barriers = profile(predicted)[tops]
    errors = np.clip(barriers - reference["barriers"], -WORST, WORST)
    shares = np.clip(np.abs(errors) / reference["barriers"], 0, 1)
    return {
        "error": float(np.mean(np.abs(errors))),
        "signed": float(np.mean(errors)),
        "relative": 100 * float(np.mean(shares)),
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """The highest barrier, kJ/mol: of experiment and of the potential."""
    highest = int(np.argmax(reference["barriers"]))
    top = int(np.argmin(np.abs(predicted["angles"] - reference["tops"][highest])))
    if not predicted["converged"][[top, -1]].all():
        return None
    return float(reference["barriers"][highest]), float(profile(predicted)[top])


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The energy over the angle, where it found rest, and the barriers as they are known."""
    rest = predicted["converged"][:-1] > 0
    angles, energies = predicted["angles"][rest], profile(predicted)[rest]
    curves = (
        curve("potential", Kind.POINTS, angles, energies),
        curve("reference", Kind.MEASURED, reference["tops"], reference["barriers"]),
    )
    axes = "Dihedral angle / degrees", "Energy / kJ/mol"
    return [Figure(system.id, system.id.replace("-", " ").capitalize(), *axes, curves)]


def null(system: System) -> Arrays:
    """A bond that turns freely."""
    angles = system.settings["angles"]
    rest = {"least": np.array(0.0), "converged": np.ones(len(angles) + 1)}
    return {"angles": angles, "energies": np.zeros(len(angles)), **rest}


def profile(predicted: Arrays) -> Floats:
    """kJ/mol over the lowest point that was found, at each of the angles."""
    lowest = min(float(predicted["least"]), float(predicted["energies"].min()))
    return np.asarray((predicted["energies"] - lowest) / KJ_MOL)


def dataset() -> Dataset:
    references = {torsion.name: _reference(torsion) for torsion in torsions()}
    return Dataset([_system(torsion) for torsion in torsions()], references)


def _torsion(rows: list[dict[str, str]]) -> Torsion:
    first = rows[0]
    a, b, c, d = (int(first[key]) for key in "abcd")
    scales = [PER_UNIT[row["unit"]] for row in rows]

    def column(name: str) -> tuple[float, ...]:
        return tuple(float(row[name]) * x for row, x in zip(rows, scales, strict=True))

    tops = tuple(float(row["angle"]) for row in rows)
    doubts = column("uncertainty")
    return Torsion(first["molecule"], first["start"], (a, b, c, d), tops, column("barrier"), doubts)


def _system(torsion: Torsion) -> System:
    start = Structure.from_atoms(molecule(torsion.start))
    settings = {"dihedral": np.array(torsion.dihedral, dtype=float), "angles": ANGLES}
    return System(torsion.name, {"start": start}, settings)


def _reference(torsion: Torsion) -> Arrays:
    return {
        "tops": np.array(torsion.tops),
        "barriers": np.array(torsion.barriers),
        "uncertainty": np.array(float(np.mean(torsion.uncertainties))),
    }


def _cost(system: System) -> Cost:
    return times(STEPS * (len(ANGLES) + 1), system)


TASK = Task(
    slug="torsion-barriers",
    version=1,
    title="Rotation about bonds",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "What it takes to turn one end of a molecule against the other: ten molecules from ethane "
        "to biphenyl. A few kilojoules a mole decide the shape of every chain, and few potentials "
        "of materials were ever shown one."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("highest barrier", "kJ/mol", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("mae", "MAE", "error", "kJ/mol", worst=WORST),
        Metric("mare", "Mean relative error", "relative", "%", worst=100.0, digits=0),
        Metric("me", "Signed error", "signed", "kJ/mol", Reduce.MEAN),
    ),
    floor_reason=(
        "15 cm⁻¹ (0.18 kJ/mol) at least: barriers from spectra are those of a molecule whose other "
        "vibrations are in their ground states, which differ along the turn. 35 cm⁻¹ for "
        "methylsilane, 100 cm⁻¹ for the cis barrier of hydrogen peroxide, 0.5 kJ/mol for biphenyl."
    ),
    formula="mean over molecules and the barriers of each of |E(top) - E(lowest) - reference|",
    sources=(
        Source(
            "Weiss, Leroi, J. Chem. Phys. 48, 962 (1968): ethane",
            "https://ui.adsabs.harvard.edu/abs/1968JChPh..48..962W",
        ),
        Source(
            "Lees, Baker, J. Chem. Phys. 48, 5299 (1968): methanol",
            "https://ui.adsabs.harvard.edu/abs/1968JChPh..48.5299L",
        ),
        Source(
            "Hunt, Leacock, Peters, Hecht, J. Chem. Phys. 42, 1931 (1965): hydrogen peroxide",
            "https://ui.adsabs.harvard.edu/abs/1965JChPh..42.1931H",
        ),
        Source(
            "Kilb, Lin, Wilson, J. Chem. Phys. 26, 1695 (1957): acetaldehyde",
            "https://ui.adsabs.harvard.edu/abs/1957JChPh..26.1695K",
        ),
        Source(
            "Takagi, Kojima, J. Phys. Soc. Jpn. 30, 1145 (1971): methylamine",
            "https://doi.org/10.1143/JPSJ.30.1145",
        ),
        Source(
            "Lide, Mann, J. Chem. Phys. 27, 868 (1957): propene",
            "https://ui.adsabs.harvard.edu/abs/1957JChPh..27..868L",
        ),
        Source(
            "Kojima, J. Phys. Soc. Jpn. 15, 1284 (1960): methanethiol",
            "https://doi.org/10.1143/JPSJ.15.1284",
        ),
        Source(
            "Kilb, Pierce, J. Chem. Phys. 27, 108 (1957): methylsilane",
            "https://ui.adsabs.harvard.edu/abs/1957JChPh..27..108K",
        ),
        Source(
            "Krischer, Saegebarth, J. Chem. Phys. 54, 4553 (1971): acetic acid",
            "https://ui.adsabs.harvard.edu/abs/1971JChPh..54.4553K",
        ),
        Source(
            "Johansson, Olsen, J. Chem. Theory Comput. 4, 1460 (2008): biphenyl, the best "
            "electronic barriers, from CCSD(T)",
            "https://doi.org/10.1021/ct800182e",
        ),
        Source(
            "Curtiss, Raghavachari, Redfern, Pople, J. Chem. Phys. 106, 1063 (1997): starting "
            "geometries, as ase.build has them",
            "https://doi.org/10.1063/1.473182",
        ),
    ),
    protocol=(
        "The dihedral angle is held at 0, 30, … 180° (ASE's FixInternals), all else walks to rest "
        f"(BFGS, {FMAX:g} eV/Å); one relaxation more with nothing held.",
        "All angles are asked for side by side.",
        "A barrier is the energy at its top, whose angle symmetry tells, over the lowest that was "
        "found. Measured barriers have zero-point vibrations in them, computed ones have not.",
        "A molecule of which a top, or the free minimum, finds no rest pays the full price.",
        "GFN2-xTB takes half a minute, CHGNet and SevenNet-0 some minutes on one core. Potentials "
        "that were trained on inorganic crystals make most barriers far too low.",
        "The null model turns freely.",
    ),
    stepwise=True,
    cost=_cost,
)
