"""Published submissions with ladders whose times are given, on devices that are named."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from leaderboard.models import Evaluation, Submission
from tasks.efficiency.size_ladder import TASK
from tasks.prediction import Prediction, State
from tasks.result import Result
from tasks.scoring import score
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import result

LADDER = TASK.slug
UNIT = 10.0  # µs, the yardstick of the null model's ladder


def ladder(microseconds: float) -> Result:
    """Of a potential that takes so long for an atom and a step, on every ladder a little else."""
    dataset = TASK.dataset()
    answers = []
    for i, system in enumerate(dataset.systems):
        arrays = TASK.null(system)
        seconds = arrays["seconds"] * microseconds * 1e-6 / arrays["seconds"][0, 0] * 16
        arrays |= {"seconds": seconds * (1 + 0.01 * i)}
        answers.append(Prediction(system.id, State.ANSWERED, arrays))
    return score(TASK, dataset.systems, dataset.references, answers)


def timed(
    owner: User,
    name: str,
    microseconds: float,
    device: str,
    others: dict[str, str] | None = None,
    **about: Any,
) -> Submission:
    """others: by task, the calculator (tests/leaderboard/scored.py) that it was evaluated with."""
    others = others or {}
    submission = a_submission(a_potential(owner, name, **about), publish_when_scored=True)
    submission.evaluations.exclude(dataset__task__in=[LADDER, *others]).delete()
    for evaluation in submission.evaluations.select_related("dataset"):
        task = evaluation.dataset.task
        found = ladder(microseconds) if task == LADDER else result(task, others[task])
        evaluation.result = found.to_json()
        evaluation.finish(Evaluation.State.SCORED)
        Evaluation.objects.filter(pk=evaluation.pk).update(device=device, seconds=100.0)
    submission.settle()
    submission.refresh_from_db()
    return submission
