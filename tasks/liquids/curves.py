"""What a page draws of a simulated liquid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.structure import Floats
from tasks.system import Arrays, System


@dataclass(frozen=True, eq=False)
class RadialCurve:
    """r: Å. g and error: the mean of the blocks and its standard error, shape (bins,).

    measured: position (Å) and height of the first peak as experiment has it; None where unknown.
    """

    r: Floats
    g: Floats
    error: Floats
    measured: tuple[float, float] | None


def rdf_curve(system: System, predicted: Arrays, reference: Arrays) -> RadialCurve | None:
    """None where no replica survived, or nothing was answered."""
    if not len(predicted.get("g", ())):
        return None
    g = predicted["g"]
    error = g.std(axis=0, ddof=1) / np.sqrt(len(g)) if len(g) > 1 else np.zeros(g.shape[1])
    known = "peak" in reference
    measured = (float(reference["peak"][0]), float(reference["peak"][1])) if known else None
    return RadialCurve(predicted["r"], g.mean(axis=0), error, measured)
