"""MP2 and CCSD(T), with what they say of their own reliability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyscf import cc, df
from pyscf.mp import dfmp2, dfump2

from tasks.references.basis import auxiliaries
from tasks.references.fragment import Fragment
from tasks.references.rejected import Rejected

TOLERANCE = 1e-8
"""Hartree, of the CCSD energy between cycles."""
AMPLITUDES = 1e-6
"""Norm of the change of the amplitudes between cycles."""
CYCLES, MORE_CYCLES, LEVEL_SHIFT = 60, 200, 0.2


@dataclass(frozen=True)
class CoupledCluster:
    """Energies in hartree, each relative to Hartree-Fock; (T) by itself.

    t1, d1 (closed shells): diagnostics of Lee and Taylor, and of Janssen and Nielsen.
    t2: the largest doubles amplitude. share: of (T) in the correlation energy.
    retried: the first try did not converge, the second with a level shift did.
    """

    mp2: float = 0.0
    ccsd: float = 0.0
    triples: float = 0.0
    t1: float = 0.0
    d1: float | None = 0.0
    t2: float = 0.0
    retried: bool = False

    @property
    def energy(self) -> float:
        return self.ccsd + self.triples

    @property
    def share(self) -> float:
        return self.triples / self.energy if self.energy else 0.0


def mp2(fragment: Fragment, mean_field: Any, cardinal: str) -> float:
    """Density-fitted frozen-core correlation energy, hartree."""
    if fragment.electrons - 2 * fragment.valence_core < 2:
        return 0.0
    method = dfmp2.DFRMP2 if fragment.spin == 1 else dfump2.DFUMP2
    perturbed = method(mean_field, frozen=fragment.valence_core)
    perturbed.with_df = df.DF(mean_field.mol)
    perturbed.with_df.auxbasis = fragment.each(lambda each: auxiliaries(each, cardinal, "ri"))
    perturbed.kernel(with_t2=False)
    return float(perturbed.e_corr)


def coupled_cluster(fragment: Fragment, mean_field: Any, frozen: int) -> CoupledCluster:
    """CCSD(T) without the lowest `frozen` orbitals. Raises Rejected where it does not converge."""
    electrons = fragment.electrons - 2 * frozen
    if electrons < 2:
        return CoupledCluster()
    method = cc.CCSD(mean_field, frozen=frozen)
    method.conv_tol, method.conv_tol_normt = TOLERANCE, AMPLITUDES
    method.max_cycle = CYCLES
    integrals = method.ao2mo()
    method.kernel(eris=integrals)
    retried = not method.converged
    if retried:
        method.max_cycle, method.level_shift = MORE_CYCLES, LEVEL_SHIFT
        method.kernel(method.t1, method.t2, eris=integrals)
    if not method.converged:
        raise Rejected("ccsd", "CCSD did not converge, nor with a level shift in 200 cycles")
    triples = float(method.ccsd_t(eris=integrals)) if electrons > 2 else 0.0
    t1, d1, t2 = _diagnostics(method, electrons)
    return CoupledCluster(
        float(method.emp2), float(method.e_corr), triples, t1, d1, t2, retried=retried
    )


def _diagnostics(method: Any, electrons: int) -> tuple[float, float | None, float]:
    """T1, D1 (None for open shells), largest t2."""
    singles, doubles = method.t1, method.t2
    if isinstance(singles, tuple):
        squares = sum(float((each**2).sum()) for each in singles)
        largest = max(float(abs(each).max()) for each in doubles if each.size)
        return float(np.sqrt(squares / electrons)), None, largest
    largest = float(abs(doubles).max())
    return float(method.get_t1_diagnostic()), float(method.get_d1_diagnostic()), largest
