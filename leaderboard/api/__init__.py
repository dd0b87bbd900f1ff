"""The public JSON API, version 1. Every number is the website's own: see leaderboard/ranking."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import Router

from leaderboard.api import (
    choosing,
    comparing,
    figures,
    handing_in,
    potentials,
    rankings,
    seasons,
    submissions,
    systems,
    tasks,
    tradeoffs,
)
from leaderboard.api.answers import Api, answer_in_words, shared_with_all

DESCRIPTION = (
    "Machine-learning interatomic potentials, graded against coupled cluster and experiment. "
    "What the pages show and what this says come from the same functions. Answers are public and "
    "carry an ETag: ask again with If-None-Match. What is yours alone needs a token, which you "
    "make on your account page. Errors say what is wrong, and what to do."
)

api = Api(
    title="Assay",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_decorator=shared_with_all,
)
answer_in_words(api)
elsewhere = Router()  # after all others: an address is looked up in this order


@elsewhere.get("/{path:rest}", include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> None:
    """Also an address that is not part of the API gets its answer as JSON."""
    raise Http404(f"The API has no /{rest[:100]}.")


NOUNS = (
    rankings, choosing, comparing, tradeoffs, potentials, figures, tasks, systems, submissions,
    handing_in, seasons,
)  # fmt: skip
for noun in NOUNS:
    api.add_router("", noun.router)
api.add_router("", elsewhere)

__all__ = ["api"]
