"""Shortcuts among many pairs give what counting every draw of every pair gives."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.alone import Alone, Drawn
from tasks.bootstrap import degrees, tails
from tasks.pairs import by_tails, seldom_behind
from tasks.ranking import among, rank
from tasks.result import Anchors
from tasks.standing import RankedSystem, Ranking, TaskErrors
from tasks.task import Reduce

RNG = np.random.default_rng(11)
NAMES = [f"p{i:02}" for i in range(40)]
SHARES = {"a": 0.5, "b": 0.25, "few": 0.25}


def a_task(slug: str, domain: str, systems: int) -> TaskErrors:
    hard = RNG.gamma(2.0, 1.0, systems)
    skill = RNG.uniform(0.2, 1.5, len(NAMES))
    made = tuple(RankedSystem(f"{slug}{i}", f"{slug}{i // 2}", "molecules") for i in range(systems))
    errors = {
        name: {
            s.id: float(e)
            for s, e in zip(made, hard * x + RNG.normal(0, 0.2, systems), strict=True)
        }
        for name, x in zip(NAMES, skill, strict=True)
    }
    ends = Anchors(null=8.0, floor=0.3)
    return TaskErrors(slug, domain, 20.0, Reduce.MEAN_ABSOLUTE, ends, made, errors)


@pytest.fixture(scope="module")
def tasks() -> list[TaskErrors]:
    return [a_task("a", "x", 24), a_task("b", "y", 30), a_task("few", "y", 6)]


@pytest.fixture(scope="module")
def ranking(tasks: list[TaskErrors]) -> Ranking:
    return rank(tasks, {"x": 1, "y": 1})


def test_the_tails_and_the_first_draws_decide_as_all_draws_do() -> None:
    high = RNG.normal(0, 1, (30, 1)) + RNG.normal(0, 1, (1, 2000)) + RNG.normal(0, 0.4, (30, 2000))
    asked = high.mean(axis=1)[:, None] > high.mean(axis=1)
    limits = RNG.uniform(0, 0.03, (30, 30))
    behind = (high[:, None, :] <= high).mean(axis=2)
    expected = asked & (behind < limits)
    assert np.array_equal(seldom_behind(high, asked, limits), expected)
    assert not (by_tails(high, asked, limits, 0.0) & ~expected).any()
    assert 0 < expected.sum() < asked.sum()


def test_places_are_those_of_every_pair_compared_by_itself(
    tasks: list[TaskErrors], ranking: Ranking
) -> None:
    drawn = {task.task: Drawn.of(task, NAMES) for task in tasks}
    better = {
        (i, j): all(surely(drawn, i, j, strict) for strict in (False, True))
        for i in range(len(NAMES))
        for j in range(len(NAMES))
        if i != j
    }
    for standing in ranking.standings:
        me = NAMES.index(standing.potential)
        others = [i for i in range(len(NAMES)) if i != me]
        assert standing.place.low == 1 + sum(better[i, me] for i in others)
        assert standing.place.high == len(NAMES) - sum(better[me, i] for i in others)
        tied = {NAMES[i] for i in others if not better[i, me] and not better[me, i]}
        assert set(standing.place.ties) == tied
    assert 0 < sum(better.values()) < len(better) / 2


def surely(drawn: dict[str, Drawn], i: int, j: int, strict: bool) -> bool:
    """As the docstring of tasks/ranking.py says it, draw by draw."""
    counted = {
        slug: SHARES[slug] * (not strict or bool(one.apart()[i, j])) for slug, one in drawn.items()
    }
    leads = {
        slug: w * (drawn[slug].scores[i] - drawn[slug].scores[j]) for slug, w in counted.items()
    }
    variances = np.array([lead.var() for lead in leads.values()])
    limit = tails(degrees(variances, np.array([one.dof for one in drawn.values()])))
    ahead = sum(w * (drawn[slug].score[i] - drawn[slug].score[j]) for slug, w in counted.items())
    lead = np.sum(list(leads.values()), axis=0)
    return bool(ahead > 0 and (lead <= 0).mean() < limit)


def test_some_of_the_potentials_stand_as_if_the_others_were_not_there(
    tasks: list[TaskErrors], ranking: Ranking
) -> None:
    some = NAMES[3:30:3]
    assert among(ranking, some) == rank(tasks, {"x": 1, "y": 1}, some)
    assert among(ranking, NAMES) is ranking
    assert among(ranking, ["nobody"]).standings == ()
    few, alone = among(ranking, some), rank(tasks, {"x": 1, "y": 1}, some)
    for one, other in zip(few.standings, alone.standings, strict=True):
        assert dict(one.place.ties) == dict(other.place.ties)
        assert all(dict(one.tasks[t].place.ties) == dict(other.tasks[t].place.ties) for t in SHARES)


def test_what_is_known_of_the_tasks_is_used_with_other_weights(tasks: list[TaskErrors]) -> None:
    known: dict[str, Alone] = {}
    rank(tasks, {"x": 1}, known=known)
    assert set(known) == set(SHARES)
    assert rank(tasks, {"x": 3}, known=known) == rank(tasks, {"x": 3})
