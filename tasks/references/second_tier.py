"""CCSDT(Q) in cc-pVDZ: what CCSD(T) leaves out, where its diagnostics are doubtful."""

from __future__ import annotations

from pyscf.cc.rccsdt import RCCSDT

from tasks.references.basis import Family
from tasks.references.correlation import coupled_cluster
from tasks.references.fragment import Fragment
from tasks.references.rejected import Rejected
from tasks.references.scf import hartree_fock

WORK = 2.0e12
"""Largest o⁴ v⁵ that is run: minutes on one core."""


def beyond_triples(fragment: Fragment) -> float:
    """E[CCSDT(Q)] - E[CCSD(T)], hartree, cc-pVDZ, frozen core. Raises Rejected where it cannot."""
    electrons = fragment.electrons - 2 * fragment.valence_core
    if electrons <= 2:
        return 0.0
    if fragment.spin != 1:
        raise Rejected("screening", "CCSDT(Q) is there for closed shells only")
    mole = fragment.mole(Family.VALENCE, "D")
    occupied, empty = electrons // 2, int(mole.nao) - fragment.electrons // 2
    if occupied**4 * empty**5 > WORK:
        raise Rejected(
            "screening", f"CCSDT(Q) of {occupied} pairs in {mole.nao} functions: too large"
        )
    mean_field = hartree_fock(fragment, mole)
    triples = coupled_cluster(fragment, mean_field, fragment.valence_core).energy
    full = RCCSDT(mean_field, frozen=fragment.valence_core)
    full.max_cycle = 100
    full.kernel()
    if not full.converged:
        raise Rejected("screening", "CCSDT/cc-pVDZ did not converge")
    return float(full.e_corr) + float(full.ccsdt_q()[1]) - triples
