"""Fixtures of the site's and the API's tests: what is on the ranking, and what is not yet."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from leaderboard.models import Dataset, Submission
from tests.leaderboard.scored import QUICK, scored


@pytest.fixture
def published(datasets: list[Dataset], alice: User, bob: User) -> list[Submission]:
    """Two of the ranking, and the reference line."""
    return [
        scored(alice, "EMT", "emt", *QUICK, elements=[1, 6, 7, 8, 13, 29]),
        scored(bob, "Argon", "argon", *QUICK),
        scored(bob, "Null", "null", *QUICK, kind="reference-line"),
    ]


@pytest.fixture
def secret(datasets: list[Dataset], alice: User) -> Submission:
    """Alice's: scored, not published."""
    return scored(alice, "Secret", "argon", *QUICK, publish=False)
