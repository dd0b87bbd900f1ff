"""Which elements a potential takes for alike, from their energies in the same places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform
from scipy.stats import spearmanr

from tasks.structure import Floats

BOUND = 5.0  # eV: beyond it a difference in energy tells no more than that it is large
Order = NDArray[np.intp]


def profiles(energies: Floats) -> Floats:
    """What is left of each element's energies, shape (n, k), without its energy at the last step.

    An element's own constant drops out, so that no free atom is asked for.
    """
    rise = energies[:, :-1] - energies[:, -1:]
    return np.asarray(BOUND * np.tanh(rise / BOUND))


def distances(energies: Floats) -> Floats:
    """Between elements, eV, shape (n, n): root mean square difference of their profiles."""
    shapes = profiles(energies)
    return np.asarray(np.sqrt(np.mean((shapes[:, None] - shapes[None]) ** 2, axis=-1)))


def nearest(apart: Floats, count: int) -> Order:
    """Of each element the most alike, shape (n, count), the most alike first."""
    others = apart + np.diag(np.full(len(apart), np.inf))
    return np.argsort(others, axis=1, kind="stable")[:, :count]


def agreement(apart: Floats, places: Floats) -> Floats:
    """Rank correlation, of each element, of its distances with those along a scale, shape (n,)."""
    along = np.abs(places[:, None] - places[None])
    rows = range(len(apart))
    return np.array([spearmanr(np.delete(apart[i], i), np.delete(along[i], i))[0] for i in rows])


def map_of(apart: Floats) -> Floats:
    """Places in a plane, shape (n, 2), whose distances are as near to these as can be (classical
    scaling); the sign of an axis is such that its largest value is positive."""
    n = len(apart)
    middle = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * middle @ apart**2 @ middle)
    top = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    largest = top[np.argmax(np.abs(top), axis=0), range(2)]
    return np.asarray(top * np.where(largest < 0, -1.0, 1.0))


def clustered(apart: Floats) -> Order:
    """The elements in the order of a tree that joins the most alike first (average linkage)."""
    flat = squareform(apart, checks=False)
    return np.asarray(leaves_list(optimal_leaf_ordering(linkage(flat, "average"), flat)))
