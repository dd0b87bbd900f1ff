"""Hartree-Fock that has really converged."""

from __future__ import annotations

from typing import Any

from pyscf import gto, scf

from tasks.references.basis import auxiliaries
from tasks.references.fragment import Fragment
from tasks.references.rejected import Rejected

TOLERANCE = 1e-10
"""Hartree, of the energy between cycles; the gradient's is its square root."""
CYCLES = 80


def hartree_fock(fragment: Fragment, mole: gto.Mole, fit: str | None = None) -> Any:
    """Restricted for closed shells, unrestricted else. `fit`: cardinal, for density fitting.

    DIIS, then second order, then Rejected. Open shells are followed to a stable solution.
    """
    mean_field = scf.RHF(mole) if fragment.spin == 1 else scf.UHF(mole)
    if fit is not None:
        mean_field = mean_field.density_fit(
            auxbasis=fragment.each(lambda element: auxiliaries(element, fit, "jkfit"))
        )
    mean_field.conv_tol, mean_field.max_cycle = TOLERANCE, CYCLES
    mean_field.kernel()
    mean_field = _second_order(mean_field) if not mean_field.converged else mean_field
    return mean_field if fragment.spin == 1 else _stable(mean_field)


def _second_order(mean_field: Any, orbitals: Any = None) -> Any:
    newton = mean_field.newton()
    newton.conv_tol, newton.max_cycle = TOLERANCE, CYCLES
    newton.kernel(mean_field.mo_coeff if orbitals is None else orbitals, mean_field.mo_occ)
    if not newton.converged:
        raise Rejected("scf", "Hartree-Fock converged neither by DIIS nor at second order")
    # Back to the plain object, of which the correlation methods are made; one cycle, converged.
    mean_field.kernel(dm0=newton.make_rdm1())
    if not mean_field.converged:
        raise Rejected("scf", "Hartree-Fock left the solution that second order had found")
    return mean_field


def _stable(mean_field: Any) -> Any:
    """Downhill along an internal instability, at most three times."""
    for _ in range(3):
        orbitals, _, stable, _ = mean_field.stability(return_status=True)
        if stable:
            return mean_field
        mean_field = _second_order(mean_field, orbitals)
    raise Rejected("scf", "unrestricted Hartree-Fock stayed unstable")


def contamination(fragment: Fragment, mean_field: Any) -> float:
    """<S²> of the determinant, in excess of S(S+1); 0 for closed shells."""
    if fragment.spin == 1:
        return 0.0
    spin = (fragment.spin - 1) / 2.0
    return float(mean_field.spin_square()[0]) - spin * (spin + 1.0)
