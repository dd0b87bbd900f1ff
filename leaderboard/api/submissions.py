"""GET /submissions, your own, and /submissions/{id}: for its owner alone until published."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import PRIVATE, Problem, Slug
from leaderboard.api.authentication import OPTIONAL, Bearer, reader
from leaderboard.api.quantities import Quantity
from leaderboard.api.scores import TaskScores
from leaderboard.models import ApiToken, Evaluation, Submission
from leaderboard.versions import Version

router = Router(tags=["submissions"])
SHOWN = 100


class EvaluationDetail(Schema):
    """One task of a submission."""

    task: str
    version: int
    state: str = Field(examples=["predicting"])
    done: int = Field(description="Systems")
    asked: int = Field(description="Systems")
    answered: int = Field(description="Systems; 0 until all are done")
    reason: str = Field(description="Why it failed; else empty")
    duration: Quantity | None = Field(description="Wall time of the predictions")
    device: str = Field(examples=["cpu"])
    image_digest: str = Field(description="The container image that ran")
    predictions_sha256: str
    split: str = Field(examples=["public", "practice", "held-out"])
    season: str | None = Field(description="Of held-out systems; else null")
    inputs_sha256: str = Field(description="Empty while the systems are secret")
    references_sha256: str = Field(description="Empty while the systems are secret")
    result: TaskScores | None = Field(description="null: not scored yet")

    @classmethod
    def of(cls, one: Evaluation) -> EvaluationDetail:
        seconds, dataset = one.seconds, one.dataset
        return cls(
            task=dataset.task,
            version=dataset.task_version,
            state=one.state,
            done=one.done,
            asked=one.asked,
            answered=one.answered,
            reason=one.reason,
            duration=None if seconds is None else Quantity(value=seconds, unit="s"),
            device=one.device,
            image_digest=one.image_digest,
            predictions_sha256="" if dataset.held_out else one.predictions_sha256,
            split=dataset.split,
            season=dataset.season.name if dataset.season else None,
            inputs_sha256="" if dataset.held_out else dataset.inputs_sha256,
            references_sha256="" if dataset.held_out else dataset.references_sha256,
            result=TaskScores.of(one),
        )


class SubmissionSummary(Schema):
    """What the list says of one."""

    id: str
    potential: str = Field(description="Slug")
    state: str = Field(examples=["queued", "running", "scored", "failed", "cancelled"])
    created: datetime
    finished: datetime | None
    published: datetime | None

    @classmethod
    def of(cls, one: Submission) -> SubmissionSummary:
        return cls(
            id=one.public_id,
            potential=one.potential.slug,
            state=one.state,
            created=one.created,
            finished=one.finished,
            published=one.published,
        )


class SubmissionDetail(Schema):
    """One digest-pinned artefact of a potential, and what became of it."""

    id: str
    potential: str = Field(description="Slug")
    name: str = Field(description="Name of the potential")
    state: str = Field(examples=["queued", "running", "scored", "failed", "cancelled"])
    place_in_queue: int | None = Field(description="1 is next; null: not waiting")
    reason: str = Field(description="Why it failed; else empty")
    advice: str = Field(description="What to do next; else empty")
    ours: bool = Field(description="It failed by a fault of the service, not of the submission")
    route: str = Field(examples=["bundle", "image", "reference"])
    runtime: str = Field(examples=["base"])
    blob_sha256: str = Field(description="Of the bundle, the archive, or an image's manifest")
    size: Quantity
    created: datetime
    finished: datetime | None
    published: datetime | None
    replaces: str | None = Field(description="The version before it on the ranking, by its id")
    replaced_by: str | None = Field(description="The version that supersedes it, by its id")
    evaluations: list[EvaluationDetail]

    @classmethod
    def of(cls, one: Submission) -> SubmissionDetail:
        version = Version.of(one)
        return cls(
            id=one.public_id,
            potential=one.potential.slug,
            name=one.potential.name,
            state=one.state,
            place_in_queue=one.place_in_queue(),
            reason=one.reason,
            advice=one.advice,
            ours=one.ours,
            route=one.route,
            runtime=one.runtime,
            blob_sha256=one.blob_sha256,
            size=Quantity(value=one.blob_bytes, unit="B"),
            created=one.created,
            finished=one.finished,
            published=one.published,
            replaces=version.replaces.public_id if version.replaces else None,
            replaced_by=version.replaced_by.public_id if version.replaced_by else None,
            evaluations=[EvaluationDetail.of(e) for e in _evaluations(one)],
        )


class Submissions(Schema):
    submissions: list[SubmissionSummary]


@router.get(
    "/submissions",
    auth=Bearer(ApiToken.Scope.READ),
    response={200: Submissions, 401: Problem, 403: Problem, 429: Problem},
    summary="Your own submissions",
)
def submissions(request: HttpRequest, response: HttpResponse) -> Submissions:
    """The newest 100 of your potentials, published or not. It needs a token that may read."""
    response.headers["Cache-Control"] = PRIVATE
    mine = Submission.objects.filter(potential__owner=cast(User, request.user))
    rows = mine.select_related("potential")[:SHOWN]
    return Submissions(submissions=[SubmissionSummary.of(one) for one in rows])


@router.get(
    "/submissions/{id}",
    response={200: SubmissionDetail, **dict.fromkeys((401, 403, 404, 422, 429), Problem)},
    openapi_extra=OPTIONAL,
    summary="One submission",
)
def submission(request: HttpRequest, response: HttpResponse, id: Slug) -> SubmissionDetail:  # noqa: A002
    """Its state, task by task. Until it is published, only its owner gets an answer: signed in, or
    by a token that may read.
    """
    patch_vary_headers(response, ["Authorization"])
    found = Submission.objects.visible_to(reader(request)).select_related("potential")
    one = found.filter(public_id=id).first()
    if one is None:
        raise Http404("There is no such submission, or it is not published.")
    if not one.is_public:
        response.headers["Cache-Control"] = PRIVATE
    return SubmissionDetail.of(one)


def _evaluations(one: Submission) -> QuerySet[Evaluation]:
    return one.evaluations.select_related("dataset__season", "submission__potential").order_by("pk")
