"""Where a candidate's random numbers come from: of its seed, family and index, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

GENERATOR = 1
"""Version of the generator. It goes up when the same seed would give other geometries."""


def rng(seed: bytes, family: str, index: int) -> np.random.Generator:
    """PCG64, seeded by SHA-256: the same for whoever asks, in whatever order, for any plan."""
    return np.random.Generator(np.random.PCG64(int.from_bytes(_digest(seed, family, index, "rng"))))


def identity(seed: bytes, family: str, index: int) -> str:
    """An id that says nothing of family or place; of the seed nothing that could be found by
    trying, as long as the seed itself cannot (a secret seed is at least 32 random bytes)."""
    return "s" + _digest(seed, family, index, "id").hex()[:12]


def drawn(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    """One of the names, as often as its share of the sum of all shares says."""
    sizes = np.array(list(shares.values()), dtype=np.float64)
    return list(shares)[rng.choice(len(sizes), p=sizes / sizes.sum())]


def _digest(seed: bytes, family: str, index: int, use: str) -> bytes:
    """The seed is hashed first, so that no two inputs run into each other."""
    text = f"{hashlib.sha256(seed).hexdigest()}/{GENERATOR}/{family}/{index}/{use}"
    return hashlib.sha256(text.encode()).digest()
