"""Phonons of fifteen cubic solids against neutrons, light and calorimeters."""

from __future__ import annotations

import numpy as np
from phonopy import Phonopy

from tasks.cost import times
from tasks.dataset import Dataset
from tasks.potential import Potential
from tasks.solids.at_rest import CALLS, FMAX, STEPS, at_rest, unmoved
from tasks.solids.cubic import PER_CUBE
from tasks.solids.lattice_dynamics import (
    CELLS,
    DISTANCE,
    IMAGINARY,
    acoustic,
    forces,
    frequencies,
    imaginary,
    perfect,
    phonons,
    raw_phonons,
)
from tasks.solids.measured_expansion import KELVIN
from tasks.solids.measured_phonons import POINTS, SOURCES, Measured, measured
from tasks.solids.phonon_figures import draw
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

MESH = 20  # points along each vector, for entropy and heat capacity

WORST = 100.0  # %
WORST_THZ = 40.0
WORST_HEAT = 70.0  # J/(mol K)
WORST_DRIFT = 2.0  # THz


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks.solids.at_rest finds, and forces: eV/Å, shape (displacements, atoms, 3), of the
    displaced supercells of the cubic crystal of that volume; empty where it found no rest."""
    found = at_rest(system.structures["start"], potential)
    crystal = perfect(system, found)
    found["forces"] = np.zeros(0) if crystal is None else forces(crystal, potential)
    return found


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%), thz: mean errors of the frequencies; signed (%). entropy, heat (J/(mol K)):
    signed errors. imaginary (%): of the modes that fit the supercell. drift (THz): the largest
    frequency at Γ that the sum rule says is nought."""
    crystal = perfect(system, predicted)
    if crystal is None or not len(predicted["forces"]):
        return _full_price(reference)
    found = raw_phonons(crystal, predicted["forces"])
    drift = acoustic(found)
    found.symmetrize_force_constants(show_drift=False)
    apart = _branches(found, system, crystal, reference) - reference["frequencies"]
    relative = 100 * apart / reference["frequencies"]
    share = imaginary(found)
    return {
        "relative": float(np.mean(np.abs(relative))),
        "thz": float(np.mean(np.abs(apart))),
        "signed": float(np.mean(relative)),
        "imaginary": share,
        "drift": drift,
    } | _heat(found, share, reference)


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """The highest of the measured frequencies, THz: of experiment and of the potential."""
    crystal = perfect(system, predicted)
    if crystal is None or not len(predicted["forces"]):
        return None
    found = phonons(crystal, predicted["forces"])
    highest = int(np.argmax(reference["frequencies"]))
    here = _branches(found, system, crystal, reference)[highest]
    return float(reference["frequencies"][highest]), float(here)


def null(system: System) -> Arrays:
    """The starting cell, whose atoms do not feel each other: all frequencies, and the entropy that
    is counted from those above nought, are nought."""
    start = system.structures["start"]
    return unmoved(start) | {
        "forces": np.zeros((len(system.elements), CELLS**3 * len(start), 3)),
    }


def dataset() -> Dataset:
    known = measured().values()
    references = {one.solid.name.lower(): _reference(one) for one in known}
    return Dataset([_system(one) for one in known], references)


def _branches(of: Phonopy, system: System, crystal: Structure, reference: Arrays) -> Floats:
    """THz, shape (branches,): those that the reference names."""
    cube = crystal.volume * PER_CUBE[system.tags["structure"]] / len(crystal)
    found = frequencies(of, reference["points"] / cube ** (1 / 3))
    modes = reference["modes"].astype(int) - 1
    return np.asarray(found[np.arange(len(modes)), modes])


def _heat(of: Phonopy, share: float, reference: Arrays) -> dict[str, float]:
    """A crystal with imaginary modes is not harmonic: it has neither."""
    if "entropy" not in reference:
        return {}
    if share:
        return {"entropy": WORST_HEAT, "heat": WORST_HEAT}
    of.run_mesh([MESH] * 3, is_gamma_center=True)
    found = of.run_thermal_properties(temperatures=[KELVIN], exclude_gamma_acoustic=True)
    formulas = float(reference["formulas"])
    return {
        "entropy": float(np.asarray(found.entropy)[0] / formulas - reference["entropy"]),
        "heat": float(np.asarray(found.heat_capacity)[0] / formulas - reference["heat_capacity"]),
    }


def _full_price(reference: Arrays) -> dict[str, float]:
    heat = dict.fromkeys(("entropy", "heat"), WORST_HEAT) if "entropy" in reference else {}
    lost = {"relative": WORST, "thz": WORST_THZ, "imaginary": 100.0, "drift": WORST_DRIFT}
    return lost | heat


def _system(one: Measured) -> System:
    tags = {"kind": one.solid.kind, "structure": one.solid.structure}
    return System(one.solid.name.lower(), {"start": one.solid.start}, {}, tags)


def _reference(one: Measured) -> Arrays:
    """points: 2π/a, shape (branches, 3). modes: from 1. frequencies: THz. entropy, heat_capacity:
    J/(mol K), of the nuclei, at constant volume. formulas: in the primitive cell."""
    found = {
        "points": np.array([POINTS[branch.point] for branch in one.branches]),
        "modes": np.array([float(branch.mode) for branch in one.branches]),
        "frequencies": np.array([branch.frequency for branch in one.branches]),
        "formulas": np.array(float(one.formulas)),
        "uncertainty": np.array(one.uncertainty),
    }
    if one.harmonic_entropy is not None and one.harmonic_heat_capacity is not None:
        found["entropy"] = np.array(one.harmonic_entropy)
        found["heat_capacity"] = np.array(one.harmonic_heat_capacity)
    return found


TASK = Task(
    slug="phonons",
    version=1,
    title="Phonons",
    domain=Domain.SOLIDS,
    summary=(
        "How fifteen cubic solids vibrate: frequencies at the centre and at the corners of the "
        "zone against neutron scattering, and the entropy and heat capacity that follow at room "
        "temperature against calorimeters. Universal potentials are known to vibrate too slowly."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("highest measured frequency", "THz", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "mare",
            "Frequencies, mean relative error",
            "relative",
            "%",
            worst=WORST,
            by=("kind",),
            digits=1,
        ),
        Metric("mre", "Frequencies, signed", "signed", "%", Reduce.MEAN, by=("kind",), digits=1),
        Metric("mae", "Frequencies, MAE", "thz", "THz", worst=WORST_THZ),
        Metric("entropy", "Entropy MAE, 298 K", "entropy", "J/(mol K)", worst=WORST_HEAT),
        Metric("heat-capacity", "Heat capacity MAE, 298 K", "heat", "J/(mol K)", worst=WORST_HEAT),
        Metric("imaginary", "Imaginary modes", "imaginary", "%", worst=100.0, digits=1),
        Metric("sum-rule", "Acoustic modes at Γ", "drift", "THz", worst=WORST_DRIFT, digits=3),
    ),
    floor_reason=(
        "2 %: neutrons tell frequencies to 1 %, and from rest to the temperature of the "
        "measurement they fall by 1 to 2 %. More for lead, MgO and LiF, measured while soft."
    ),
    formula="mean over solids and branches of 100 % · |ν - ν(measured)| / ν(measured)",
    sources=(
        *SOURCES,
        Source(
            "Deng et al., npj Comput. Mater. 11, 9 (2025): systematic softening of universal "
            "potentials",
            "https://doi.org/10.1038/s41524-024-01500-6",
        ),
        Source(
            "Togo, Chaput, Tadano, Tanaka, J. Phys.: Condens. Matter 35, 353001 (2023): phonopy",
            "https://doi.org/10.1088/1361-648X/acd831",
        ),
    ),
    protocol=(
        "The primitive cell is walked to rest from touching covalent radii "
        f"(BFGS, Fréchet cell filter, {FMAX:g} eV/Å, {STEPS} steps), and made cubic at its volume.",
        f"A supercell of {CELLS}×{CELLS}×{CELLS} primitive cells, 64 or 128 atoms, one atom moved "
        f"by {DISTANCE:g} Å, once or twice as symmetry allows (phonopy); one request.",
        "Force constants keep the crystal's symmetry; the acoustic modes at Γ are told before the "
        "sum rule and the exchange of atoms are imposed, all else after.",
        "All wave vectors compared fit the supercell: nothing is interpolated. Branches are "
        "matched by their order.",
        "Ranked by relative errors: in THz diamond alone would decide.",
        f"Entropy and heat capacity at {KELVIN} K are harmonic, on a mesh of {MESH}³, in J per "
        "mole of formula units. The measured ones are of constant pressure, hold electrons, and "
        "were brought to the nuclei of a crystal at rest: S - γT - 3αBV ln(V(298 K)/V₀) and "
        "Cp - γT - (3α)²BVT, with the measured expansion α, bulk modulus B, zero-point-corrected "
        "V₀ and low-temperature γ. The last is too large at 298 K where electrons and phonons "
        "couple (up to 1 J/(mol K), in niobium). Nickel, whose moments take part, is not compared.",
        f"Imaginary: the share of modes below {IMAGINARY:g} THz at the wave vectors that fit the "
        "supercell; with any, entropy and heat capacity cost the full price.",
        "There is no correction for the field of polar crystals: of MgO, LiF and SiC only the "
        "transverse optical mode is compared.",
        "A crystal that finds no rest or is no longer cubic pays the full price.",
        "Beside the literature: CHGNet 0.3.0 and SevenNet-0, both trained on relaxations near "
        "equilibrium, come out 34 % and 23 % too slow on average, the softening of Deng et al.; "
        "copper of EMT 9 % too fast, as its X and L modes by ASE's own phonons.",
        "The null model's atoms do not feel each other: all frequencies are nought.",
    ),
    stepwise=True,
    cost=lambda system: times(CALLS, system) + times(len(system.elements), system, cells=CELLS**3),
)
