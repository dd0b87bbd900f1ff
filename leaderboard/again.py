"""Handing in the same file again, without sending it again."""

from __future__ import annotations

import structlog
from django.contrib.auth.models import User
from django.db import transaction

from leaderboard import quota
from leaderboard.models import Submission

log = structlog.get_logger(__name__)


def hand_in_again(user: User, submission: Submission) -> Submission:
    """It counts as any other; one that failed by a fault of ours was not counted, and makes room.

    Raises quota.Exhausted; Unmoved where it, or another of the same file, has not ended;
    ServiceFault where nothing is asked here.
    """
    with transaction.atomic():
        quota.lock(user)
        quota.require(user)
        fresh = submission.again()
    about = {"submission": fresh.public_id, "of": submission.public_id, "user": user.pk}
    log.info("handed in again", **about)
    return fresh
