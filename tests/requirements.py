"""What a test needs of the machine: in CI its absence is a failure, elsewhere a skip."""

from __future__ import annotations

import os

import pytest


def require(part: str, present: bool) -> None:
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing: CI skips nothing")
    pytest.skip(f"{part} is missing")
