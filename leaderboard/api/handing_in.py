"""POST /potentials/{slug}/submissions: what the form takes in, with the same checks; and again."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Router, Status

from leaderboard import context, quota, throttle, uploads
from leaderboard.again import hand_in_again
from leaderboard.api.answers import PRIVATE, Problem, Refused, Slug
from leaderboard.api.authentication import Bearer
from leaderboard.api.submissions import SubmissionDetail
from leaderboard.forms import SubmissionForm
from leaderboard.models import ApiToken, Potential, Submission
from leaderboard.models.refusals import Unmoved

router = Router(tags=["submissions"])
FORM = {
    "type": "object",
    "required": ["route", "runtime"],
    "properties": {
        "route": {"type": "string", "enum": ["bundle", "image", "reference"]},
        "runtime": {
            "type": "string",
            "description": "Of a bundle, e.g. base",
        },
        "publish_when_scored": {
            "type": "boolean",
            "default": False,
            "description": "Otherwise you publish it yourself, on its page",
        },
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The .zip or .tar; none for a reference",
        },
        "reference": {
            "type": "string",
            "description": "registry/name@sha256:… of an image, where the site takes them",
        },
    },
}
BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}}
REFUSALS = dict.fromkeys((400, 401, 403, 404, 422, 429, 503), Problem)


@router.post(
    "/potentials/{slug}/submissions",
    auth=Bearer(ApiToken.Scope.SUBMIT),
    response={201: SubmissionDetail, **REFUSALS},
    openapi_extra=BODY,
    summary="Hand in a submission",
)
def hand_in(request: HttpRequest, response: HttpResponse, slug: Slug) -> Status[SubmissionDetail]:
    """Of a potential of yours: a bundle, an image archive, or an image by digest.

    It needs a token that may submit.

    201 once the file is stored and its evaluations are queued; Location is its address here.
    """
    user = cast(User, request.user)
    potential = Potential.objects.filter(slug=slug, owner=user).first()
    if potential is None:
        raise Http404(f"You have no potential {slug}.")
    if closed := context.closed():
        raise context.Closed(closed)
    throttle.spend(request, throttle.UPLOAD)
    quota.require(user)
    return _created(response, _form(request, user).hand_in(potential))


@router.post(
    "/submissions/{id}/resubmit",
    auth=Bearer(ApiToken.Scope.SUBMIT),
    response={201: SubmissionDetail, **REFUSALS},
    summary="Hand the same file in again",
)
def resubmit(request: HttpRequest, response: HttpResponse, id: Slug) -> Status[SubmissionDetail]:  # noqa: A002
    """Of a submission of yours that has ended: a new one of the same file, without sending it.

    It counts against the quota; what failed by a fault of ours did not, and makes room for it.
    """
    user = cast(User, request.user)
    found = Submission.objects.filter(public_id=id, potential__owner=user).first()
    if found is None:
        raise Http404(f"You have no submission {id}.")
    if closed := context.closed():
        raise context.Closed(closed)
    throttle.spend(request, throttle.UPLOAD)
    try:
        fresh = hand_in_again(user, found)
    except Unmoved as why:
        raise Refused(str(why), "What became of it: GET /api/v1/submissions/ID.") from why
    return _created(response, fresh)


def _created(response: HttpResponse, submission: Submission) -> Status[SubmissionDetail]:
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Location"] = f"/api/v1/submissions/{submission.public_id}"
    return Status(201, SubmissionDetail.of(Submission.objects.get(pk=submission.pk)))


def _form(request: HttpRequest, user: User) -> SubmissionForm:
    """Filled in and valid. Raises Refused; throttle.TooMany."""
    try:
        form = SubmissionForm(user, request.POST, request.FILES)
    except (MultiPartParserError, BadRequest, SuspiciousOperation) as error:
        raise Refused("The form cannot be read.", "Send multipart/form-data.") from error
    form.refused = uploads.refused(request)
    if not form.is_valid():
        raise Refused(_wrong(form.errors), "Correct the field and send the form again.")
    return form


def _wrong(errors: Any) -> str:
    said = [(name, " ".join(messages)) for name, messages in errors.items()]
    return " ".join(text if name == "__all__" else f"{name}: {text}" for name, text in said)
