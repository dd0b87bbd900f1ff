"""How far a number would move had other systems been drawn: the bootstrap over clusters.

Clusters of related systems are drawn with replacement, and the number is computed again for each
draw. The bounds of the interval are expanded percentiles (T. C. Hesterberg, What Teachers Should
Know About the Bootstrap, The American Statistician 69, 371 (2015), section 5.3): plain percentiles
are too narrow for the 7 to 48 clusters that these sets have. With fewer than six clusters, as in a
group of three reactions, no percentile is wide enough: all that can be drawn lies between the
extremes of n clusters, which hold the mean of a symmetric distribution 1 - 2^(1-n) of the time,
75 % for three. There the interval is Student's t times the bootstrap's standard error (the same
paper), and nobody is told apart.

A system can lie between two clusters, as a pair of phases does, of which one is the more stable:
its cluster is then "Ih|II". Such pairs share phases and are no independent evidence. Phases are
drawn, and a pair counts as often as its phases were drawn, multiplied (the vertex bootstrap of
T. A. B. Snijders, S. P. Borgatti, Non-parametric standard errors and tests for network statistics,
Connections 22, 161 (1999)).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit

from tasks.structure import Floats
from tasks.task import Reduce

RESAMPLES = 10_000
CONFIDENCE = 0.95
LEAST_DOF = 4.99  # six clusters, but for rounding: percentiles of fewer are no 95 % interval
ROUNDING = 1e-24  # the variance of scores that are equal but for their last digits
BETWEEN = "|"
"""Parts the names of the two clusters that a system lies between."""

Reducing = Callable[[Floats], Floats]  # of how often each cluster counts: (b, …) to (k, b)
BLOCK = 4_000_000  # numbers held at once while resampling: 32 MB


def reduced(values: Floats, reduce: Reduce) -> Floats:
    """Per-system errors, shape (k, n), to one number a row, shape (k,)."""
    values = _signless(values, reduce)
    if reduce is Reduce.MEDIAN_ABSOLUTE:
        return np.asarray(np.median(values, axis=1))
    return np.asarray(values.mean(axis=1))


def resampled(values: Floats, clusters: Sequence[str], reduce: Reduce) -> Floats:
    """The reduced number of each row for each of the same draws, shape (k, RESAMPLES).

    values: shape (k, n). clusters: the cluster of each of the n systems, or the two that it lies
    between. All rows see the same draws, so their differences are paired. The draws depend on the
    names of the clusters alone: not on the order of the systems, the machine or numpy's version;
    two sets of the same clusters (a dimer at its minimum, and along its curve) are drawn together.
    """
    return np.concatenate(list(resampled_blocks(values, clusters, reduce)), axis=1)


def resampled_blocks(
    values: Floats, clusters: Sequence[str], reduce: Reduce, draws: int = 0
) -> Iterator[Floats]:
    """As `resampled`, in blocks of shape (k, draws), or as many draws as memory should hold."""
    names, member = np.unique(np.asarray(clusters), return_inverse=True)
    drawn, ends = _ends(names.tolist())
    reducing = _medians if reduce is Reduce.MEDIAN_ABSOLUTE else _means
    of_counts = reducing(_signless(values, reduce), member)
    for counts in _draws(drawn, draws or max(1, BLOCK // max(len(drawn), len(member)))):
        yield of_counts(_weights(counts, ends))


def freedom(clusters: Iterable[str]) -> int:
    """Degrees of freedom of a mean over systems of these clusters: what is drawn, less one; a
    single pair has two ends and none."""
    distinct = sorted(set(clusters))
    return min(len(distinct), len(_ends(distinct)[0])) - 1


def interval(
    samples: Floats, dof: float, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float] | tuple[None, None]:
    """The bounds of the 95 % interval; (None, None) where dof is 0: one cluster tells no spread.

    samples: shape (RESAMPLES,). dof: degrees of freedom, the number of clusters less one.
    bounds: of what is possible at all; an absolute error is not below 0.
    """
    if dof <= 0:
        return None, None
    if dof < LEAST_DOF:
        half = stdtrit(dof, (1 + CONFIDENCE) / 2) * samples.std() * np.sqrt((dof + 1) / dof)
        ends = samples.mean() + np.array([-half, half])
    else:
        tail = float(tails(dof))
        ends = np.quantile(samples, [tail, 1 - tail])
    low, high = np.clip(ends, *bounds)
    return float(low), float(high)


def intervals(
    samples: Floats, dof: float, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> Floats:
    """The same of many rows of the same degrees of freedom: shape (k, RESAMPLES) to (k, 2); NaN
    where one cluster tells no spread.
    """
    if dof <= 0:
        return np.full((len(samples), 2), np.nan)
    if dof < LEAST_DOF:
        half = stdtrit(dof, (1 + CONFIDENCE) / 2) * samples.std(axis=1) * np.sqrt((dof + 1) / dof)
        ends = samples.mean(axis=1)[:, None] + np.stack([-half, half], axis=1)
    else:
        tail = float(tails(dof))
        ends = np.quantile(samples, [tail, 1 - tail], axis=1).T
    return np.asarray(np.clip(ends, *bounds))


def possible(reduce: Reduce, worst: float | None) -> tuple[float, float]:
    """The least and the most that reduced errors can be, none of which is above `worst`."""
    most = np.inf if worst is None else worst
    return (-most if reduce is Reduce.MEAN else 0.0), most


def tails(dof: ArrayLike) -> Floats:
    """What the expanded percentile interval leaves out on each side: 0.025 for many clusters.

    Φ(-t √(n/(n-1))) with Student's t at 97.5 % for n-1 degrees of freedom; 0 below LEAST_DOF.
    """
    nu = np.asarray(dof, dtype=float)
    safe = np.where(nu > 0, nu, 1.0)
    expanded = ndtr(-stdtrit(safe, (1 + CONFIDENCE) / 2) * np.sqrt((safe + 1) / safe))
    return np.asarray(np.where(nu >= LEAST_DOF, expanded, 0.0))


def degrees(variances: Floats, dof: Floats) -> Floats:
    """Degrees of freedom of a sum of independent scores (Welch and Satterthwaite), shape (…).

    variances: of each part, shape (T, …), dimensionless. dof: of each part, shape (T,).
    Tasks that are drawn together (S22 and its curves) count as independent here, though not in the
    draws: that narrows an interval by 3 % at most.
    Where nothing varies, the smallest of the parts'.
    """
    variances = np.where(variances > ROUNDING, variances, 0.0)
    column = np.maximum(dof, 1e-300).reshape(-1, *[1] * (variances.ndim - 1))
    total, below = variances.sum(axis=0), (variances**2 / column).sum(axis=0)
    varies = below > 0
    return np.asarray(np.where(varies, total**2 / np.where(varies, below, 1.0), dof.min()))


def _signless(values: Floats, reduce: Reduce) -> Floats:
    return values if reduce is Reduce.MEAN else np.abs(values)


def _ends(names: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """What is drawn, sorted; and for each name the places there of the one or two that it lies
    between, shape (len(names), 2), one past the end where there is no second."""
    parts = [name.split(BETWEEN, 1) for name in names]
    drawn = sorted({part for pair in parts for part in pair})
    place = {part: i for i, part in enumerate(drawn)}
    return drawn, np.array([[place[p[0]], place[p[1]] if p[1:] else len(drawn)] for p in parts])


def _weights(counts: Floats, ends: NDArray[np.intp]) -> Floats:
    """How often each cluster counts, shape (b, len(ends)), from how often each end was drawn."""
    once = np.concatenate([counts, np.ones((len(counts), 1))], axis=1)
    weights = once[:, ends[:, 0]] * once[:, ends[:, 1]]
    # One phase drawn every time makes no pair, and tells nothing: the data themselves stand there.
    weights[~weights.any(axis=1)] = 1.0
    return np.asarray(weights)


def _draws(names: list[str], rows: int) -> Iterator[Floats]:
    """How often each cluster is drawn, in blocks of shape (b, len(names)), RESAMPLES rows in all.

    PCG64's raw stream is fixed for good, which Generator's methods are not (NumPy's NEP 19).
    """
    seed = int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:16], "big")
    bits, size = np.random.PCG64(seed), len(names)
    for start in range(0, RESAMPLES, rows):
        b = min(rows, RESAMPLES - start)
        drawn = (bits.random_raw(b * size) % np.uint64(size)).astype(np.int64).reshape(b, size)
        flat = (drawn + size * np.arange(b)[:, None]).ravel()
        yield np.bincount(flat, minlength=b * size).reshape(b, size).astype(float)


def _means(values: Floats, member: NDArray[np.intp]) -> Reducing:
    """Row by row, so that equal rows give equal bits whatever stands beside them."""
    of_cluster = np.bincount(member).astype(float)
    sums = [np.bincount(member, weights=row) for row in values]

    def reducing(counts: Floats) -> Floats:
        sizes = counts @ of_cluster
        found = np.empty((len(sums), len(counts)))
        for row, total in zip(found, sums, strict=True):
            np.divide(counts @ total, sizes, out=row)
        return found

    return reducing


def _medians(values: Floats, member: NDArray[np.intp]) -> Reducing:
    return lambda counts: np.stack([_weighted_median(row, counts[:, member]) for row in values])


def _weighted_median(row: Floats, weights: Floats) -> Floats:
    """Median of `row` with each entry repeated `weights` times; weights: shape (b, n)."""
    order = np.argsort(row, kind="stable")
    reached = 2 * np.cumsum(weights[:, order], axis=1)
    total = reached[:, -1:] / 2
    lower, upper = np.argmax(reached >= total, axis=1), np.argmax(reached > total, axis=1)
    return np.asarray((row[order][lower] + row[order][upper]) / 2)
