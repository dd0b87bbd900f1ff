"""A large database of potentials that do not exist, to measure the site with."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from leaderboard.models import Evaluation, Potential, Submission
from leaderboard.synthetic.datasets import Asked, registered
from leaderboard.synthetic.potentials import NAME, Drawn, drawn
from leaderboard.synthetic.results import Field, results
from tasks.registry import TASKS
from tasks.result import Result
from tasks.task import Domain

PENDING, FAILED = 0.03, 0.01
LINES = 2
BATCH = 200
Row = tuple[int, int, float]  # the potential, the dataset, a number from 0 to 1


class Command(BaseCommand):
    help = "Fills an empty database with artificial potentials, all scored. Not for production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--potentials", type=int, default=1000)
        parser.add_argument("--tasks", type=int, default=60)
        parser.add_argument("--seed", type=int, default=1)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        refuse()
        rng = np.random.default_rng(options["seed"])
        tasks = list(TASKS.values())[: options["tasks"]]
        if len(tasks) < options["tasks"]:
            self.stdout.write(f"This release has {len(tasks)} tasks, which are code: all are taken")
        with tempfile.TemporaryDirectory() as folder:
            datasets = registered(tasks, Path(folder))
        made = drawn(options["potentials"], rng)
        for one in made.potentials[:LINES]:
            one.kind = Potential.Kind.REFERENCE_LINE
            one.save(update_fields=["kind"])
        for asked in datasets:
            self._evaluate(asked, made, rng)
            if options["verbosity"]:
                self.stdout.write(f"{asked.dataset}: {asked.dataset.size} systems")
        systems = sum(asked.dataset.size for asked in datasets)
        self.stdout.write(
            f"{len(made.potentials)} potentials, {len(datasets)} tasks, {systems} systems, "
            f"{Evaluation.objects.count()} evaluations"
        )

    def _evaluate(self, asked: Asked, made: Drawn, rng: np.random.Generator) -> None:
        rows = _rows(asked, made, rng)
        Evaluation.objects.bulk_create(rows, batch_size=BATCH)


def refuse() -> None:
    """Raises CommandError where somebody's work would come to stand among inventions."""
    if settings.PRODUCTION:
        raise CommandError("This is production: invented potentials would stand on its ranking.")
    if Submission.objects.exclude(potential__name__startswith=f"{NAME} ").exists():
        raise CommandError("This database holds real submissions. Use an empty one (ASSAY_VAR=…).")
    if Submission.objects.exists():
        raise CommandError("This database is seeded already. Use an empty one (ASSAY_VAR=…).")


def _rows(asked: Asked, made: Drawn, rng: np.random.Generator) -> Iterator[Evaluation]:
    """Of a few potentials none, as if the task were newer; of a few a held-out run that failed."""
    field = Field(
        [one.name for one in made.potentials],
        _skill(len(made.potentials)),
        [frozenset(one.elements) for one in made.potentials],
        made.strong,
    )
    luck = rng.random(len(made.submissions))
    for submission, result, one in zip(
        made.submissions, results(asked, field, rng), luck, strict=True
    ):
        if one >= PENDING:
            failed = asked.task.domain is Domain.HELD_OUT and one < PENDING + FAILED
            yield _evaluation(asked, submission, None if failed else result, float(one))


def _skill(count: int) -> np.ndarray:
    """The same for every task: a good potential is good at most things."""
    return np.random.default_rng(count).normal(0.3, 0.9, count)


def _evaluation(
    asked: Asked, submission: Submission, result: Result | None, luck: float
) -> Evaluation:
    state = Evaluation.State.FAILED if result is None else Evaluation.State.SCORED
    answered = len(result.errors) if result else 0
    finished = submission.published
    assert finished is not None
    return Evaluation(
        submission=submission,
        dataset=asked.dataset,
        state=state,
        done=asked.dataset.size,
        asked=asked.dataset.size,
        answered=answered,
        image_digest="sha256:" + submission.blob_sha256,
        device="cpu",
        seconds=round(20 + 600 * luck, 1),
        result=result.to_json() if result else None,
        started=finished - timedelta(hours=2),
        finished=finished,
    )
