"""With which power of the distance something falls off."""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats

TRIED = np.arange(0.2, 15.001, 0.01)


def exponent(distances: Floats, rise: Floats) -> float | None:
    """n of A (r⁻ⁿ - f⁻ⁿ), fitted in the logarithm; None where the sign changes or a value is zero.

    distances: r, shape (k,), and f behind, shape (k + 1,) together. rise: of k values, over the
    value at f.
    """
    if not (np.all(rise > 0) or np.all(rise < 0)):
        return None
    near, free = distances[:-1], distances[-1]
    shapes = near[None] ** -TRIED[:, None] - free ** -TRIED[:, None]  # (tried, k)
    left = np.log(np.abs(rise))[None] - np.log(shapes)
    return float(TRIED[int(np.argmin(np.var(left, axis=1)))])
