from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.leaderboard.publications import published, secret

__all__ = ["published", "secret"]


@pytest.fixture(autouse=True)
def cold() -> None:
    cache.clear()
