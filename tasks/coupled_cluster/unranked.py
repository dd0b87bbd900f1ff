"""Sets of GSCDB138 that are imported and belong to no task, each with its reason."""

from __future__ import annotations

_AGAIN = "the builtin task {} ranks the same systems"
_ELECTRON = (
    "an electron is left over: potentials have no energy of it, and its errors "
    "would drown those of reactions"
)

UNRANKED = {
    "S22": _AGAIN.format("noncovalent-interactions"),
    "DBH22": _AGAIN.format("barrier-heights"),
    "AE11": "absolute energies of atoms: a potential's zero of energy is its own",
    "AE18": "absolute energies of atoms: a potential's zero of energy is its own",
    "V30": (
        "energy differences of 1e-6 hartree between displaced geometries, which potentials in "
        "single precision cannot resolve; they stand for frequencies in cm-1"
    ),
    "PA26": (
        "a bare proton is left over, whose energy is zero only if a potential's zero is that of "
        "separated electrons and nuclei"
    ),
    "SIE4x4": (
        "a bare proton is left over in four of sixteen reactions, and all of them ask for the "
        "self-interaction error of functionals in radical cations"
    ),
    "3d4dIPSS": "spin states and ionization of single atoms: nothing interatomic in them",
    **dict.fromkeys(("DIPCS9", "EA50", "G21EA", "G21IP", "IP23", "IP30"), _ELECTRON),
}
"""By the name of the set."""
