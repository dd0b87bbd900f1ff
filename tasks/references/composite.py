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


def composite(fragment: Fragment, family: Family = Family.VALENCE) -> Evaluation:
    """`family`: DIFFUSE where the candidate has an anion. Raises Rejected."""
    if fragment.electrons == 0:
        return NOTHING
    steps: dict[str, CoupledCluster] = {}
    terms: dict[str, float] = {}
    functions: dict[str, int] = {}
    excess = 0.0
    for cardinal in "TQ":
        mole = fragment.mole(family, cardinal)
        mean_field = hartree_fock(fragment, mole)
        steps[cardinal] = step = coupled_cluster(fragment, mean_field, fragment.valence_core)
        terms[f"HF/{cardinal}Z"] = float(mean_field.e_tot)
        terms |= _terms(step, f"{cardinal}Z")
        functions[f"{cardinal}Z"] = int(mole.nao)
        excess = max(excess, contamination(fragment, mean_field))
    core = _core_valence(fragment, terms, functions)
    limit = extrapolation.hartree_fock(terms["HF/TZ"], terms["HF/QZ"])
    limit += extrapolation.correlation(steps["T"].energy, steps["Q"].energy)
    largest = terms["HF/QZ"] + steps["Q"].energy
    retried = any(step.retried for step in steps.values())
    return Evaluation(limit + core, largest + core, terms, steps["T"], excess, functions, retried)


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
