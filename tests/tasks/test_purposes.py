"""Every task says why it matters."""

from __future__ import annotations

from tasks.purposes import PURPOSES, purpose
from tasks.registry import TASKS


def test_every_task_has_its_own_reason_and_no_reason_is_left_over() -> None:
    assert set(PURPOSES) == set(TASKS)
    for slug, task in TASKS.items():
        assert len(purpose(slug)) > 60
        assert purpose(slug) != task.summary


def test_a_task_of_another_release_has_none() -> None:
    assert purpose("no-such-task") == ""
