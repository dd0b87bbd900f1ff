"""Whether CCSD(T) can be trusted for a system. The rules are fixed before any potential runs."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.references.evaluation import Evaluation
from tasks.references.rejected import Rejected

LIMITS = {"T1": 0.02, "D1": 0.05, "largest t2": 0.12, "share of (T)": 0.05}
CONTAMINATION = 0.05
"""Largest excess of <S²> of an open shell."""
SECOND_TIER = 1.0
"""kcal/mol: largest change by CCSDT(Q) relative to the reference frame."""


def doubts(evaluation: Evaluation) -> list[str]:
    """Of a closed shell, in words; empty where all four diagnostics are within their limits."""
    cluster = evaluation.coupled_cluster
    values = {
        "T1": cluster.t1,
        "D1": cluster.d1,
        "largest t2": cluster.t2,
        "share of (T)": cluster.share,
    }
    return [
        f"{name} is {value:.3f}, the limit {LIMITS[name]}"
        for name, value in values.items()
        if value is not None and value > LIMITS[name]
    ]


def words(doubtful: Mapping[str, list[str]]) -> str:
    """By species: what its diagnostics say."""
    return "; ".join(f"{name}: {', '.join(each)}" for name, each in doubtful.items())


def check_spin(evaluation: Evaluation, name: str) -> None:
    """Raises Rejected for an open shell whose determinant is no good start."""
    if evaluation.contamination > CONTAMINATION:
        raise Rejected(
            "screening",
            f"{name}: <S²> exceeds its exact value by {evaluation.contamination:.3f}, "
            f"the limit {CONTAMINATION}",
        )


def check_second_tier(change: float, doubtful: Mapping[str, list[str]]) -> None:
    """`change`: kcal/mol, of the reaction. Raises Rejected where it is too large."""
    if abs(change) > SECOND_TIER:
        raise Rejected(
            "screening",
            f"CCSDT(Q) changes the energy by {change:.2f} kcal/mol, the limit {SECOND_TIER} "
            f"({words(doubtful)})",
        )
