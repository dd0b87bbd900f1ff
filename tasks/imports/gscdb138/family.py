"""The kind of interaction or reaction that an entry of GSCDB138 is grouped under.

The sets are classed by their descriptions in datasets.csv. Two of them are classed more finely, as
their authors do: S66 (Řezáč, Riley, Hobza 2011) by the number of its complex, BH9 (BH876 here;
Prasad, Pei, Edelmann, Otero-de-la-Roza, DiLabio 2022) by the first number in its species' names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SETS = {
    "pericyclic": "BHPERI11 CRBH14 CR20 DARC",
    "rotation": "BHROT27",
    "inversion": "INV23",
    "proton exchange": "PX9 WCPT26 WCPT6",
    "small-molecule barriers": "BH28 BH46 BHDIV7 DBH22 ORBH35",
    "vibrations": "V30",
    "conformers of alkanes": "ACONF Pentane13",
    "conformers of biomolecules": "Amino20x4 MCONF PCONF21 SCONF UPU23",
    "conformers of small molecules": "BUT14DIOL ICONF",
    "organic isomers": "AlkIsomer11 DIE60 EIE22 ISO34 ISOL23 ISOMERIZATION20 Styrene42 TAUT15",
    "carbon cages": "C20C246 C60ISO7",
    "protonated isomers": "PArel",
    "water clusters": "H2O16Rel4 H2O20Rel9 Shields38 WATER27",
    "hydrated ions": "FmH2O10 HW6Cl5 HW6F SW49Bind22 SW49Rel28",
    "three-body": "3B-69 3BHET He3",
    "hydrogen bonds": "CARBHB8 HB49 HB262 HW30 DS14",
    "dispersion": "ADIM6 BzDC215 NBC10",
    "mixed interactions": "A19Rel6 A24 HSG S22",
    "halogen, chalcogen and pnicogen bonds": "Bauza30 HCP32 PNICO23 X40 X40x5 XB20 XB8",
    "charge transfer": "CT20",
    "heavy elements": "HEAVY28",
    "rare gases": "RG10N RG18",
    "very weak": "NC11",
    "open-shell complexes": "O24 O24x4 TA13",
    "ion and molecule": "AHB21 CHB6 IHB100 IHB100x2",
    "ion pairs": "IL16",
    "absolute energies": "AE11 AE18",
    "main-group clusters": "AL2X6 ALK8 NBPRC",
    "ionic clusters": "MX34",
    "bond energies": "ALKBDE10 BDE99MR BDE99nonMR HEAVYSB11 HNBrBDE18 YBDE18",
    "atom transfer": "HAT707MR HAT707nonMR",
    "alkanes": "AlkAtom19",
    "cages": "PlatonicHD6 PlatonicID6 PlatonicIG6 PlatonicTAE6",
    "small molecules": "TAE_W4-17MR TAE_W4-17nonMR",
    "heavy p-block": "P34",
    "organic reactions": "AlkIsod14 BH76RC BSR36 FH51 G2RC24 IDISP SN13",
    "difficult for functionals": "DC13",
    "radical reactions": "RC21 RSE43",
    "artificial molecules": "MB08-165 MB16-43",
    "ionization and affinity": "3d4dIPSS DIPCS9 EA50 G21EA G21IP IP23 IP30",
    "proton affinities": "PA26",
    "self-interaction": "SIE4x4",
    "coinage metals": "CUAGAU83",
    "diatomics of transition metals": "DAPD TMD10",
    "organometallic reactions": "MOR13 ROST61",
    "organometallic barriers": "MOBH28 TMB11",
    "metalloenzyme models": "MME52",
}
FAMILIES = {name: family for family, names in _SETS.items() for name in names.split()}

BH9_TYPES = (
    "radical rearrangement", "pericyclic", "halogen-atom transfer", "hydrogen-atom transfer",
    "hydride transfer", "boron and silicon", "proton transfer", "nucleophilic substitution",
    "nucleophilic addition",
)  # fmt: skip

S66_CLASSES = ("hydrogen bonds", "dispersion", "mixed interactions")
"""Complexes 1 to 23, 24 to 46, 47 to 66."""

_S66 = re.compile(r"\d+_(\d\d)[A-Z]")
_BH9 = re.compile(r"BH9_(\d\d)_")


def family(of: str, species: Sequence[str]) -> str:
    """Of an entry of the set `of`. Raises LookupError for what is not classed."""
    if of in ("S66", "S66Rel7"):
        number = _number(_S66, species[0])
        if not 1 <= number <= 66:
            raise LookupError(f"{species[0]} is no complex of S66")
        return S66_CLASSES[(number > 23) + (number > 46)]
    if of == "BH876":
        number = _number(_BH9, species[0])
        if not 1 <= number <= len(BH9_TYPES):
            raise LookupError(f"{species[0]} is of no type of BH9")
        return BH9_TYPES[number - 1]
    if of not in FAMILIES:
        raise LookupError(f"{of} is not one of the sets that GSCDB138 had when this was written")
    return FAMILIES[of]


def _number(pattern: re.Pattern[str], name: str) -> int:
    found = pattern.match(name)
    return int(found[1]) if found else 0
