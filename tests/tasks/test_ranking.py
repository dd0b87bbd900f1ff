from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest

from tasks.alone import task_score
from tasks.ranking import rank
from tasks.result import Anchors
from tasks.scoring import score
from tasks.standing import Place, RankedSystem, Ranking, Standing, TaskErrors, Tie, restrict
from tasks.task import Reduce
from tests.tasks.argon import TASK, dataset

RNG = np.random.default_rng(3)
HARD = RNG.gamma(2.0, 1.0, 24)  # how hard each system is, for everybody


def task(
    errors: Mapping[str, Sequence[float] | np.ndarray],
    slug: str = "a",
    domain: str = "coupled-cluster",
    anchors: Anchors | None = None,
    kinds: Sequence[str] = (),
) -> TaskErrors:
    n = max(map(len, errors.values()))
    kinds = kinds or ["molecules"] * n
    systems = tuple(RankedSystem(f"{slug}{i}", f"{slug}{i}", kinds[i]) for i in range(n))
    named = {
        potential: {s.id: float(e) for s, e in zip(systems, column, strict=False)}
        for potential, column in errors.items()
    }
    scale = anchors or Anchors(null=10.0, floor=0.05)
    return TaskErrors(slug, domain, 20.0, Reduce.MEAN_ABSOLUTE, scale, systems, named)


def by_name(ranking: Ranking) -> dict[str, Standing]:
    return {standing.potential: standing for standing in ranking.standings}


def places(ranking: Ranking) -> dict[str, tuple[int, int]]:
    return {s.potential: (s.place.low, s.place.high) for s in ranking.standings}


def test_nobody_makes_an_empty_ranking() -> None:
    assert rank([]) == Ranking((), {})


def test_one_potential_is_first_of_one() -> None:
    [alone] = rank([task({"alice": HARD})]).standings
    assert alone.place == Place(1, 1)
    assert alone.overall.low is not None
    assert alone.overall.high is not None
    assert alone.overall.low < alone.overall.value < alone.overall.high


def test_identical_potentials_share_a_place() -> None:
    ranking = rank([task({"alice": HARD, "bob": HARD, "carol": HARD * 4})])
    assert places(ranking) == {"alice": (1, 2), "bob": (1, 2), "carol": (3, 3)}


def test_a_potential_that_is_better_everywhere_is_first() -> None:
    ranking = rank([task({"bob": HARD, "alice": HARD / 5, "null": [10.0] * 24})])
    assert places(ranking) == {"alice": (1, 1), "bob": (2, 2), "null": (3, 3)}
    assert by_name(ranking)["null"].overall.value == 0


def test_pairing_tells_apart_whom_their_own_intervals_do_not() -> None:
    ranking = rank([task({"alice": HARD, "bob": HARD + 0.2})])
    alice, bob = ranking.standings
    assert alice.overall.low is not None
    assert bob.overall.high is not None
    assert alice.overall.low < bob.overall.high  # the intervals overlap
    assert (alice.place, bob.place) == (Place(1, 1), Place(2, 2))


def test_the_same_difference_without_correlation_is_noise() -> None:
    other = RNG.permutation(HARD)
    assert set(places(rank([task({"alice": HARD, "bob": other + 0.2})])).values()) == {(1, 2)}


def test_a_difference_inside_the_references_uncertainty_is_none() -> None:
    errors = {"alice": HARD, "bob": HARD + 0.2}
    coarse = task(errors, anchors=Anchors(null=10, floor=0.21))
    fine = task(errors, anchors=Anchors(null=10, floor=0.19))
    assert set(places(rank([coarse])).values()) == {(1, 2)}
    assert places(rank([fine])) == {"alice": (1, 1), "bob": (2, 2)}
    assert by_name(rank([coarse]))["bob"].tasks["a"].place == Place(1, 2)


def ties(ranking: Ranking, potential: str) -> Mapping[str, str]:
    return by_name(ranking)[potential].tasks["a"].place.ties


def test_a_tie_says_why() -> None:
    other = RNG.permutation(HARD)
    errors = {"alice": HARD, "bob": HARD + 0.2, "carol": other, "null": HARD + 5}
    ranking = rank([task(errors, anchors=Anchors(null=10, floor=0.21))])
    assert ties(ranking, "alice") == {"bob": Tie.UNCERTAINTY, "carol": Tie.NOISE}
    assert ties(ranking, "bob")["alice"] == Tie.UNCERTAINTY
    assert ties(ranking, "null") == {}
    assert by_name(ranking)["alice"].place.ties == {"bob": Tie.UNCERTAINTY, "carol": Tie.NOISE}
    few = rank([task({"alice": HARD[:4], "bob": HARD[:4] + 9})])
    assert ties(few, "alice") == {"bob": Tie.FEW}
    assert by_name(few)["alice"].place.ties == {"bob": Tie.FEW}


def test_a_place_is_shared_by_those_that_are_tied_and_no_others() -> None:
    shifts = {name: RNG.permutation(HARD) + 0.3 * n for n, name in enumerate("abcdefgh")}
    for standing in rank([task(shifts)]).standings:
        for place in (standing.place, standing.tasks["a"].place):
            assert place.high - place.low == len(place.ties)


def test_a_lead_must_not_come_from_tasks_that_count_as_draws() -> None:
    small = {"alice": [0.05 + e / 500 for e in HARD], "bob": [0.10 + e / 500 for e in HARD]}
    lead = task(small, "lead", anchors=Anchors(10, 0.0501))  # a lead in score, inside the floor
    even = task({"alice": HARD, "bob": HARD[::-1]}, "even")
    both = rank([lead, even])
    assert by_name(both)["alice"].overall.value > by_name(both)["bob"].overall.value
    assert set(places(both).values()) == {(1, 2)}


def test_potentials_beyond_the_scale_are_told_apart_by_the_metric_alone() -> None:
    ranking = by_name(rank([task({"alice": HARD + 11, "bob": HARD + 13})]))
    assert ranking["alice"].overall.value == ranking["bob"].overall.value == 0
    assert ranking["alice"].place == ranking["bob"].place == Place(1, 2)
    assert ranking["alice"].tasks["a"].place == Place(1, 1)
    assert ranking["bob"].tasks["a"].place == Place(2, 2)


def test_two_equals_are_called_different_at_most_5_times_in_100() -> None:
    different = 0
    for i in range(150):
        rng = np.random.default_rng(i)
        common = rng.gamma(2.0, 1.0, 12)
        pair = {name: common * rng.uniform(0.5, 1.5, 12) for name in ("alice", "bob")}
        different += rank([task(pair, anchors=Anchors(10, 1e-6))]).standings[0].place.high == 1
    assert 1 <= different <= 14  # 7.5 are expected


def test_silence_costs_worst_and_shows_in_the_coverage() -> None:
    half = by_name(rank([task({"alice": HARD * 0, "mute": HARD[:12] * 0})]))["mute"]
    assert half.tasks["a"].metric.value == pytest.approx(10)
    assert (half.answered, half.asked) == (12, 24)


def test_an_answer_never_costs_more_than_silence() -> None:
    wild = rank([task({"wild": [1e300, float("nan"), -1e300]})]).standings[0]
    assert wild.tasks["a"].metric.value == 20
    assert (wild.answered, wild.asked) == (2, 3)


def test_a_potential_without_a_result_for_a_task_scores_0_there() -> None:
    tasks = [task({"alice": HARD / 9, "bob": HARD / 9}, "a"), task({"alice": HARD / 9}, "b")]
    bob = by_name(rank(tasks))["bob"]
    assert bob.tasks["b"].score.value == 0
    assert (bob.tasks["b"].answered, bob.tasks["b"].asked) == (0, 24)
    assert bob.overall.value == pytest.approx(bob.tasks["a"].score.value / 2)


def test_only_the_potentials_named_are_ranked() -> None:
    ranking = rank([task({"alice": HARD, "bob": HARD})], potentials=["bob", "carol"])
    assert set(places(ranking)) == {"bob", "carol"}


def test_a_domain_is_the_mean_of_its_tasks_and_the_whole_the_weighted_mean_of_domains() -> None:
    tasks = [
        task({"alice": [10.0] * 4}, "a", "coupled-cluster"),  # 0
        task({"alice": [0.05] * 4}, "b", "coupled-cluster"),  # 1
        task({"alice": [0.05] * 4}, "c", "solids"),  # 1
    ]
    ranking = rank(tasks, {"coupled-cluster": 3, "solids": 1, "unused": 5})
    [alice] = ranking.standings
    assert {d: e.value for d, e in alice.domains.items()} == {"coupled-cluster": 0.5, "solids": 1}
    assert alice.overall.value == pytest.approx(0.75 * 0.5 + 0.25)
    assert ranking.weights == {"coupled-cluster": 0.75, "solids": 0.25}
    assert rank(tasks).standings[0].overall.value == pytest.approx(0.75)


def test_a_domain_of_weight_0_decides_nothing() -> None:
    tasks = [task({"alice": HARD, "bob": HARD}), task({"alice": HARD, "bob": HARD * 3}, "s", "s")]
    assert set(places(rank(tasks, {"s": 0})).values()) == {(1, 2)}
    assert places(rank(tasks)) == {"alice": (1, 1), "bob": (2, 2)}


@pytest.mark.parametrize("weight", [-1.0, 0.0, float("nan"), float("inf")])
def test_weights_that_make_no_mean_are_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weights must be positive"):
        rank([task({"alice": HARD})], {"coupled-cluster": weight})


def test_the_order_of_the_input_changes_nothing() -> None:
    errors = {"alice": HARD, "bob": HARD + 0.1, "carol": HARD[::-1]}
    tasks = [task(errors, "a"), task(errors, "b", "solids")]
    backward = [task(dict(reversed(errors.items())), "b", "solids"), task(errors, "a")]
    assert rank(tasks) == rank(backward)


def test_adding_a_potential_leaves_the_others_numbers_alone() -> None:
    few, many = {"alice": HARD, "bob": HARD + 1}, {"aaron": HARD, "alice": HARD, "bob": HARD + 1}
    before, after = by_name(rank([task(few)])), by_name(rank([task(many)]))
    assert before["bob"].overall == after["bob"].overall
    assert before["bob"].tasks["a"].metric == after["bob"].tasks["a"].metric


def test_the_metric_and_its_interval_are_those_of_the_scoring() -> None:
    data = dataset()
    result = score(TASK, data.systems, data.references, [])
    argon = TaskErrors.of(TASK, data.systems, {"mute": result})
    [mute] = rank([argon]).standings
    [primary] = [s for s in result.scores if (s.metric, s.group) == ("mae", "")]
    found = mute.tasks["argon-pairs"].metric
    assert (found.value, found.low, found.high) == (primary.value, primary.low, primary.high)


def test_a_board_of_materials_asks_for_materials_only() -> None:
    kinds = ["molecules"] * 12 + ["materials"] * 12
    mixed = task({"alice": HARD, "metals": [float("nan")] * 12 + [0.05] * 12}, kinds=kinds)
    molecules = task({"alice": HARD}, "b")
    board = rank(restrict([mixed, molecules], "materials"))
    metals = by_name(board)["metals"]
    assert list(metals.tasks) == ["a"]
    assert (metals.answered, metals.asked) == (12, 12)
    assert metals.overall.value == pytest.approx(1)
    assert board.standings[0].potential == "metals"


@pytest.mark.parametrize("clusters", [1, 3, 5])
def test_a_task_of_too_few_clusters_tells_nobody_apart(clusters: int) -> None:
    ranking = rank([task({"alice": [0.1] * clusters, "bob": [9.0] * clusters})])
    assert places(ranking) == {"alice": (1, 2), "bob": (1, 2)}
    alice = ranking.standings[0]
    assert (alice.overall.low is None) == (clusters == 1)
    assert alice.tasks["a"].place == Place(1, 2)
    six = rank([task({"alice": [0.1] * 6, "bob": [9.0] * 6})])
    assert places(six) == {"alice": (1, 1), "bob": (2, 2)}


def test_a_task_of_too_few_clusters_and_weight_0_is_in_nobodys_way() -> None:
    clear, few = {"alice": [0.05] * 9, "bob": [10.0] * 9}, {"alice": [1.0], "bob": [1.0]}
    ranking = rank([task(clear), task(few, "b", "solids")], {"solids": 0})
    assert places(ranking) == {"alice": (1, 1), "bob": (2, 2)}


def test_the_order_of_the_standings_never_contradicts_the_places() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        errors = {f"p{i}": HARD * rng.uniform(0.7, 1.3, 24) + i * 0.05 for i in range(8)}
        standings = rank([task(errors), task(errors, "b", anchors=Anchors(9, 0.3))]).standings
        assert all(1 <= s.place.low <= s.place.high <= 8 for s in standings)
        for ahead, behind in combinations(standings, 2):
            assert ahead.place.low <= behind.place.high


@pytest.mark.parametrize(
    ("x", "anchors", "expected"),
    [
        (10.0, Anchors(10, 0.1), 0), (0.1, Anchors(10, 0.1), 1), (1.0, Anchors(10, 0.1), 0.5),
        (99.0, Anchors(10, 0.1), 0), (0.0, Anchors(10, 0.1), 1), (0.1, Anchors(0.05, 0.1), 1),
        (0.2, Anchors(0.05, 0.1), 0), (0.1, Anchors(0.1, 0.1), 1), (0.0, Anchors(1, 0), 1),
        (0.5, Anchors(1, 0), 0), (0.0, Anchors(0, 0), 1),
    ],
)  # fmt: skip
def test_the_scale_of_a_task(x: float, anchors: Anchors, expected: float) -> None:
    assert task_score(np.array(x), anchors) == pytest.approx(expected)


def test_medians_are_ranked_by_medians() -> None:
    one = task({"alice": [1.0, 1.0, 1.0, 1.0, 20.0], "bob": [3.0] * 5})
    median = TaskErrors(**{**one.__dict__, "reduce": Reduce.MEDIAN_ABSOLUTE})
    assert by_name(rank([median]))["alice"].tasks["a"].metric.value == 1
    assert by_name(rank([one]))["alice"].tasks["a"].metric.value == pytest.approx(4.8)


def test_a_ranking_is_json() -> None:
    ranking = rank([task({"alice": HARD, "bob": [0.0] * 24, "mute": [float("nan")]})])
    data = json.loads(json.dumps(ranking.to_json(), allow_nan=False))
    assert data["standings"][0]["potential"] == "bob"
    assert data["standings"][0]["place"] == {"low": 1, "high": 1, "ties": {}}
