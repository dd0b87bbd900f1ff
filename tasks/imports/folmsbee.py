"""The conformers of Folmsbee and Hutchison, one reaction a conformer: what it lies above the
lowest conformer of its molecule.

Traps of the file, and what becomes of them:
    total energies in hartree -> differences within one molecule only, in eV
    the charge stands in the comment -> it goes with every structure; all are closed shells
    molecules with one conformer -> skipped, by name: there is no difference to take
    thirteen conformers without a ωB97X-D energy -> no such level where either side lacks it
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from ase import units

from tasks import reactions
from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.frames import Frame, frames
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Source

FOLDER = "folmsbee-conformers"
NAME = f"{FOLDER}/conformers"
FILE = "folmsbee_dlpno_ccsdt.xyz.gz"
REFERENCE, LEVEL = "E_DLPNO-CCSD(T)_hartree", "E_wB97X-D_hartree"
FAMILIES = {
    "astex": "Astex ligands",
    "omegacsd": "small-molecule crystals (CSD)",
    "omegapdb": "ligands in proteins (PDB)",
}
UNCERTAINTY = 0.28
"""kcal/mol, of each relative energy. DLPNO-CCSD(T) is published to reproduce canonical CCSD(T)
within 1 kcal/mol with its default thresholds and within 0.24 kcal/mol (1 kJ/mol) with tight ones
(Liakos and Neese, JCTC 11, 4054 (2015)); which were used is not said in the data. ωB97X-D, which
knows nothing of local pairs, differs from these references by 0.275 kcal/mol on average: what the
approximation does to them is, on average, hardly more than the two methods' whole difference."""

PAPER = Source(
    "D. Folmsbee, G. Hutchison, Assessing conformer energies using electronic structure and "
    "machine learning methods, Int. J. Quantum Chem. 121, e26381 (2021)",
    "https://doi.org/10.1002/qua.26381",
)
ACCURACY = Source(
    "D. G. Liakos, F. Neese, Is it possible to obtain coupled cluster quality energies at near "
    "density functional theory cost?, J. Chem. Theory Comput. 11, 4054 (2015): how far "
    "DLPNO-CCSD(T) is from CCSD(T)",
    "https://doi.org/10.1021/acs.jctc.5b00359",
)
_SAFE = re.compile(r"[A-Za-z0-9._+-]+")


def read(folder: Path) -> list[Collection]:
    """One collection, "folmsbee-conformers/conformers". Raises Malformed."""
    molecules: dict[str, dict[str, Frame]] = {}
    for frame in frames(folder / FILE):
        conformers = molecules.setdefault(_safe(frame, "molecule"), {})
        if conformers.setdefault(_safe(frame, "conformer"), frame) is not frame:
            raise frame.malformed(f"a second {frame.text('conformer')} of this molecule")
    skipped = {name: "one conformer: no difference" for name, c in molecules.items() if len(c) == 1}
    made = [each for name, c in molecules.items() for each in _differences(name, c)]
    references = {system.id: reference for system, reference in made}
    dataset = Dataset([system for system, _ in made], references)
    return [Collection(_about(skipped), dataset)]


def _differences(molecule: str, conformers: dict[str, Frame]) -> list[tuple[System, Arrays]]:
    """One reaction for each conformer but the lowest, in the order of the file."""
    lowest = min(conformers.values(), key=lambda frame: frame.number(REFERENCE))
    bottom, ground = lowest.text("conformer"), _structure(lowest)
    family, charge = _family(lowest), _charge(lowest)
    tags = {"set": "Folmsbee", "family": family, "charge": charge}
    made: list[tuple[System, Arrays]] = []
    for name, frame in conformers.items():
        structure = _structure(frame)
        _same(molecule, lowest, frame)
        if frame is not lowest:
            species = [(name, 1.0, structure), (bottom, -1.0, ground)]
            system = reactions.reaction(f"{molecule}_{name}", species, tags, cluster=molecule)
            system.settings["place"] = np.array(float(len(made)))  # lets a task take some of them
            made.append((system, _reference(frame, lowest)))
    return made


def _reference(frame: Frame, lowest: Frame) -> Arrays:
    energy = frame.number(REFERENCE) - lowest.number(REFERENCE)
    levels = {}
    if LEVEL in frame.values and LEVEL in lowest.values:
        levels["wB97X-D"] = frame.number(LEVEL) - lowest.number(LEVEL)
    return reactions.reference(energy, UNCERTAINTY, units.Hartree, levels)


def _structure(frame: Frame) -> Structure:
    return frame.molecule(charge=frame.whole("charge"), spin=1)


def _same(molecule: str, one: Frame, other: Frame) -> None:
    """Conformers are the same atoms in the same order, with the same charge."""
    if not np.array_equal(one.numbers, other.numbers):
        raise other.malformed(f"atoms that are not those of {molecule}'s other conformers")
    if one.whole("charge") != other.whole("charge"):
        raise other.malformed(f"a charge that is not that of {molecule}'s other conformers")


def _family(frame: Frame) -> str:
    prefix = frame.text("molecule").split("_")[0]
    if prefix not in FAMILIES:
        raise frame.malformed(f"a molecule of no family: none of {', '.join(FAMILIES)}")
    return FAMILIES[prefix]


def _charge(frame: Frame) -> str:
    charge = frame.whole("charge")
    return f"{charge:+d}" if charge else "0"


def _safe(frame: Frame, key: str) -> str:
    """It becomes part of an id. Raises Malformed."""
    name = frame.text(key)
    if not _SAFE.fullmatch(name):
        raise frame.malformed(f"{key} is {name!r}: letters, digits and ._+- were expected")
    return name


def _about(skipped: dict[str, str]) -> About:
    return About(
        name=NAME,
        title="Drug-like conformers (Folmsbee, Hutchison)",
        sources=(PAPER, ACCURACY),
        origin="github.com/ghutchis/conformer-benchmark @ 0109c8ec7cff3c10d3617ed65392fffc81492755",
        licence="MIT",
        level="DLPNO-CCSD(T), basis set and thresholds as in the paper; not the basis-set limit",
        unit="hartree",
        sign="E(conformer) - E(lowest conformer of the molecule): never negative",
        skipped=skipped,
        notes=(
            "Total energies mean nothing across molecules: only differences within one are kept.",
            "The lowest conformer is the one of lowest DLPNO-CCSD(T) energy.",
            f"Each relative energy is taken as uncertain by {UNCERTAINTY} kcal/mol.",
        ),
    )
