"""The largest time step that a potential bears, of those that its trajectories were flown at."""

from __future__ import annotations

import numpy as np

from tasks.motion.recorded import wavering
from tasks.structure import Floats
from tasks.system import Arrays

BOUND = 0.05
"""Of what the kinetic energy wavers by, up to which the total energy may. For a spring of angular
frequency ω the ratio is (ωh)²/4 at a step of h, so that the bound is a fourteenth of its period; a
bond of hydrogen comes to 0.03 at 0.5 fs and to 0.12 at 1 fs. A convention, not a law."""


def largest(predicted: Arrays, steps: Floats) -> float:
    """fs: the largest of the steps at which no replica ended within the window and the total energy
    wavers by BOUND of the kinetic energy at most, as at all shorter ones: what a shorter step does
    not cure, a longer one met by chance. 0 where it is none of them.

    predicted: totals, totals_frames and kinetic, as tasks/motion/conserved.py records them. steps:
    fs, those of the totals, shape (step lengths,).
    """
    totals = predicted["totals"]
    whole = (predicted["totals_frames"] >= totals.shape[2]).all(axis=0)
    exchanged = float(np.sqrt((predicted["kinetic"].std(axis=1) ** 2).mean()))
    quiet = wavering(totals) <= BOUND * exchanged
    upwards = np.argsort(steps)
    borne = np.logical_and.accumulate((whole & quiet)[upwards])
    return float(np.max(steps[upwards][borne], initial=0.0))
