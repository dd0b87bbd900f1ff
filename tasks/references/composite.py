"""CC-CBS(TQ)+CV: coupled cluster at the limit of the basis, with the correlation of the cores.

E = HF/CBS(TZ, QZ) + CCSD(T)/CBS(TZ, QZ), frozen core, + [all-electron - frozen-core CCSD(T)] in
cc-pwCVTZ. The 1s of Na to Ar stays frozen throughout (frozen_core.deep_core).
"""

from __future__ import annotations

from tasks.references import extrapolation
from tasks.references.basis import Family
from tasks.references.correlation import CoupledCluster, coupled_cluster
from tasks.references.evaluation import NOTHING, Evaluation
from tasks.references.fragment import Fragment
from tasks.references.scf import contamination, hartree_fock


def first_step(fragment: Fragment, family: Family = Family.VALENCE) -> Evaluation:
    """Frozen-core coupled cluster of triple zeta: what is screened. Raises Rejected.

    `family`: DIFFUSE where the candidate has an anion.
    """
    return NOTHING if fragment.electrons == 0 else _valence(fragment, family, "T")


def composite(fragment: Fragment, first: Evaluation, family: Family = Family.VALENCE) -> Evaluation:
    """The whole protocol upon its first step, which had the same `family`. Raises Rejected."""
    if fragment.electrons == 0:
        return NOTHING
    second = _valence(fragment, family, "Q")
    terms = {**first.terms, **second.terms}
    functions = {**first.functions, **second.functions}
    core = _core_valence(fragment, terms, functions)
    triple, quadruple = first.coupled_cluster, second.coupled_cluster
    limit = extrapolation.hartree_fock(terms["HF/TZ"], terms["HF/QZ"])
    limit += extrapolation.correlation(triple.energy, quadruple.energy)
    excess = max(first.contamination, second.contamination)
    retried = first.retried or second.retried
    largest = second.energy + core
    return Evaluation(limit + core, largest, terms, triple, excess, functions, retried)


def _valence(fragment: Fragment, family: Family, cardinal: str) -> Evaluation:
    mole = fragment.mole(family, cardinal)
    mean_field = hartree_fock(fragment, mole)
    step = coupled_cluster(fragment, mean_field, fragment.valence_core)
    basis, uncorrelated = f"{cardinal}Z", float(mean_field.e_tot)
    energy = uncorrelated + step.energy
    terms = {f"HF/{basis}": uncorrelated} | _terms(step, basis)
    excess = contamination(fragment, mean_field)
    return Evaluation(energy, energy, terms, step, excess, {basis: int(mole.nao)}, step.retried)


def _core_valence(fragment: Fragment, terms: dict[str, float], functions: dict[str, int]) -> float:
    """Hartree; zero where no electrons would be added (H, He, Li, Be)."""
    if fragment.valence_core == fragment.deep_core:
        return 0.0
    mole = fragment.mole(Family.CORE, "T")
    mean_field = hartree_fock(fragment, mole)
    functions["wCVTZ"] = int(mole.nao)
    terms["HF/wCVTZ"] = float(mean_field.e_tot)
    frozen = coupled_cluster(fragment, mean_field, fragment.valence_core)
    full = coupled_cluster(fragment, mean_field, fragment.deep_core)
    terms |= _terms(frozen, "wCVTZ, frozen core") | _terms(full, "wCVTZ, all electrons")
    return full.energy - frozen.energy


def _terms(step: CoupledCluster, basis: str) -> dict[str, float]:
    return {f"CCSD/{basis}": step.ccsd, f"(T)/{basis}": step.triples}
