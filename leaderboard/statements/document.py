"""What a statement says of a submission. No more than its public page: see decision 0021."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from leaderboard.release import installed_version
from tasks import code
from tasks.registry import TASKS
from tasks.result import Result, Score

if TYPE_CHECKING:
    from leaderboard.models.evaluation import Evaluation
    from leaderboard.models.season import Season
    from leaderboard.models.submission import Submission

FORMAT = 1


def content(submission: Submission) -> dict[str, Any]:
    """What is stated; another content is another statement."""
    rows = submission.evaluations.select_related("dataset__season").order_by("dataset", "pk")
    evaluations = list(rows)
    seasons = {one.dataset.season for one in evaluations if one.dataset.season}
    potential = submission.potential
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "potential": {"slug": potential.slug, "name": potential.name, "kind": potential.kind},
        "submission": _submission(submission),
        "evaluations": [_evaluation(one) for one in evaluations],
        "seasons": [_season(one) for one in sorted(seasons, key=lambda one: one.pk)],
    }


def dated(
    stated: dict[str, Any], number: int, issued: datetime, previous: str | None
) -> dict[str, Any]:
    """With what tells it from the statements before: previous is the SHA-256 of the last one."""
    signer = {"assay": installed_version(), "tasks_sha256": code.digest()}
    about = {"number": number, "issued": iso(issued), "previous": previous, "code": signer}
    return stated | about


def undated(document: dict[str, Any]) -> dict[str, Any]:
    """The content of a document: what `dated` was given."""
    return {k: v for k, v in document.items() if k not in {"number", "issued", "previous", "code"}}


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _submission(one: Submission) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "route": one.route,
        "runtime": one.runtime,
        "artefact_sha256": one.blob_sha256,
        "artefact_bytes": one.blob_bytes,
        "submitted": iso(one.created),
        "scored": iso(one.finished),
        "published": iso(one.published),
    }


def _evaluation(one: Evaluation) -> dict[str, Any]:
    dataset, secret = one.dataset, one.dataset.held_out
    result = one.parsed_result()
    return {
        "task": dataset.task,
        "version": dataset.task_version,
        "split": dataset.split,
        "season": dataset.season.name if dataset.season else None,
        "state": one.state,
        "finished": iso(one.finished),
        "device": one.device,
        "image_digest": one.image_digest,
        "seconds": None if one.seconds is None else round(one.seconds, 1),
        "inputs_sha256": None if secret else dataset.inputs_sha256,
        "references_sha256": None if secret else dataset.references_sha256,
        "predictions_sha256": None if secret else one.predictions_sha256,
        "systems": dict(Counter(result.states.values())) if result else {},
        "scores": list(_scores(result)) if result else [],
    }


def _scores(result: Result) -> Iterable[dict[str, Any]]:
    """Over all systems of the task, in its own units; the primary metric first.

    Of a task that this code does not know, or knows in another version, a page shows none either.
    """
    task = TASKS.get(result.task)
    if task is None or task.version != result.version:
        return
    whole = {score.metric: score for score in result.scores if not score.group}
    for metric in task.metrics:
        if score := whole.get(metric.name):
            yield _score(score, metric.unit)


def _score(score: Score, unit: str) -> dict[str, Any]:
    return {
        "metric": score.metric,
        "unit": unit,
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "answered": score.answered,
        "asked": score.asked,
    }


def _season(one: Season) -> dict[str, Any]:
    """Whoever is asked by it, its commitment is public."""
    return {
        "name": one.name,
        "commitment": one.commitment,
        "state": one.state,
        "opened": iso(one.opened),
        "retired": iso(one.retired),
    }
