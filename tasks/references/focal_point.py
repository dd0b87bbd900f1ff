"""FP-aDZ: MP2 at the limit of the basis, and coupled cluster's correction to it in a small one.

E = HF/CBS(aTZ, aQZ) + MP2/CBS(aTZ, aQZ) + [CCSD(T) - MP2]/aDZ, frozen core; Hartree-Fock and MP2
density-fitted, the correction from conventional integrals. The usual recipe of S22's successors
(Jurečka et al., Phys. Chem. Chem. Phys. 8, 1985 (2006); Marshall et al., J. Chem. Phys. 135,
194102 (2011)).
"""

from __future__ import annotations

from tasks.references import extrapolation
from tasks.references.basis import Family
from tasks.references.correlation import coupled_cluster, mp2
from tasks.references.evaluation import NOTHING, Evaluation
from tasks.references.fragment import Fragment
from tasks.references.scf import contamination, hartree_fock


def first_step(fragment: Fragment) -> Evaluation:
    """Coupled cluster in aug-cc-pVDZ: cheap, and what is screened. Raises Rejected."""
    if fragment.electrons == 0:
        return NOTHING
    mole = fragment.mole(Family.DIFFUSE, "D")
    mean_field = hartree_fock(fragment, mole)
    small = coupled_cluster(fragment, mean_field, fragment.valence_core)
    terms = {
        "HF/aDZ": float(mean_field.e_tot),
        "MP2/aDZ": small.mp2,
        "CCSD/aDZ": small.ccsd,
        "(T)/aDZ": small.triples,
    }
    energy = terms["HF/aDZ"] + small.energy
    excess = contamination(fragment, mean_field)
    return Evaluation(energy, energy, terms, small, excess, {"aDZ": int(mole.nao)}, small.retried)


def focal_point(fragment: Fragment, first: Evaluation) -> Evaluation:
    """The whole protocol upon its first step. Ghosts lend their functions in every term.

    Raises Rejected.
    """
    if fragment.electrons == 0:
        return NOTHING
    terms, functions, excess = dict(first.terms), dict(first.functions), first.contamination
    for cardinal in "TQ":
        mole = fragment.mole(Family.DIFFUSE, cardinal)
        mean_field = hartree_fock(fragment, mole, fit=cardinal)
        terms[f"DF-HF/a{cardinal}Z"] = float(mean_field.e_tot)
        terms[f"DF-MP2/a{cardinal}Z"] = mp2(fragment, mean_field, cardinal)
        functions[f"a{cardinal}Z"] = int(mole.nao)
        excess = max(excess, contamination(fragment, mean_field))
    limit = extrapolation.hartree_fock(terms["DF-HF/aTZ"], terms["DF-HF/aQZ"])
    limit += extrapolation.correlation(terms["DF-MP2/aTZ"], terms["DF-MP2/aQZ"])
    largest = terms["DF-HF/aQZ"] + terms["DF-MP2/aQZ"]
    small = first.coupled_cluster
    delta = small.energy - small.mp2
    return Evaluation(
        limit + delta, largest + delta, terms, small, excess, functions, first.retried
    )
