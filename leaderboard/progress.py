"""How far a submission is, and when it may be done: from the rate at which systems are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from leaderboard.computed import once
from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.ranking import catalogue
from tasks.task import Task

KEPT = 3600.0  # seconds; what a dataset costs does not change


@dataclass(frozen=True)
class Step:
    """One task of a submission. left: seconds; None where nobody can say yet, or nothing is left.

    log: what was printed so far, of public systems; empty for all but the owner.
    """

    task: Task | None
    evaluation: Evaluation
    left: float | None
    log: str

    @property
    def title(self) -> str:
        return self.task.title if self.task else self.evaluation.dataset.task


@dataclass(frozen=True)
class Group:
    """open: shown without a click."""

    name: str
    title: str
    steps: tuple[Step, ...]
    open: bool


@dataclass(frozen=True)
class Progress:
    """done, asked: systems. left: seconds until all of them are answered, if it goes on so."""

    steps: tuple[Step, ...]
    done: int
    asked: int
    left: float | None

    @property
    def groups(self) -> list[Group]:
        """What runs now, what waits, what has ended: those that there are."""
        state = Evaluation.State
        found = [
            Group("running", "Running now", self._in(state.PREDICTING, state.SCORING), True),
            Group("waiting", "Waiting", self._in(state.QUEUED, state.PREDICTED), False),
            Group("ended", "Done", self._in(*Evaluation.FINAL), False),
        ]
        shown = [group for group in found if group.steps]
        if shown and not any(group.open for group in shown):
            shown[0] = replace(shown[0], open=True)
        return shown

    def _in(self, *states: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.evaluation.state in states)

    @property
    def scored(self) -> int:
        return sum(step.evaluation.state == Evaluation.State.SCORED for step in self.steps)

    @property
    def failed(self) -> Step | None:
        """The task that ended it."""
        of_it = (s for s in self.steps if s.evaluation.state == Evaluation.State.FAILED)
        return next((s for s in of_it if s.evaluation.dataset.decides), None)

    @property
    def logs(self) -> list[Step]:
        """Those that printed something; the one that ended it first."""
        said = [step for step in self.steps if step.log]
        return sorted(said, key=lambda step: step.evaluation.state != Evaluation.State.FAILED)


def progress(submission: Submission, own: bool) -> Progress:
    heavy = ["result", "dataset__systems", "dataset__anchors", *([] if own else ["log"])]
    rows = list(submission.evaluations.select_related("dataset__season").defer(*heavy))
    steps = tuple(_step(row, own) for row in rows)
    return Progress(
        steps=steps,
        done=sum(row.done for row in rows),
        asked=sum(row.asked for row in rows),
        left=None if submission.is_final else _longest(_left(rows), steps),
    )


def _longest(left: float | None, steps: Sequence[Step]) -> float | None:
    """The whole is not done before each of its tasks is."""
    known = [each for each in (left, *(step.left for step in steps)) if each is not None]
    return max(known, default=None) if left is not None else None


def _step(row: Evaluation, own: bool) -> Step:
    shown = own and not row.dataset.held_out
    return Step(catalogue.task(row.dataset.task), row, _left([row]), row.log if shown else "")


def _left(rows: Sequence[Evaluation]) -> float | None:
    """By the work that was done since the first of them began. Systems of one dataset count the
    same; those of another by what they cost.
    """
    costs = _costs(rows)
    work = sum(costs[row.dataset_id] * row.asked for row in rows)
    done = sum(costs[row.dataset_id] * row.done for row in rows)
    began = min((row.started for row in rows if row.started), default=None)
    if began is None or not 0 < done < work:
        return None
    return (timezone.now() - began).total_seconds() * (work - done) / done


def _costs(rows: Sequence[Evaluation]) -> dict[int, float]:
    """Atoms to be asked for, a system, by dataset. Of one that nobody knows, as for the others."""
    if len(rows) == 1:
        return {rows[0].dataset_id: 1.0}
    names = sorted(row.dataset_id for row in rows)
    known = once(f"atoms-a-system-{hash(tuple(names))}", KEPT, lambda: _known(names))
    usual = sum(known.values()) / len(known) if known else 1.0
    return {name: known.get(name, usual) for name in names}


def _known(names: Sequence[int]) -> dict[int, float]:
    found = {one.pk: (one.cost, one.size) for one in Dataset.objects.filter(pk__in=names)}
    return {pk: cost.atoms / size for pk, (cost, size) in found.items() if cost and cost.atoms}
