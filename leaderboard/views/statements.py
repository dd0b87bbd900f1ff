"""Signed statements, and the public keys that they are checked with."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from leaderboard.models import SigningKey, Statement, Submission
from leaderboard.ranking import catalogue
from leaderboard.statements.document import iso
from tasks.statements.envelope import ALGORITHM

KEYS_FILE = "assay-keys.json"


def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """All statements of a submission, and the newest one in words."""
    submission = _visible(request, public_id)
    statements = list(submission.statements.select_related("key"))
    if not statements:
        raise Http404("Nothing is stated of this submission.")
    says = statements[0].document
    context = {
        "section": "ranking",
        "submission": submission,
        "statements": statements,
        "newest": statements[0],
        "says": says,
        "rows": [(catalogue.task(one["task"]), one) for one in says["evaluations"]],
        "keys_file": KEYS_FILE,
    }
    return render(request, "site/statement.html", context)


def newest(request: HttpRequest, public_id: str) -> HttpResponse:
    found = Statement.objects.newest(_visible(request, public_id))
    if found is None:
        raise Http404("Nothing is stated of this submission.")
    return _file(found)


def numbered(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """For ever the same bytes."""
    found = _visible(request, public_id).statements.select_related("key")
    return _file(get_object_or_404(found, number=number))


def keys(request: HttpRequest) -> HttpResponse:
    listed = SigningKey.objects.listed()
    context = {"section": "about", "keys": listed, "keys_file": KEYS_FILE}
    return render(request, "site/keys.html", context)


def keys_json(request: HttpRequest) -> HttpResponse:
    rows = [_key(one) for one in SigningKey.objects.listed()]
    return JsonResponse({"keys": rows}, json_dumps_params={"indent": 1})


def _key(one: SigningKey) -> dict[str, Any]:
    return {
        "key_id": one.key_id,
        "algorithm": ALGORITHM,
        "public_key": one.public_key,
        "current": one.is_current,
        "since": iso(one.since) if one.pk else None,
        "revoked": iso(one.revoked),
        "revoked_why": one.revoked_why,
    }


def _file(one: Statement) -> HttpResponse:
    text = json.dumps(one.envelope.to_json(), indent=1) + "\n"
    answer = HttpResponse(text, content_type="application/json")
    name = f"statement-{one.submission.public_id}-{one.number}.json"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _visible(request: HttpRequest, public_id: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related("potential")
    return get_object_or_404(found, public_id=public_id)
