"""What must hold after every fault; each breach is a line for whoever reads the report."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from leaderboard import broker
from leaderboard.models import Attempt, Evaluation, Outgoing, Submission
from tests.faults.containers import containers
from tests.faults.installation import Installation, steadily
from workers.log_context import SHOWN

SETTLING = 20.0  # seconds; a worker whose lease was taken away learns it from its next heartbeat


def broken(
    house: Installation, evaluation: Evaluation, undisturbed: Any, marks: dict[str, int]
) -> list[str]:
    """marks: how long each zone's log was before the fault."""
    row = steadily(lambda: Evaluation.objects.select_related("submission").get(pk=evaluation.pk))
    attempts = steadily(lambda: list(evaluation.attempts.all()))
    return [
        *scored_once(row, attempts, undisturbed),
        *explained(house.log("control")[marks.get("control", 0) :], attempts),
    ]


def scored_once(row: Evaluation, attempts: list[Attempt], undisturbed: Any) -> list[str]:
    wrong = []
    if row.submission.state != "scored" or row.state != "scored":
        wrong.append(f"{row.submission.state}, not scored: {row.submission.reason}")
    if row.result != undisturbed:
        wrong.append("its scores are not those of an undisturbed run")
    if row.done != row.asked:
        wrong.append(f"{row.done} of {row.asked} systems are shown as done")
    for stage in Attempt.Stage:
        done = [a for a in attempts if a.stage == stage and a.state == Attempt.State.DONE]
        if len(done) != 1:
            wrong.append(f"{stage} counted {len(done)} times")
    if open_ := [str(a) for a in attempts if a.state in ("offered", "claimed")]:
        wrong.append(f"still open: {open_}")
    return wrong


def explained(log: str, attempts: list[Attempt]) -> list[str]:
    """Each attempt that was lost or faulted has one line that says so, with its cause."""
    wrong = []
    for attempt in attempts:
        if attempt.state not in ("lost", "faulted"):
            continue
        lines = [line for line in log.splitlines() if f'"{attempt.token[:SHOWN]}"' in line]
        said = [line for line in lines if f'"event": "{attempt.state}"' in line]
        if len(said) != 1:
            wrong.append(f"the log says {len(said)} times that {attempt} was {attempt.state}")
    return wrong


def at_rest(house: Installation, owner: User) -> list[str]:
    """When all is over: no lease, no order, no temporary file, and the quota that was used."""
    deadline = time.monotonic() + SETTLING
    while (wrong := _left(house)) and time.monotonic() < deadline:
        time.sleep(0.2)
    handed_in = Submission.objects.filter(potential__owner=owner, ours=False).count()
    if Submission.quota_left(owner) != settings.ASSAY_SUBMISSIONS_PER_DAY - handed_in:
        wrong.append("the quota does not say what was handed in")
    refused = sorted(set(house.redis.refusals()))
    return wrong + [f"Redis refused to {user}: {what}" for user, what in refused]


def _left(house: Installation) -> list[str]:
    wrong = [f"left behind: {path}" for path in sorted(house.folders() | house.unfinished())]
    if house.sandbox == "docker":
        ours = set(Attempt.objects.values_list("runner", flat=True))
        wrong += [f"left behind: container {c.name}" for c in containers(ours)]
    wrong += [f"an open attempt: {attempt}" for attempt in Attempt.objects.open()]
    wrong += [f"an order that nobody took: {row}" for row in Outgoing.objects.awaited()]
    for queue in ("predict", "score"):
        if waiting := broker.waiting(queue):
            wrong.append(f"{waiting} messages wait in {queue}")
    return wrong
