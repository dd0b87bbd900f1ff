"""What an operator may do from the admin. Each leaves an Act in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.db import models, transaction

from leaderboard.models import Act, Attempt, Ban, Evaluation, Rejudging, Submission
from leaderboard.models.refusals import Refused, Unmoved

log = structlog.get_logger(__name__)
CANCELLED = "The site's operators cancelled it. {}"


@dataclass(frozen=True)
class Operation:
    """what: as it is noted. does: as it is chosen. told: who reads the reason.

    do: with one row and the reason; raises Refused. What it returns is noted instead of the row.
    """

    what: Act.What
    does: str
    told: str
    do: Callable[[Any, str], models.Model | None]

    @transaction.atomic
    def carry_out(self, by: User, one: models.Model, why: str) -> Act:
        """Raises Refused; ValueError without a reason."""
        if not why.strip():
            raise ValueError("say why")
        about = self.do(one, why) or one
        log.info("operator", what=self.what.value, about=str(about), by=by.pk)
        return Act.note(by, self.what, about, why)


def _cancel(one: Submission, why: str) -> None:
    if not one.cancel(CANCELLED.format(why)):
        raise Unmoved(f"Submission {one.public_id} has ended: there is nothing to cancel.")


def _requeue(one: Submission, why: str) -> None:
    one.requeue()


def _show(one: Submission, why: str) -> None:
    one.show()


def _lift(account: User, why: str) -> None:
    Ban.objects.lift(account)


OPERATORS = "It is kept in the log of operators' acts, for them alone."
OWNER = "The owner is told it in these words; it is kept in the log of operators' acts."

CANCEL = Operation(Act.What.CANCEL, "Cancel the submission", OWNER, _cancel)
REQUEUE = Operation(Act.What.REQUEUE, "Requeue what has no score", OPERATORS, _requeue)
HIDE = Operation(Act.What.HIDE, "Hide from the public", OWNER, Submission.hide)
SHOW = Operation(Act.What.SHOW, "Show to the public again", OPERATORS, _show)
BAN = Operation(Act.What.BAN, "Ban, and cancel what is on its way", OWNER, Ban.objects.impose)
LIFT = Operation(Act.What.LIFT, "Lift the ban", OPERATORS, _lift)
APPLY = Operation(
    Act.What.APPLY, "Apply: the new scores count", OPERATORS, lambda one, why: one.apply()
)
DROP = Operation(
    Act.What.DROP, "Drop: the old scores go on counting", OPERATORS, lambda one, why: one.drop()
)


@transaction.atomic
def rejudge(by: User, evaluations: Iterable[Evaluation], stage: Attempt.Stage, why: str) -> Act:
    """All of them as one set. Raises Refused, and then nothing has begun."""
    made = Rejudging.begin([one.pk for one in evaluations], stage, why)
    log.info("operator", what="rejudge", about=str(made), by=by.pk)
    return Act.note(by, Act.What.REJUDGE, made, why)


__all__ = [
    "APPLY",
    "BAN",
    "CANCEL",
    "DROP",
    "HIDE",
    "LIFT",
    "REQUEUE",
    "SHOW",
    "Operation",
    "Refused",
    "rejudge",
]
