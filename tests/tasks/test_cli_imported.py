"""The command line and tasks of published sets, before they are imported and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tasks import cli
from tasks.cli import main
from tasks.imports.collection import About, Collection
from tasks.imports.library import Library
from tasks.imports.published import published
from tasks.registry import TASKS
from tasks.task import Task
from tests.tasks.argon import TASK, dataset
from tests.tasks.laptop import run, written

pytestmark = pytest.mark.usefixtures("laptop")


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Task:
    """A task whose data has to be imported first."""
    task = replace(TASK, slug="imported-pairs", dataset=published("toys/argon"))
    monkeypatch.setitem(TASKS, task.slug, task)
    return task


def in_library() -> None:
    about = About("toys/argon", "Argon", (), "ours", "CC0", "formula", "eV", "negative binds")
    Library().add([Collection(about, dataset())])


def test_a_task_that_is_not_imported_is_listed_as_such(
    imported: Task, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["list"])
    said = capsys.readouterr().out
    assert any(line.split()[:2] == ["imported-pairs", "exact-laws"] for line in said.splitlines())
    assert "not imported\n" in said
    assert "python -m tasks import" in " ".join(said.split())  # the list wraps its last line
    assert main(["show", "imported-pairs"]) == 0
    assert "not imported: toys/argon" in capsys.readouterr().out
    in_library()
    main(["show", "imported-pairs"])
    assert "6 systems)" in capsys.readouterr().out


def test_a_run_of_all_skips_what_is_not_imported_and_says_how_to_import(
    imported: Task, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "TASKS", {one.slug: one for one in (TASK, imported)})
    assert run() == 0
    said = capsys.readouterr().err
    assert "Skipped: imported-pairs. Not imported: toys. Import it: python -m tasks import" in said
    assert [r["task"] for r in written()["results"]] == ["argon-pairs"]
    in_library()
    assert run() == 0
    assert "Skipped" not in capsys.readouterr().err
    assert [r["task"] for r in written()["results"]] == ["argon-pairs", "imported-pairs"]


def test_one_that_is_asked_for_by_name_must_be_imported(
    imported: Task, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--task", "imported-pairs") == cli.WRONG
    said = capsys.readouterr().err
    assert "imported-pairs needs published sets that are not imported: toys/argon." in said
    assert "python -m tasks import" in said
    assert not Path("results.json").exists()


def test_the_code_of_a_task_begins_with_where_it_is_written(imported: Task) -> None:
    assert imported.modules[0] == __name__
    assert TASK.modules == (TASK.dataset.__module__,)
