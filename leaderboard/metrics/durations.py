"""How long attempts waited and ran, as histograms that the database counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from prometheus_client.core import HistogramMetricFamily, Metric

from leaderboard.models import Attempt

BOUNDS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600)  # seconds


def durations() -> Iterator[Metric]:
    yield _histogram("assay_wait_seconds", "From an order to its claim", "created", "claimed")
    yield _histogram("assay_run_seconds", "From a claim to its end", "claimed", "ended")


def _histogram(name: str, about: str, start: str, end: str) -> Metric:
    family = HistogramMetricFamily(name, about, labels=["stage"])
    for stage in Attempt.Stage:
        rows = Attempt.objects.filter(stage=stage).exclude(claimed=None).exclude(**{end: None})
        took = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
        counted = rows.annotate(took=took).aggregate(**_counts())
        buckets = [(f"{bound:.1f}", counted[f"b{bound}"]) for bound in BOUNDS]
        total = counted["total"] or timedelta(0)
        family.add_metric(
            [stage.value], [*buckets, ("+Inf", counted["count"])], total.total_seconds()
        )
    return family


def _counts() -> dict[str, Any]:
    """Each bucket holds what is shorter, too."""
    below = {
        f"b{bound}": Count("pk", filter=Q(took__lte=timedelta(seconds=bound))) for bound in BOUNDS
    }
    return below | {"count": Count("pk"), "total": Sum("took")}
