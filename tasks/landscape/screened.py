"""Two nuclei screened by their electrons, so close that chemistry does not matter any more.

Ziegler, Biersack, Littmark, The Stopping and Range of Ions in Solids (1985): the universal
potential, a fit to computed pairs of atoms; its authors give a standard deviation of 18 %.
"""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats

COULOMB = 14.399645  # eV Å, e²/(4πε₀)
LENGTH = 0.46850  # Å
WEIGHTS = np.array([0.18175, 0.50986, 0.28022, 0.02817])
RATES = np.array([3.19980, 0.94229, 0.40290, 0.20162])


def repulsion(first: int, second: int, distances: Floats) -> Floats:
    """eV, shape (n,): of atomic numbers `first` and `second` at distances (Å, shape (n,))."""
    screening = LENGTH / (first**0.23 + second**0.23)
    shares = WEIGHTS * np.exp(-np.outer(distances / screening, RATES))
    return np.asarray(COULOMB * first * second / distances * shares.sum(axis=1))
