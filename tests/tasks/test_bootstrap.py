from __future__ import annotations

import numpy as np
import pytest

from tasks import bootstrap
from tasks.bootstrap import degrees, interval, possible, reduced, resampled, tails
from tasks.task import Reduce

MEAN, MEDIAN, SIGNED = Reduce.MEAN_ABSOLUTE, Reduce.MEDIAN_ABSOLUTE, Reduce.MEAN
ERRORS = np.array([[0.3, -1.2, 0.8, 2.5, -0.1, 0.7, 1.9]])
NAMES = list("abcdefg")


@pytest.mark.parametrize(("reduce", "value"), [(MEAN, 7.5 / 7), (Reduce.MEAN, 0.7), (MEDIAN, 0.8)])
def test_errors_reduce_to_one_number(reduce: Reduce, value: float) -> None:
    assert reduced(ERRORS, reduce)[0] == pytest.approx(value)


@pytest.mark.parametrize("systems", [6, 8, 24])
def test_intervals_hold_the_true_mean_95_times_in_100(systems: int) -> None:
    drawn = np.random.default_rng(11).gamma(4.0, 0.25, (1500, systems))  # skewed, true mean 1
    bounds = [interval(row, systems - 1) for row in _samples(drawn)]
    held = np.mean([low < 1 < high for low, high in bounds if low is not None and high is not None])
    assert 0.91 < held < 0.97


def _samples(values: np.ndarray) -> np.ndarray:
    return resampled(values, [f"s{i}" for i in range(values.shape[1])], MEAN)


def test_plain_percentiles_would_be_too_narrow_for_eight_systems() -> None:
    drawn = np.random.default_rng(11).gamma(4.0, 0.25, (1500, 8))
    low, high = np.quantile(_samples(drawn), [0.025, 0.975], axis=1)
    assert np.mean((low < 1) & (high > 1)) < 0.92


@pytest.mark.parametrize("reduce", [MEAN, MEDIAN])
def test_the_spread_of_resampled_numbers_is_that_of_numpys_own_resamples(reduce: Reduce) -> None:
    rng = np.random.default_rng(5)
    drawn = np.abs(ERRORS[0][rng.integers(0, 7, (20_000, 7))])
    expected = np.median(drawn, axis=1) if reduce is MEDIAN else drawn.mean(axis=1)
    found = resampled(ERRORS, NAMES, reduce)[0]
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    assert np.quantile(found, levels) == pytest.approx(np.quantile(expected, levels), abs=0.04)


def test_draws_are_the_same_on_every_machine() -> None:
    sums = 7 * resampled(ERRORS, NAMES, MEAN)[0, :5]
    assert sums == pytest.approx([7.1, 8.7, 5.2, 6.7, 12.7])


def test_the_order_of_the_systems_does_not_matter() -> None:
    order = [3, 0, 6, 2, 5, 1, 4]
    shuffled = resampled(ERRORS[:, order], [NAMES[i] for i in order], MEAN)
    assert np.array_equal(shuffled, resampled(ERRORS, NAMES, MEAN))


def test_systems_of_a_cluster_are_no_independent_evidence() -> None:
    fivefold = resampled(np.repeat(ERRORS, 5, axis=1), np.repeat(NAMES, 5).tolist(), MEAN)
    assert np.allclose(fivefold, resampled(ERRORS, NAMES, MEAN))


def test_the_size_of_the_blocks_does_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = resampled(ERRORS, NAMES, MEDIAN)
    monkeypatch.setattr(bootstrap, "BLOCK", 1000)
    assert np.array_equal(resampled(ERRORS, NAMES, MEDIAN), whole)


def test_equal_rows_stay_equal_to_the_last_bit() -> None:
    rows = resampled(np.repeat(ERRORS, 3, axis=0), NAMES, MEAN)
    assert np.array_equal(rows[0], rows[2])


def test_a_single_cluster_has_no_interval() -> None:
    assert interval(np.ones(bootstrap.RESAMPLES), 0) == (None, None)


@pytest.mark.parametrize("clusters", range(1, 6))
def test_no_percentile_of_fewer_than_six_clusters_is_used(clusters: int) -> None:
    assert tails(clusters - 1) == 0


def test_the_interval_of_three_clusters_is_students() -> None:
    samples = resampled(np.array([[1.0, 2.0, 6.0]]), list("abc"), MEAN)[0]
    half = 4.3027 * np.sqrt(7 / 3)  # t at 97.5 % for 2 degrees of freedom, s / √n
    assert interval(samples, 2) == pytest.approx((3 - half, 3 + half), abs=0.1)
    assert interval(samples, 2, possible(MEAN, 8.0)) == pytest.approx((0, 8))
    assert interval(samples, 2, possible(SIGNED, None)) == interval(samples, 2)


@pytest.mark.parametrize("clusters", [2, 3, 5])
def test_a_few_clusters_hold_the_true_mean_95_times_in_100(clusters: int) -> None:
    drawn = np.random.default_rng(5).standard_normal((1500, clusters))
    rows = resampled(drawn, [f"s{i}" for i in range(clusters)], SIGNED)
    bounds = [interval(row, clusters - 1) for row in rows]
    held = [low < 0 < high for low, high in bounds if low is not None and high is not None]
    assert 0.935 < np.mean(held) < 0.965


def test_all_that_three_clusters_can_give_holds_the_mean_75_times_in_100() -> None:
    samples = resampled(np.random.default_rng(5).standard_normal((1500, 3)), list("abc"), SIGNED)
    assert np.mean((samples.min(axis=1) < 0) & (samples.max(axis=1) > 0)) < 0.8


def test_tails_approach_a_fortieth_for_many_clusters() -> None:
    assert tails(1e9) == pytest.approx(0.025, abs=1e-6)
    assert tails(6) == pytest.approx(0.00411, abs=1e-4)  # Φ(-2.4469 √(7/6))
    assert tails(0) == 0


def test_degrees_of_freedom_are_those_of_the_part_that_varies() -> None:
    dof = np.array([5.0, 50.0])
    assert degrees(np.array([1.0, 0.0]), dof) == pytest.approx(5)
    assert degrees(np.array([1.0, 1.0]), dof) == pytest.approx(4 / (1 / 5 + 1 / 50))
    assert degrees(np.zeros(2), dof) == 5


def _pairs(nodes: int) -> tuple[np.ndarray, list[str]]:
    first, second = np.triu_indices(nodes, 1)
    return np.stack([first, second]), [f"n{i}|n{j}" for i, j in zip(first, second, strict=True)]


def test_pairs_that_share_a_phase_are_no_independent_evidence() -> None:
    (first, second), between = _pairs(13)
    rng = np.random.default_rng(3)
    nodes = rng.standard_normal((400, 13))
    drawn = nodes[:, first] + nodes[:, second] + 0.5 * rng.standard_normal((400, len(between)))
    of_phases = resampled(drawn, between, SIGNED)
    assert bootstrap.freedom(between) == 12
    assert 0.90 < _held(of_phases, 12) < 0.98
    alone = resampled(drawn, [str(i) for i in range(len(between))], SIGNED)
    assert _held(alone, len(between) - 1) < 0.7


def _held(samples: np.ndarray, dof: int) -> float:
    bounds = [interval(row, dof) for row in samples]
    return float(np.mean([low < 0 < high for low, high in bounds if low is not None]))  # type: ignore[operator]


def test_a_pair_counts_as_often_as_its_phases_were_drawn() -> None:
    values, between = np.array([[1.0, 10.0, 100.0]]), ["a|b", "a|c", "b|c"]
    found = set(np.round(resampled(values, between, SIGNED)[0], 6))
    # aab, aac, bbc …: one pair each; abc: all three; aaa tells nothing: the mean of the data.
    assert found == {1.0, 10.0, 100.0, 37.0}


def test_a_single_pair_has_no_interval() -> None:
    assert bootstrap.freedom(["a|b"]) == 0


def test_pairs_and_single_systems_are_drawn_together() -> None:
    values, clusters = np.array([[1.0, 3.0]]), ["a|b", "c"]
    found = set(np.round(resampled(values, clusters, SIGNED)[0], 6))
    assert found == {1.0, 2.0, 3.0}
