from __future__ import annotations

import numpy as np
import pytest

from tasks.gap import Sample, gap
from tasks.standing import RankedSystem
from tasks.task import Metric, Reduce

MAE = Metric("mae", "MAE", "error", "kcal/mol", worst=10.0)


def sample(errors: list[float], clusters: list[str] | None = None) -> Sample:
    names = [f"s{i}" for i in range(len(errors))]
    systems = [
        RankedSystem(name, cluster, "molecules")
        for name, cluster in zip(names, clusters or names, strict=True)
    ]
    return Sample(systems, dict(zip(names, errors, strict=True)))


def drawn(seed: int, size: int, n: int = 40) -> list[float]:
    return [float(x) for x in np.random.default_rng(seed).normal(0.0, size, n)]


def test_a_potential_that_is_as_good_on_both_has_no_gap() -> None:
    found = gap(MAE, sample(drawn(1, 1)), sample(drawn(2, 1)))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high


def test_a_potential_that_is_worse_on_what_it_has_not_seen_has_a_gap_above_zero() -> None:
    found = gap(MAE, sample(drawn(1, 1)), sample(drawn(2, 3)))
    assert found.low is not None
    assert 0 < found.low < found.value


def test_the_gap_is_the_difference_of_the_two_errors() -> None:
    found = gap(MAE, sample([1.0, -1.0, 1.0]), sample([3.0, -2.0, 4.0]))
    assert found.value == pytest.approx(2.0)


def test_the_interval_is_as_wide_as_two_independent_samples_make_it() -> None:
    """The two sets have equal names: were they drawn together, equal errors would cancel."""
    errors = drawn(3, 2, 200)
    found = gap(MAE, sample(errors), sample(errors))
    assert found.low is not None
    assert found.high is not None
    expected = 1.96 * np.sqrt(2 * np.var(np.abs(errors)) / 200)
    assert (found.high - found.low) / 2 == pytest.approx(expected, rel=0.08)


def test_silence_costs_worst_on_either_side() -> None:
    public, silent = sample([1.0] * 8), sample([1.0] * 8)
    assert gap(MAE, public, Sample(silent.systems, {})).value == pytest.approx(9.0)


def test_one_cluster_tells_no_spread() -> None:
    found = gap(MAE, sample([1.0, 2.0], ["a", "a"]), sample(drawn(1, 1)))
    assert (found.low, found.high) == (None, None)


def test_signs_do_not_matter_to_an_absolute_error() -> None:
    signed, bare = drawn(4, 1), [abs(x) for x in drawn(4, 1)]
    assert gap(MAE, sample(signed), sample(drawn(5, 2))) == gap(
        MAE, sample(bare), sample(drawn(5, 2))
    )


def test_a_metric_that_is_not_ranked_has_no_gap() -> None:
    mean = Metric("mean-error", "Mean", "error", "kcal/mol", Reduce.MEAN)
    with pytest.raises(ValueError, match="silence"):
        gap(mean, sample([1.0]), sample([1.0]))
