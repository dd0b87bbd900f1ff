"""How well the references of each set of GSCDB138 are known, in kcal/mol.

The source states an error for a few sets, in words, in the column "Error(kcal/mol)" of
datasets.csv. Where it states none, the figure is that of another set of the same level of theory
and kind of energy, and `why` says which: these are judgements, and rather too wide than too narrow.
The column is compared with `STATED` when the data are read, so that a figure cannot outlive it.

standard_errors.csv is not used: it holds what good functionals miss, by which the source
normalizes the errors of others, and says nothing of how well the references are known.
"""

from __future__ import annotations

from dataclasses import dataclass

STATED = {
    "BH28": "0.22 on DBH24",
    "H2O20Rel9": "GEBF of MP2 has a error about 1.75 kcal/mol",
    "ISOL23": "a few tenths",
    "PCONF21": "<0.05 on ACONF",
    "NBC10": "0.023 on A24",
    "S66": "extrapolation of aDZ and aTZ is worse than aTZ alone",
    "WATER27": "(H2O)20 RMS difference is 0.51 kcal/mol with another paper",
    "AE18": "0.06-2.4 difference of two estimates",
    "AlkAtom19": "0.24 vs Exp.",
    "DIPCS9": "0.72, 2.13 (MR) vs W4",
    "HNBrBDE18": "0.57,1.85 vs W4",
    "P34": "1.1",
    "SIE4x4": "0.55,1.39 (MR) vs W4",
    "TAE_W4-17nonMR": "sigma =0.08",
    "CUAGAU83": "good agreement with CM1",
    "ROST61": (
        "2.5, 1.0 from local approximation, 0.5 from BSIE and BSSE, 1 from frozen core, "
        "more from open-shell"
    ),
}
"""The source's words."""


@dataclass(frozen=True)
class Uncertainty:
    """The larger of `least` kcal/mol and the `share` of the energy. why: where both come from."""

    least: float
    share: float
    why: str

    def of(self, energy: float) -> float:
        """kcal/mol, as is the energy."""
        return max(self.least, self.share * abs(energy))


_COMPLEX = Uncertainty(
    0.023, 0.01,
    "0.023 kcal/mol as stated for NBC10 (composite CCSD(T), on A24), and no less than 1 % of the "
    "energy, about what the revision S22A to S22B changed",
)  # fmt: skip
_CLUSTER = Uncertainty(
    0.023, 0.0025,
    "0.25 % of the energy, as stated for (H2O)20 of WATER27 (0.51 of about 210 kcal/mol), and no "
    "less than the 0.023 kcal/mol stated for NBC10",
)  # fmt: skip
_CONFORMER = Uncertainty(0.05, 0.0, "0.05 kcal/mol as stated for PCONF21 (found on ACONF)")
_ISOMER = Uncertainty(
    0.3, 0.0, "0.3 kcal/mol, the \"few tenths\" stated for ISOL23: energies of isomers"
)  # fmt: skip
_W1 = Uncertainty(0.72, 0.001, "0.72 kcal/mol as stated for DIPCS9 (W1-F12 against W4), or 0.1 %")
_W1_MULTIREFERENCE = Uncertainty(
    2.13, 0.0, "2.13 kcal/mol as stated for DIPCS9's multireference cases (W1-F12 against W4)"
)
_W2 = Uncertainty(0.55, 0.001, "0.55 kcal/mol as stated for SIE4x4 (W2-F12 against W4), or 0.1 %")
_W3 = Uncertainty(0.22, 0.0, "0.22 kcal/mol as stated for BH28 (W3lite-F12, on DBH24)")
_W4 = Uncertainty(0.08, 0.0, "0.08 kcal/mol, the standard deviation stated for TAE_W4-17")
_W4_REACTION = Uncertainty(
    0.16, 0.0,
    "0.16 kcal/mol: the standard deviation stated for TAE_W4-17, 0.08, for each of four species",
)  # fmt: skip
_W4_MULTIREFERENCE = Uncertainty(
    0.24, 0.0,
    "0.24 kcal/mol, three standard deviations of TAE_W4-17 (1 kJ/mol): multireference molecules",
)  # fmt: skip
_LOCAL = Uncertainty(
    1.0, 0.0, "1.0 kcal/mol, the share of the local approximation as stated for ROST61"
)
_METAL = Uncertainty(
    2.5, 0.0,
    "2.5 kcal/mol as stated for ROST61 (local CCSD(T), basis, frozen core): transition metals",
)  # fmt: skip
_HEAVY = Uncertainty(1.1, 0.0, "1.1 kcal/mol as stated for P34 (heavy elements)")
_UNKNOWN = Uncertainty(
    1.0, 0.0, "1 kcal/mol, chemical accuracy: experiment, or various or unstated levels"
)

_SETS = {
    _COMPLEX: (
        "3B-69 3BHET A19Rel6 A24 ADIM6 BzDC215 CARBHB8 CT20 DS14 HB49 HB262 HCP32 He3 HEAVY28 HSG "
        "HW30 NC11 NBC10 O24 O24x4 PNICO23 RG10N RG18 S22 S66 S66Rel7 TA13 X40 X40x5 XB8 XB20 "
        "Bauza30"
    ),
    _CLUSTER: (
        "AHB21 CHB6 IL16 IHB100 IHB100x2 FmH2O10 HW6Cl5 HW6F Shields38 SW49Bind22 SW49Rel28 "
        "WATER27 H2O16Rel4"
    ),
    Uncertainty(1.75, 0.0, "1.75 kcal/mol as stated (GEBF of MP2)"): "H2O20Rel9",
    _CONFORMER: "ACONF Amino20x4 BUT14DIOL ICONF MCONF PCONF21 Pentane13 SCONF BHROT27",
    _ISOMER: "AlkIsomer11 DIE60 EIE22 ISO34 ISOL23 PArel Styrene42 TAUT15 UPU23",
    _W1: (
        "AlkIsod14 BHDIV7 BHPERI11 CRBH14 CR20 DARC DIPCS9 IP30 MB08-165 MB16-43 PA26 PlatonicHD6 "
        "PlatonicID6 PlatonicIG6 PlatonicTAE6 PX9 RC21 RSE43 WCPT26 ALK8 MX34"
    ),
    _W1_MULTIREFERENCE: "C20C246",
    _W2: (
        "AL2X6 BH46 BH76RC FH51 G2RC24 NBPRC SIE4x4 WCPT6 YBDE18"
    ),
    Uncertainty(0.57, 0.0, "0.57 kcal/mol as stated (W2 against W4)"): "HNBrBDE18",
    _W3: "BH28 G21EA G21IP ORBH35",
    Uncertainty(0.24, 0.001, "0.24 kcal/mol as stated (against experiment), or 0.1 %"): "AlkAtom19",
    _W4: "TAE_W4-17nonMR",
    _W4_REACTION: "BDE99nonMR DBH22 HAT707nonMR ISOMERIZATION20 SN13",
    _W4_MULTIREFERENCE: "BDE99MR DAPD HAT707MR TAE_W4-17MR",
    _LOCAL: "BH876 BSR36 C60ISO7 IDISP INV23",
    _METAL: "MME52 MOBH28 MOR13 ROST61 TMB11",
    _HEAVY: "CUAGAU83 HEAVYSB11 P34",
    _UNKNOWN: "3d4dIPSS ALKBDE10 DC13 EA50 IP23 TMD10",
    Uncertainty(2.4, 0.0, "2.4 kcal/mol, the larger difference stated"): "AE18",
    Uncertainty(0.0, 0.01, "1 % of the second difference: a judgement, nothing is stated"): "V30",
    Uncertainty(0.0, 0.001, "0.1 % of the absolute energy: a judgement, nothing is stated"): "AE11",
}  # fmt: skip

UNCERTAINTIES = {name: how for how, names in _SETS.items() for name in names.split()}
"""By the name of the set."""
