"""What a new submission is going to be asked for, and how long others took: told before it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from leaderboard.models import Dataset, Evaluation, Potential
from tasks.cost import Cost, total


@dataclass(frozen=True)
class Asking:
    """cost: of what is not held out. fastest, slowest: seconds that the listed submissions were
    running for, all tasks together; None before there is one."""

    tasks: int
    systems: int
    cost: Cost
    fastest: float | None
    slowest: float | None

    @classmethod
    def now(cls) -> Asking:
        datasets = list(Dataset.objects.asked())
        times = _times(datasets)
        return cls(
            tasks=len({one.task for one in datasets}),
            systems=sum(one.size for one in datasets),
            cost=total([one.cost for one in datasets if one.cost]),
            fastest=min(times, default=None),
            slowest=max(times, default=None),
        )


def _times(datasets: list[Dataset]) -> list[float]:
    listed = [potential.current() for potential in Potential.objects.listed()]
    rows = Evaluation.objects.scored().filter(dataset__in=datasets, submission__in=listed)
    sums = rows.values("submission").order_by().annotate(seconds=Sum("seconds"))
    return [row["seconds"] for row in sums if row["seconds"]]
