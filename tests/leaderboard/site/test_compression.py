"""Pages and answers travel compressed; downloads and what a browser has already do not."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from leaderboard.models import Submission

ACCEPTS = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/", "/about/", "/api/v1/tasks", "/accounts/login/"])
def test_a_page_is_sent_compressed_to_who_reads_that(client: Client, db: None, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers=ACCEPTS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    title = b"<title>" if "api" not in path else b'"tasks"'
    assert title in gzip.decompress(packed.content)


def test_the_same_page_is_of_another_length_each_time(client: Client, db: None) -> None:
    """So that its length does not tell how well a guess repeats a secret of it."""
    lengths = {len(client.get("/about/", headers=ACCEPTS).content) for _ in range(40)}
    assert len(lengths) > 5


def test_what_a_reader_has_already_is_not_sent_again(
    client: Client, published: list[Submission]
) -> None:
    first = client.get("/api/v1/rankings", headers=ACCEPTS)
    again = client.get(
        "/api/v1/rankings", headers=ACCEPTS | {"If-None-Match": first.headers["ETag"]}
    )
    assert first.headers["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
