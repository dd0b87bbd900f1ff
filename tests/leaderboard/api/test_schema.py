"""The API against its own OpenAPI document, by generated requests, valid and not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as bounds

from leaderboard.api import api
from leaderboard.models import Submission
from leaderboard.wsgi import application
from tasks.registry import TASKS

DOCUMENT = "/api/v1/openapi.json"
OPERATIONS = {
    "/api/v1/rankings",
    "/api/v1/choose",
    "/api/v1/compare",
    "/api/v1/charts",
    "/api/v1/potentials",
    "/api/v1/potentials/{slug}",
    "/api/v1/potentials/{slug}/figures/{task}",
    "/api/v1/tasks",
    "/api/v1/tasks/{slug}",
    "/api/v1/tasks/{slug}/systems",
    "/api/v1/submissions",
    "/api/v1/submissions/{id}",
    "/api/v1/submissions/{id}/resubmit",
    "/api/v1/potentials/{slug}/submissions",
    "/api/v1/seasons",
    "/api/v1/seasons/{name}",
    "/api/v1/seasons/{name}/systems/{id}",
}


def uncompressed(environ: dict[str, Any], start: Any) -> Any:
    """The client says that it reads gzip, and hands on what it got as it is."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = uncompressed


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As in Django's test client: a request must not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@bounds(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(
    published: list[Submission], case: schemathesis.Case[Any]
) -> None:
    case.call_and_validate()


@pytest.mark.parametrize("name", ["emt", *TASKS])
def test_what_exists_is_found_and_as_documented(published: list[Submission], name: str) -> None:
    path = "/api/v1/tasks/{slug}" if name in TASKS else "/api/v1/potentials/{slug}"
    case = schema[path]["GET"].Case(path_parameters={"slug": name})
    assert case.call_and_validate().status_code == 200


def test_a_published_submission_is_as_documented(published: list[Submission]) -> None:
    operation = schema["/api/v1/submissions/{id}"]["GET"]
    case = operation.Case(path_parameters={"id": published[0].public_id})
    assert case.call_and_validate().status_code == 200


def test_the_document_names_every_operation_and_describes_every_parameter(client: Client) -> None:
    document = client.get(DOCUMENT).json()
    assert document == schema.raw_schema
    assert set(document["paths"]) == OPERATIONS
    operations = [one for path in document["paths"].values() for one in path.values()]
    for operation in operations:
        assert operation["description"]
        assert all(p.get("description") for p in operation["parameters"])


@pytest.mark.parametrize("path", ["ranking", "rankings/", "potentials/emt/scores"])
def test_what_is_no_part_of_the_api_is_refused_in_its_own_words(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json().keys()) == (404, {"detail", "hint"})


def test_any_page_may_read_the_document(client: Client) -> None:
    answer = client.get(DOCUMENT)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("application/json")
