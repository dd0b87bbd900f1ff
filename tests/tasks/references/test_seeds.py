"""Random numbers that depend on seed, family and index alone."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.references.seeds import drawn, identity, rng


def test_the_stream_is_fixed_by_seed_family_and_index() -> None:
    first = rng(b"seed", "dimers", 3).random(4).tolist()
    assert first == rng(b"seed", "dimers", 3).random(4).tolist()
    others = [(b"Seed", "dimers", 3), (b"seed", "dimer", 3), (b"seed", "dimers", 4)]
    assert all(rng(*other).random(4).tolist() != first for other in others)


def test_family_and_index_do_not_run_into_each_other() -> None:
    assert identity(b"s", "a", 11) != identity(b"s", "a1", 1)
    assert identity(b"s/a", "b", 1) != identity(b"s", "a/b", 1)


def test_names_are_drawn_by_their_shares() -> None:
    random = np.random.default_rng(0)
    found = [drawn(random, {"rare": 1.0, "frequent": 3.0}) for _ in range(4000)]
    assert found.count("rare") / 4000 == pytest.approx(0.25, abs=0.03)
