"""A notebook gives back what was found, to the same run alone, and never stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tasks import code
from tasks.ase_potential import AsePotential
from tasks.checkpoint import NOWHERE, checkpoint_of
from tasks.notebook import Notebook
from tasks.potential import Answer, Failed, Potential
from tasks.prediction import Prediction, State
from tasks.predictions import predictions
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.argon import TASK, dataset
from tests.tasks.potentials import lennard_jones

ABOUT = {"task": "argon-pairs", "version": 1, "inputs": "a", "potential": "b"}
SYSTEMS = dataset().systems


class Counting:
    """Answers, and fails from the given request on, as often as it is asked."""

    def __init__(self, fails_from: int = 1_000) -> None:
        self.inner = AsePotential(lennard_jones())
        self.capabilities, self.requests, self._last = self.inner.capabilities, 0, fails_from

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests += 1
        if self.requests >= self._last:
            raise Failed("the machine went away")
        return self.inner.evaluate(structures, properties)


def notebook(folder: Path, **other: object) -> Notebook:
    return Notebook(folder, ABOUT | other, every=0.0)


def asked(potential: Potential, into: Notebook) -> list[Prediction]:
    return list(predictions(TASK, SYSTEMS, potential, notebook=into))


def energies(found: Sequence[Prediction]) -> list[float]:
    return [float(p.arrays["energy"][0]) for p in found]


def test_what_was_answered_is_not_asked_again_and_the_numbers_are_the_same(tmp_path: Path) -> None:
    first, second = Counting(fails_from=5), Counting()
    before = asked(first, notebook(tmp_path))
    assert [p.state for p in before] == [State.ANSWERED] * 4 + [State.FAILED] * 2
    after = asked(second, notebook(tmp_path))
    assert second.requests == 2
    assert energies(after) == energies(asked(Counting(), notebook(tmp_path / "other")))
    assert [p.system for p in after] == [s.id for s in SYSTEMS]
    assert [p.seconds for p in after[:4]] == [p.seconds for p in before[:4]]


def test_a_failure_is_asked_again(tmp_path: Path) -> None:
    """Whoever is killed cannot tell whether a potential failed or was taken away."""
    asked(Counting(fails_from=1), notebook(tmp_path))
    assert notebook(tmp_path).finished == {}


@pytest.mark.parametrize("name", ABOUT)
def test_nothing_foreign_is_read(tmp_path: Path, name: str) -> None:
    """Another task, version, dataset or potential has a notebook of its own."""
    asked(Counting(), notebook(tmp_path))
    assert len(notebook(tmp_path).finished) == len(SYSTEMS)
    assert notebook(tmp_path, **{name: 2}).finished == {}


def test_other_code_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that changes a driver must not be given what another one saved."""
    asked(Counting(), notebook(tmp_path))
    monkeypatch.setattr(code, "digest", lambda: "a release later")
    assert notebook(tmp_path).finished == {}


def test_a_task_that_measures_time_is_asked_as_a_whole(tmp_path: Path) -> None:
    asked(Counting(), notebook(tmp_path))
    task, potential = replace(TASK, resumable=False), Counting()
    list(predictions(task, SYSTEMS, potential, notebook=notebook(tmp_path)))
    assert potential.requests == len(SYSTEMS)


def test_a_damaged_page_costs_what_was_on_it_and_nothing_else(tmp_path: Path) -> None:
    into = notebook(tmp_path)
    asked(Counting(), into)
    pages = sorted(into.folder.iterdir())
    pages[0].write_bytes(pages[0].read_bytes()[:100])
    pages[1].write_bytes(b"")
    again = Counting()
    asked(again, notebook(tmp_path))
    assert again.requests == 2


def test_nobody_else_may_read_it_and_nothing_is_left_at_the_end(tmp_path: Path) -> None:
    into = notebook(tmp_path / "new")
    asked(Counting(), into)
    assert into.folder.stat().st_mode & 0o077 == 0
    into.remove()
    assert not into.folder.exists()


def test_a_full_notebook_or_a_folder_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    small = Notebook(tmp_path, ABOUT, every=0.0, most=3_000)
    assert len(asked(Counting(), small)) == len(SYSTEMS)
    assert 0 < sum(f.stat().st_size for f in small.folder.iterdir()) <= 3_000
    (tmp_path / "file").touch()
    assert len(asked(Counting(), notebook(tmp_path / "file"))) == len(SYSTEMS)


def count(system: System, potential: Potential) -> Arrays:
    """A long driver: ten requests; it saves after each."""
    checkpoint = checkpoint_of(potential)
    state = checkpoint.load() or {"done": np.zeros(0)}
    while len(state["done"]) < 10:
        (answer,) = potential.evaluate(list(system.structures.values()), frozenset({"energy"}))
        state = {"done": np.append(state["done"], answer.energy + len(state["done"]))}
        checkpoint.save(state)
    return {"energy": np.array([state["done"].sum()])}


@pytest.mark.parametrize("batch", [1, 8])
def test_a_long_driver_goes_on_from_what_it_saved(tmp_path: Path, batch: int) -> None:
    """Alone and side by side; and the time of both runs counts."""
    task = replace(TASK, predict=count, stepwise=True)
    first, second, whole = Counting(fails_from=8), Counting(), Counting()
    for potential in (first, second, whole):
        potential.capabilities = replace(potential.capabilities, batch=batch)
    systems = SYSTEMS[:1] if batch == 1 else SYSTEMS
    list(predictions(task, systems, first, notebook=notebook(tmp_path)))
    found = list(predictions(task, systems, second, notebook=notebook(tmp_path)))
    undisturbed = list(predictions(task, systems, whole))
    assert energies(found) == energies(undisturbed)
    assert whole.requests == 10
    assert second.requests == 3
    assert all(p.seconds > 0 for p in found)


def test_time_of_a_run_that_was_cut_off_counts_as_far_as_its_work_is_kept(tmp_path: Path) -> None:
    before = notebook(tmp_path).checkpoint("one", lambda: 40.0)
    before.part("replica-0").save({"x": np.ones(3)})
    before.part("replica-1").save({"x": np.zeros(3)})
    after = notebook(tmp_path).checkpoint("one", lambda: 2.0)
    assert after.seconds == 40.0
    found = after.part("replica-0").load()
    assert found is not None
    np.testing.assert_array_equal(found["x"], np.ones(3))
    after.part("replica-1").save({"x": np.zeros(3)})
    assert notebook(tmp_path).checkpoint("one", lambda: 0.0).seconds == 42.0
    assert notebook(tmp_path).seconds == 42.0
    assert notebook(tmp_path).checkpoint("two", lambda: 0.0).load() is None


def test_who_keeps_nothing_finds_nothing() -> None:
    nowhere = checkpoint_of(Counting())
    nowhere.part("replica-0").save({"x": np.ones(3)})
    assert nowhere is NOWHERE
    assert nowhere.part("replica-0").load() is None
    assert not nowhere.due
