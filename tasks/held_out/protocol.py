"""What the tasks on unseen systems have in common: sources and protocol, in words."""

from __future__ import annotations

from tasks.task import Source

CCSD_T = Source(
    "K. Raghavachari, G. W. Trucks, J. A. Pople, M. Head-Gordon, A fifth-order perturbation "
    "comparison of electron correlation theories, Chem. Phys. Lett. 157, 479 (1989): CCSD(T)",
    "https://doi.org/10.1016/S0009-2614(89)87395-6",
)
BASES = Source(
    "T. H. Dunning, Gaussian basis sets for use in correlated molecular calculations. I, J. Chem. "
    "Phys. 90, 1007 (1989), and its successors for anions, core correlation and the second row",
    "https://doi.org/10.1063/1.456153",
)
EXTRAPOLATION = Source(
    "A. Halkier, T. Helgaker, P. Jørgensen, W. Klopper, H. Koch, J. Olsen, A. K. Wilson, Basis-set "
    "convergence in correlated calculations on Ne, N2, and H2O, Chem. Phys. Lett. 286, 243 (1998)",
    "https://doi.org/10.1016/S0009-2614(98)00111-0",
)
PYSCF = Source(
    "Q. Sun et al., Recent developments in the PySCF program package, J. Chem. Phys. 153, 024109 "
    "(2020): the program that computes the references",
    "https://doi.org/10.1063/5.0006074",
)
SOURCES = (CCSD_T, EXTRAPOLATION, BASES, PYSCF)

OURS = (
    "The references are computed by this project (tasks/references, docs/references.md) from a "
    "seed. The public dataset is the practice split, whose seed is public; a season's systems come "
    "from a secret seed, by the same code, and are revealed when it retires."
)
FOCAL_POINT = (
    "Level FP-aDZ: HF and MP2 extrapolated from aug-cc-pVTZ and aug-cc-pVQZ, plus [CCSD(T) - MP2] "
    "in aug-cc-pVDZ, frozen core."
)
COUNTERPOISE = (
    f"{FOCAL_POINT} Counterpoise-corrected in every term. The potential is asked for the species "
    "themselves, without ghosts."
)
COMPOSITE = (
    "Level CC-CBS(TQ)+CV: CCSD(T) extrapolated from cc-pVTZ and cc-pVQZ, plus the correlation of "
    "the cores in cc-pwCVTZ."
)
SCREENED = (
    "Systems outside the reach of a single reference are rejected by rules that were fixed before "
    "any potential was run; the log of rejects is public."
)
RELATED = "Systems of the same molecules are related: the bootstrap draws them together."
RIGID = "Energies of the species as they are given; nothing is relaxed, no zero-point energies."
SPINS = "The multiplicity (2S + 1) goes with each structure. All systems are neutral."
CHARGED = (
    "Total charge and multiplicity (2S + 1) go with each structure. A potential that declares no "
    "charges is not asked: all systems count as unsupported."
)
FLOOR = (
    "Each reference carries its own estimate of one standard deviation: a quarter of what the "
    "extrapolation of the basis changed, a quarter of what MP2 lacks in the small basis of the "
    "correction, the protocol's relative and least error against published values, and the change "
    "by CCSDT(Q) where that had to be asked (docs/references.md)."
)


def silence(worst: str) -> str:
    """worst: with its unit."""
    return (
        f"Silence costs {worst}, some times what the null model loses on average, and no error "
        "counts for more, the null model's own included. The price belongs to the task: it does "
        "not follow from a season's systems, of which it would tell something."
    )
