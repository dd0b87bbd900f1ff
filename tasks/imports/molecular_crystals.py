"""Molecular crystals by LNO-MBE-CCSD(T): X23, ICE13 and the order of polymorphs.

Traps of the folder, and what becomes of them:
    kJ/mol per molecule, a cell holds Z of them -> coefficient 1/Z; Z is counted in the geometry
    static energies -> no zero-point energy is asked for, and experiment is not the reference
    CCSD(T) and DMC disagree -> the reference's uncertainty covers both, system by system
    the lattice energy of ice VII is from a larger cell -> covered likewise, see ice13.py
    system X's sign is ambiguous (the csv's note) -> skipped, with the note
    disordered models of rotigotine beside those that the reference is for -> skipped
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.ice13 import ice13
from tasks.imports.lattice import Lattice
from tasks.imports.polymorphs import Pair, all_pairs, drugs
from tasks.imports.x23 import x23
from tasks.task import Source

FOLDER = "lno-mbe-ccsdt-molecular-crystals"
X23, ICE13, POLYMORPHS = (f"{FOLDER}/{name}" for name in ("x23", "ice13", "polymorphs"))
ORIGIN = "github.com/benshi97/Data_LNOMBECC @ 9ec7650479743344fc34b9ae8924adab9592941a"
LICENCE = "CC BY 4.0"

PAPER = Source(
    "B. X. Shi, K. M. Herman, F. Della Pia, V. Kapil, A. Zen, P. R. Nagy, S. Xantheas, "
    "A. Michaelides, Efficient first-principles modeling of complex molecular crystals at "
    "sub-chemical accuracy, arXiv:2603.02180 (2026): geometries, LNO-MBE-CCSD(T), PBE-D3(BJ)",
    "https://doi.org/10.48550/arXiv.2603.02180",
)
DMC_X23 = Source(
    "F. Della Pia, A. Zen, D. Alfè, A. Michaelides, How accurate are simulations and experiments "
    "for the lattice energies of molecular crystals?, Phys. Rev. Lett. 133, 046401 (2024): "
    "diffusion Monte Carlo of X23",
    "https://doi.org/10.1103/PhysRevLett.133.046401",
)
DMC_ICE13 = Source(
    "F. Della Pia, A. Zen, D. Alfè, A. Michaelides, DMC-ICE13: ambient and high pressure "
    "polymorphs of ice from diffusion Monte Carlo and density functional theory, J. Chem. Phys. "
    "157, 134701 (2022)",
    "https://doi.org/10.1063/5.0102645",
)
D3 = Source(
    "S. Grimme, S. Ehrlich, L. Goerigk, Effect of the damping function in dispersion corrected "
    "density functional theory, J. Comput. Chem. 32, 1456 (2011): D3(BJ), taken off PBE-D3(BJ) "
    "for the level PBE",
    "https://doi.org/10.1002/jcc.21759",
)
STATIC = (
    "Energies are static: no zero-point energy, no temperature. Experimental lattice energies, "
    "corrected for both by calculations, are uncertain by 1 to 18 kJ/mol and are not used."
)
PBE_LEVEL = (
    "The level PBE is the published PBE-D3(BJ) value less the D3(BJ) contribution at the same "
    "geometry, computed by us with dftd3 1.7.0."
)
LATTICE_SIGN = "E(crystal) / Z - E(gas molecule); negative binds"


def read(folder: Path) -> list[Collection]:
    """X23, ICE13 and the pairs of polymorphs. Raises Malformed."""
    organic, ice = x23(folder), ice13(folder)
    pairs, skipped = drugs(folder)
    pairs = [*all_pairs(ice, "ice"), *_same_molecule(organic), *pairs]
    skipped |= {pair.name: pair.untold for pair in pairs if not pair.told}
    return [
        Collection(_about_x23(), _lattices(organic)),
        Collection(_about_ice13(), _lattices(ice)),
        Collection(_about_pairs(skipped), _pairs([pair for pair in pairs if pair.told])),
    ]


def _same_molecule(lattices: Sequence[Lattice]) -> list[Pair]:
    """X23 holds two polymorphs of one molecule, oxalic acid."""
    families = [list(some) for _, some in groupby(lattices, key=lambda each: each.cluster)]
    return [pair for some in families for pair in all_pairs(some, "organic")]


def _lattices(lattices: Sequence[Lattice]) -> Dataset:
    references = {each.name: each.reference() for each in lattices}
    return Dataset([each.system() for each in lattices], references)


def _pairs(pairs: Sequence[Pair]) -> Dataset:
    return Dataset([p.system() for p in pairs], {p.name: p.reference() for p in pairs})


def _about_x23() -> About:
    return About(
        name=X23,
        title="X23: lattice energies of organic crystals",
        sources=(PAPER, DMC_X23, D3),
        origin=ORIGIN,
        licence=LICENCE,
        level="LNO-MBE-CCSD(cT)-fit",
        unit="kJ/mol per molecule",
        sign=LATTICE_SIGN,
        notes=(
            "CCSD(T) and DMC disagree about X23 by 3.1 kJ/mol on average and by 14 for anthracene: "
            "CCSD(T) is suspected of binding large π systems too strongly. The reference is "
            "CCSD(cT)-fit, which lies between the two there, and its uncertainty reaches to both, "
            "DMC's statistical error included.",
            STATIC,
            PBE_LEVEL,
        ),
        published={"PBE-D3(BJ) against CCSD(T)": 3.9, "PBE-D3(BJ) against DMC": 4.4},
        published_unit="kJ/mol",
    )


def _about_ice13() -> About:
    return About(
        name=ICE13,
        title="ICE13: lattice energies of the phases of ice",
        sources=(PAPER, DMC_ICE13, D3),
        origin=ORIGIN,
        licence=LICENCE,
        level="LNO-MBE-CCSD(T)",
        unit="kJ/mol per molecule",
        sign=LATTICE_SIGN,
        notes=(
            "CCSD(T) and DMC disagree by 0.5 kJ/mol on average, and CCSD(T) in larger cells is "
            "weaker by up to 1.2. The reference is CCSD(T), and its uncertainty reaches to both, "
            "DMC's statistical error included.",
            STATIC,
            PBE_LEVEL,
        ),
        published={"PBE-D3(BJ) against CCSD(T)": 8.3, "PBE-D3(BJ) against DMC": 8.0},
        published_unit="kJ/mol",
    )


def _about_pairs(skipped: dict[str, str]) -> About:
    return About(
        name=POLYMORPHS,
        title="The order of the phases of ice and of polymorphs",
        sources=(PAPER, DMC_ICE13, DMC_X23, D3),
        origin=ORIGIN,
        licence=LICENCE,
        level="LNO-MBE-CCSD(T)",
        unit="kJ/mol per molecule",
        sign="E(A) / Z_A - E(B) / Z_B; negative: A is the more stable",
        skipped=skipped,
        notes=(
            "Of two phases of ice the difference is CCSD(T)'s, uncertain by its distance to DMC's "
            "difference with DMC's statistical errors, or to that in larger cells; of two forms of "
            "a drug it is CCSD(T)'s with D4 at long range, uncertain by its distance to the value "
            "without D4, or to experiment (static, as the paper corrects it): whichever is larger.",
            "Pairs that do not differ by more than that are left out: their order is not known.",
            PBE_LEVEL,
        ),
    )
