"""Alice learns what her submission will be asked for before she hands it in."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.asking import Asking
from leaderboard.models import Dataset, Evaluation, Potential
from tasks.cost import total
from tasks.registry import TASKS
from tests.leaderboard.scored import scored

QUICK = ("noncovalent-interactions", "equation-of-state")


@pytest.fixture
def asked(datasets: list[Dataset]) -> None:
    Dataset.objects.exclude(task__in=QUICK).delete()


@pytest.mark.usefixtures("asked")
def test_the_estimate_is_the_sum_of_what_each_task_declares(potential: Potential) -> None:
    systems = [(TASKS[slug], s) for slug in QUICK for s in TASKS[slug].dataset().systems]
    found = Asking.now()
    assert (found.tasks, found.systems) == (2, len(systems))
    assert found.cost == total([task.cost(system) for task, system in systems])
    assert (found.fastest, found.slowest) == (None, None)


@pytest.mark.usefixtures("asked")
def test_the_page_tells_how_long_listed_potentials_ran_and_leaves_unpublished_ones_out(
    alice: User, bob: User, potential: Potential
) -> None:
    for name, seconds, publish in (("Fast", 30, True), ("Slow", 600, True), ("Hers", 9e4, False)):
        submission = scored(bob, name, "silent", *QUICK, publish=publish)
        Evaluation.objects.filter(submission=submission).update(seconds=seconds)
    client = Client()
    client.force_login(alice)
    page = client.get(f"/potentials/{potential.slug}/submit/").content.decode()
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"2 tasks with \d+ systems: about [\d,]+ structures", re.sub(" +", " ", text))
    found = Asking.now()
    assert (found.fastest, found.slowest) == (60, 1200)
    assert "The potentials that are listed ran for 60.0 s to 20 min 0 s." in re.sub(" +", " ", text)
