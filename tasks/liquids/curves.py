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


@dataclass(frozen=True, eq=False)
class SpectrumCurve:
    """waves: cm⁻¹. states: per cm⁻¹, the mean of the replicas; their integral counts degrees of
    freedom. error: the standard error of that mean; zero of a single replica."""

    waves: Floats
    states: Floats
    error: Floats


def spectrum_curve(predicted: Arrays) -> SpectrumCurve | None:
    """The vibrational density of states; None where no replica survived."""
    states = predicted.get("states", np.zeros((0, 0)))
    if not len(states):
        return None
    error = states.std(axis=0, ddof=1) / np.sqrt(len(states)) if len(states) > 1 else 0 * states[0]
    return SpectrumCurve(predicted["waves"], states.mean(axis=0), error)
