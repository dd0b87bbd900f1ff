from __future__ import annotations

import pytest

from leaderboard.computed import computed
from tests.leaderboard.publications import published, secret

__all__ = ["published", "secret"]


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()
