"""Published submissions with real results: simple potentials held against the real tasks."""

from __future__ import annotations

from functools import cache
from typing import Any

from ase.calculators.calculator import Calculator
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from django.contrib.auth.models import User

from leaderboard.models import Evaluation, Submission
from tasks.ase_potential import AsePotential
from tasks.prediction import Prediction, State, predict
from tasks.registry import TASKS
from tasks.result import Result
from tasks.scoring import score
from tests.leaderboard.conftest import a_potential, a_submission


class Direct(EMT):
    """Its forces are no slopes of its energy: a tenth too large."""

    def calculate(self, *arguments: Any, **named: Any) -> None:
        super().calculate(*arguments, **named)  # type: ignore[no-untyped-call]
        self.results["forces"] = 1.1 * self.results["forces"]


CALCULATORS: dict[str, Calculator] = {
    "emt": EMT(),
    "direct": Direct(),  # type: ignore[no-untyped-call]
    "argon": LennardJones(sigma=3.4, epsilon=0.0104),
    "sticky": LennardJones(sigma=3.0, epsilon=0.05),
}
QUICK = ("noncovalent-interactions", "barrier-heights")


@cache
def result(task: str, calculator: str) -> Result:
    """Of the whole public dataset; calculator: one of CALCULATORS, or "null" or "silent"."""
    made = TASKS[task]
    dataset = made.dataset()
    if calculator == "null":
        answers = [Prediction(s.id, State.ANSWERED, made.null(s)) for s in dataset.systems]
    elif calculator == "silent":
        answers = []
    else:
        potential = AsePotential(CALCULATORS[calculator])
        answers = [predict(made, system, potential) for system in dataset.systems]
    return score(made, dataset.systems, dataset.references, answers)


def scored(owner: User, name: str, calculator: str, *tasks: str, **about: Any) -> Submission:
    """Evaluated on `tasks` alone, as if all others were newer; published, unless told otherwise."""
    publish = about.pop("publish", True)
    submission = a_submission(a_potential(owner, name, **about), publish_when_scored=publish)
    submission.evaluations.exclude(dataset__task__in=tasks).delete()
    for evaluation in submission.evaluations.select_related("dataset"):
        evaluation.result = result(evaluation.dataset.task, calculator).to_json()
        evaluation.finish(Evaluation.State.SCORED)
    submission.settle()
    submission.refresh_from_db()
    return submission
