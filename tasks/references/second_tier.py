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
CYCLES = 100


def possible(fragment: Fragment, why: str = "") -> None:
    """Raises Rejected where it is too large, or an open shell of more than two electrons.

    `why`: it was asked, for the public log.
    """
    electrons = fragment.electrons - 2 * fragment.valence_core
    if electrons <= 2:
        return
    if fragment.spin != 1:
        raise Rejected("screening", f"CCSDT(Q) is there for closed shells only; {why}")
    functions = int(fragment.mole(Family.VALENCE, "D").nao)
    occupied, empty = electrons // 2, functions - fragment.electrons // 2
    if occupied**4 * empty**5 > WORK:
        raise Rejected(
            "screening",
            f"CCSDT(Q) of {occupied} pairs in {functions} functions is too large; {why}",
        )


def beyond_triples(fragment: Fragment) -> float:
    """E[CCSDT(Q)] - E[CCSD(T)], hartree, cc-pVDZ, frozen core; zero for two electrons or less.

    Raises Rejected where it cannot be had.
    """
    possible(fragment)
    if fragment.electrons - 2 * fragment.valence_core <= 2:
        return 0.0
    mean_field = hartree_fock(fragment, fragment.mole(Family.VALENCE, "D"))
    triples = coupled_cluster(fragment, mean_field, fragment.valence_core).energy
    if mean_field._eri is None:  # a large process keeps none, and RCCSDT asks for them
        mean_field._eri = mean_field.mol.intor("int2e", aosym="s8")
    full = RCCSDT(mean_field, frozen=fragment.valence_core)
    full.verbose, full.max_cycle = 0, CYCLES
    full.kernel()
    if not full.converged:
        raise Rejected("screening", "CCSDT/cc-pVDZ did not converge")
    return float(full.e_corr) + float(full.ccsdt_q()[1]) - triples
