"""What common density functionals get for the same reaction, at the same counterpoise.

Kohn-Sham in aug-cc-pVTZ with density fitting. A level that does not converge is left out.
PBE: Perdew, Burke, Ernzerhof 1996. r2SCAN: Furness et al. 2020. wB97M-V: Mardirossian and
Head-Gordon 2016, with its nonlocal correlation (VV10).
"""

from __future__ import annotations

from typing import Any

from pyscf import dft

from tasks.references.basis import Family, auxiliaries
from tasks.references.fragment import Fragment

FUNCTIONALS = {"PBE": "PBE", "r2SCAN": "R2SCAN", "wB97M-V": "WB97M_V"}
CARDINAL = "T"
GRID = (50, 302)
"""Radial shells, angular points of each, before pruning: within 0.001 kcal/mol of (75, 434) for
HF with neon, at half of the cost."""
NONLOCAL_GRID = (30, 50)
TOLERANCE = 1e-7


def functional_energies(fragment: Fragment) -> dict[str, float | None]:
    """Hartree, by level; None where it did not converge."""
    if fragment.electrons == 0:
        return dict.fromkeys(FUNCTIONALS, 0.0)
    mole = fragment.mole(Family.DIFFUSE, CARDINAL)
    fit = fragment.each(lambda each: auxiliaries(each, CARDINAL, "jkfit"))
    energies: dict[str, float | None] = {}
    guess = None
    for level, functional in FUNCTIONALS.items():
        method = _kohn_sham(mole, fragment.spin, functional, fit)
        method.kernel(dm0=guess)
        if not method.converged:
            newton = method.newton()
            newton.kernel(method.mo_coeff, method.mo_occ)
            method = newton
        guess = method.make_rdm1() if method.converged else None
        energies[level] = float(method.e_tot) if method.converged else None
    return energies


def _kohn_sham(mole: Any, spin: int, functional: str, fit: Any) -> Any:
    method = (dft.RKS if spin == 1 else dft.UKS)(mole, xc=functional).density_fit(auxbasis=fit)
    method.grids.atom_grid = GRID
    method.nlcgrids.atom_grid = NONLOCAL_GRID
    method.conv_tol = TOLERANCE
    method.max_cycle = 100
    return method
