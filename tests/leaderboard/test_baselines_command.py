"""The demo's baselines, handed in again when benchmarks have come since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from leaderboard.models import Dataset, Submission

EARLIER = "noncovalent-interactions"


@pytest.fixture(autouse=True)
def demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    (tmp_path / "web").mkdir()
    settings.VAR = tmp_path
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")


def test_a_baseline_is_submitted_once_and_asked_what_has_come_since(
    db: None, manifest: list[dict[str, Any]]
) -> None:
    call_command("demo_accounts")
    Dataset.objects.register(entry for entry in manifest if entry["task"] == EARLIER)
    call_command("submit_baselines", "--runtimes", "base")
    first = list(Submission.objects.values_list("public_id", flat=True))
    assert {s.evaluations.count() for s in Submission.objects.all()} == {1}
    Dataset.objects.register(manifest)
    call_command("submit_baselines", "--runtimes", "base")
    assert list(Submission.objects.values_list("public_id", flat=True)) == first
    assert {s.evaluations.count() for s in Submission.objects.all()} == {len(manifest)}
