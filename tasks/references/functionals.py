"""What common density functionals get for the same reaction, at the same counterpoise.

Kohn-Sham in def2-TZVPD with density fitting. A level that does not converge is left out.
PBE: Perdew, Burke, Ernzerhof 1996. r2SCAN: Furness et al. 2020. wB97M-V: Mardirossian and
Head-Gordon 2016, with its nonlocal correlation (VV10).
"""

from __future__ import annotations

from typing import Any

from pyscf import dft, gto

from tasks.references.fragment import Fragment

FUNCTIONALS = {"PBE": "PBE", "r2SCAN": "R2SCAN", "wB97M-V": "WB97M_V"}
BASIS, FIT = "def2-TZVPD", "def2-universal-jkfit"
"""D. Rappoport, F. Furche, J. Chem. Phys. 133, 134105 (2010); F. Weigend, J. Comput. Chem. 29, 167
(2008). Functionals converge faster with the basis than coupled cluster does; aug-cc-pVTZ, twice as
many functions where there is much hydrogen, took most of the time of a reference."""
GRID = (50, 302)
"""Radial shells, angular points of each, before pruning: within 0.001 kcal/mol of (75, 434) for
HF with neon, at half of the cost."""
NONLOCAL_GRID = (30, 50)
TOLERANCE = 1e-7
APART = 0.03
"""Hartree for each electron: where two functionals differ by more, one has gone astray. wB97M-V
does on the lithium atom, whose tail is of one spin: its potential has holes there."""


def functional_energies(fragment: Fragment) -> dict[str, float | None]:
    """Hartree, by level; None where it did not converge, or to something that is no such energy."""
    if fragment.electrons == 0:
        return dict.fromkeys(FUNCTIONALS, 0.0)
    mole = gto.M(
        atom=list(zip(fragment.names, fragment.positions.tolist(), strict=True)),
        basis=fragment.each(lambda each: gto.basis.load(BASIS, each)),
        charge=fragment.charge,
        spin=fragment.spin - 1,
        verbose=0,
    )
    fit = fragment.each(lambda each: gto.basis.load(FIT, each))
    energies: dict[str, float | None] = {}
    guess = None
    for level, functional in FUNCTIONALS.items():
        method = _kohn_sham(mole, fragment.spin, functional, fit)
        method.kernel(dm0=guess)
        energy = float(method.e_tot) if method.converged else None
        first = next(iter(energies.values()), energy)
        near = _near(energy, first, APART * fragment.electrons)
        energies[level] = energy if near else None
        guess = method.make_rdm1() if near else None
    return energies


def _near(energy: float | None, other: float | None, apart: float) -> bool:
    return energy is not None and other is not None and abs(energy - other) < apart


def _kohn_sham(mole: Any, spin: int, functional: str, fit: Any) -> Any:
    method = (dft.RKS if spin == 1 else dft.UKS)(mole, xc=functional).density_fit(auxbasis=fit)
    method.grids.atom_grid = GRID
    method.nlcgrids.atom_grid = NONLOCAL_GRID
    method.conv_tol = TOLERANCE
    method.max_cycle = 100
    return method
