"""A large database for measuring: artificial and said to be, whole, and never among real work."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import Evaluation, Potential, Submission
from leaderboard.ranking import ranking_table
from tasks.registry import TASKS
from tasks.result import Result

POTENTIALS, SOME = 40, 10

pytestmark = pytest.mark.django_db


def seed(potentials: int = POTENTIALS, tasks: int = SOME) -> str:
    out = io.StringIO()
    call_command("seed_large", potentials=potentials, tasks=tasks, stdout=out)
    return out.getvalue()


def test_every_result_is_one_that_a_scoring_host_could_have_sent() -> None:
    seed()
    rows = Evaluation.objects.scored().select_related("dataset")
    for evaluation in rows:
        read = Result.from_json(evaluation.result or {})
        assert read.task == evaluation.dataset.task
        assert set(read.states) == {system["id"] for system in evaluation.dataset.systems}
        assert evaluation.answered == list(read.states.values()).count("answered")
        assert read.anchors.null > read.anchors.floor > 0
        assert {s.metric for s in read.scores} == {m.name for m in TASKS[read.task].metrics}
    assert POTENTIALS * SOME * 0.9 < len(rows) < POTENTIALS * SOME


def test_it_is_ranked_like_any_other_and_its_names_say_what_it_is() -> None:
    seed()
    table = ranking_table()
    assert [column.slug for column in table.columns] == list(TASKS)[:SOME]
    assert len(table.rows) + len(table.references) == POTENTIALS
    assert all(row.potential.name.startswith("Synthetic ") for row in table.rows)
    values = [row.overall.value for row in table.rows]
    assert max(values) > 2 * min(values) > 0
    cells = [cell for row in table.rows for cell in row.cells.values()]
    assert any(cell.pending for cell in cells)
    assert any(cell.answered < cell.asked for cell in cells)
    assert any(row.place and row.place.low != row.place.high for row in table.rows)


def test_the_same_seed_makes_the_same_numbers() -> None:
    seed()
    first = [(r.potential.name, r.overall) for r in ranking_table().rows]
    results = list(Evaluation.objects.order_by("pk").values_list("result", flat=True))
    Evaluation.objects.all().delete()
    Submission.objects.all().delete()
    Potential.objects.all().delete()
    _forget()
    seed()
    assert [(r.potential.name, r.overall) for r in ranking_table().rows] == first
    assert list(Evaluation.objects.order_by("pk").values_list("result", flat=True)) == results


def _forget() -> None:
    """A season is not deleted, nor are its owners: another empty database is wanted."""
    from django.contrib.auth.models import User
    from django.db import connection

    User.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leaderboard_dataset")
        cursor.execute("DELETE FROM leaderboard_season")


def test_real_work_keeps_it_away(submission: Submission) -> None:
    with pytest.raises(CommandError, match="holds real submissions"):
        seed()
    assert Potential.objects.count() == 1


def test_it_is_done_once() -> None:
    seed(4)
    with pytest.raises(CommandError, match="seeded already"):
        seed(4)


def test_no_production_takes_it(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        seed(4)
    assert not Potential.objects.exists()
