"""Which of two is the more stable: reactions of which the sign is graded, besides the size.

A pair is the reaction "A, per molecule, minus B, per molecule". A potential is wrong about it where
its energies put the other of the two lower. Only pairs are asked whose references differ by more
than their uncertainty: what the references cannot tell, nobody is graded by.

The arrays of a pair are those of a reaction, and
    reference["uncertainty"]   %, shape (): the chance that the reference itself is wrong about it
    reference["spread"]        eV, shape (): the uncertainty of the reference's difference
"""

from __future__ import annotations

from collections.abc import Mapping
from math import erfc, isfinite, sqrt

import numpy as np

from tasks import reactions
from tasks.reactions import LEVEL, Compare
from tasks.splitting import PREFIX
from tasks.system import Arrays, System
from tasks.task import Metric

WRONG, UNTOLD, RIGHT = 100.0, 50.0, 0.0
"""%, of one pair: a potential to which both are equal has a coin's chance."""


def told(energy: float, spread: float) -> bool:
    """Whether a difference is larger than its own uncertainty, both in one unit, not by a digit's
    rounding alone."""
    return abs(energy) > spread * (1 + 1e-9)


def reference(
    energy: float, spread: float, unit: float, levels: Mapping[str, float] | None = None
) -> Arrays:
    """energy: A minus B. spread: its uncertainty, one standard deviation. levels: what functionals
    give for the same difference. All in a unit that is worth `unit` eV.

    Raises ValueError where the difference is not larger than the spread.
    """
    if not told(energy, spread):
        raise ValueError(f"a difference of {energy:g} ± {spread:g} has no order")
    chance = WRONG * erfc(abs(energy) / spread / sqrt(2)) / 2
    found = reactions.reference(energy, chance, unit, levels)
    return found | {"spread": np.array(spread * unit)}


def compare_in(unit: float) -> Compare:
    """A `compare` whose "misordered" is 100 %, 0 %, or 50 % where the potential sees no difference.

    "error" is that of the difference, predicted minus reference, in a unit that is worth `unit`
    eV; "functional:PBE" is 100 or 0, what that functional makes of the pair.
    """
    size = reactions.compare_in(unit)

    def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
        error = size(system, predicted, reference)["error"]
        energy = float(system.settings["coefficients"] @ predicted["energies"])
        truth = float(reference["energy"])
        found = {"misordered": misordered(energy, truth), "error": error}
        levels = {k.removeprefix(LEVEL): float(v) for k, v in reference.items() if LEVEL in k}
        return found | {PREFIX + name: misordered(v, truth) for name, v in levels.items()}

    return compare


def misordered(energy: float, truth: float) -> float:
    """% of one pair, from the difference that a potential gives and the true one."""
    if not isfinite(energy):
        return float("nan")
    if energy == 0:
        return UNTOLD
    return RIGHT if (energy > 0) == (truth > 0) else WRONG


def metrics(unit: str, worst: float, by: tuple[str, ...] = ()) -> tuple[Metric, ...]:
    """The share of pairs in the wrong order, and the mean absolute error of their differences.

    worst: of a difference, in `unit`. A pair without an answer is in the wrong order. The mean
    signed error is not given: which of a pair comes first is chance.
    """
    absolute, *_ = reactions.metrics(unit, worst, by)
    share = Metric(
        "misordered", "Wrong order", "misordered", "%", worst=WRONG, by=absolute.by, digits=1
    )
    return share, absolute
