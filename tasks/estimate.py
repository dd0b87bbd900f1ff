"""A number and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """low, high: the 95 % interval; None where a single cluster of systems tells no spread."""

    value: float
    low: float | None
    high: float | None
