"""What is told of every relaxation, besides how far its end is from where it should be."""

from __future__ import annotations

from tasks.task import Metric, Reduce


def relaxation_metrics(unit: str, worst: float) -> tuple[Metric, ...]:
    """Of `compare`'s "unconverged" (%), "above" and "steps" (those that converged alone).

    worst: of the energy above that of the relaxed reference, in `unit`.
    """
    above = "Energy above the relaxed reference, absolute"
    return (
        Metric("unconverged", "Not converged", "unconverged", "%", worst=100.0, digits=0),
        Metric("above", above, "above", unit, worst=worst),
        Metric("steps", "Steps of those that converged", "steps", "", Reduce.MEAN, digits=0),
    )
