"""What a batch of references came to, by family: counts, costs, and how functionals do on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from tasks.reactions import KCAL_MOL
from tasks.references.record import Record

NOT_RUN = ("size", "closing")
"""Stages at which a candidate was left out before anything was computed."""


@dataclass(frozen=True)
class Summary:
    """accepted, rejected, not_run: how many. cpu_median, cpu_total: seconds, of those that ran.

    uncertainty: mean over the accepted, kcal/mol or meV/Å. errors: mean absolute error of each
    functional on the accepted, kcal/mol; empty for forces.
    """

    family: str
    accepted: int
    rejected: int
    not_run: int
    cpu_median: float
    cpu_total: float
    uncertainty: float
    errors: dict[str, float] = field(default_factory=dict)


def summaries(records: Iterable[Record]) -> list[Summary]:
    """By family, in the order of their first records."""
    families: dict[str, list[Record]] = {}
    for record in records:
        families.setdefault(record.family, []).append(record)
    return [_summary(family, found) for family, found in families.items()]


def table(found: Sequence[Summary]) -> str:
    """Lines for a terminal."""
    levels = sorted({level for one in found for level in one.errors})
    head = "family       accepted rejected not run  CPU s median    total  uncertainty"
    lines = [head + "".join(f"{level:>10}" for level in levels)]
    for one in found:
        errors = (f"{one.errors[k]:10.2f}" if k in one.errors else 10 * " " for k in levels)
        counts = f"{one.family:<12} {one.accepted:>8} {one.rejected:>8} {one.not_run:>7}"
        costs = f"{one.cpu_median:>13.1f} {one.cpu_total:>8.0f} {one.uncertainty:>12.3f}"
        lines.append(f"{counts} {costs}" + "".join(errors))
    total = sum(one.accepted for one in found), sum(one.rejected for one in found)
    seconds = sum(one.cpu_total for one in found)
    lines.append(f"{total[0]} accepted, {total[1]} rejected, {seconds:.0f} s of processor time")
    return "\n".join(lines)


def _summary(family: str, records: Sequence[Record]) -> Summary:
    ran = [r for r in records if r.provenance.get("rejected_at") not in NOT_RUN]
    accepted = [r for r in ran if r.accepted]
    seconds = [float(r.provenance["cost"]["cpu_seconds"]) for r in ran]
    return Summary(
        family,
        accepted=len(accepted),
        rejected=len(ran) - len(accepted),
        not_run=len(records) - len(ran),
        cpu_median=median(seconds) if seconds else 0.0,
        cpu_total=sum(seconds),
        uncertainty=fmean(r.uncertainty or 0.0 for r in accepted) if accepted else 0.0,
        errors=_errors(accepted),
    )


def _errors(accepted: Sequence[Record]) -> dict[str, float]:
    differences: dict[str, list[float]] = {}
    for record in accepted:
        if record.energy is not None:
            for level, value in record.levels.items():
                differences.setdefault(level, []).append(abs(value - record.energy) / KCAL_MOL)
    return {level: fmean(found) for level, found in differences.items()}
