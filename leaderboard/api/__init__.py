"""The public JSON API, version 1. Every number is the website's own: see leaderboard/ranking."""

from __future__ import annotations

from leaderboard.api import potentials, rankings, submissions, tasks
from leaderboard.api.answers import Api, answer_in_words, shared_with_all

DESCRIPTION = (
    "Machine-learning interatomic potentials, graded against coupled cluster and experiment. "
    "What the pages show and what this says come from the same functions. Answers are public and "
    "carry an ETag: ask again with If-None-Match. Errors say what is wrong, and what to do."
)

api = Api(
    title="Assay",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_decorator=shared_with_all,
)
answer_in_words(api)
for noun in (rankings, potentials, tasks, submissions):
    api.add_router("", noun.router)

__all__ = ["api"]
