from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.computed import computed
from tests.leaderboard.publications import published, secret

__all__ = ["published", "secret"]


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    computed.clear()
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser of somebody's; it sends CSRF tokens only where a test does."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
