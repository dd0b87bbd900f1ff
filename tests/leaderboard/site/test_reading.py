"""Pages that are read say what is so here: laws, versions, news, documents, errors."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from leaderboard.models import Dataset, Evaluation, News, Submission
from leaderboard.reading import documents, markdown
from leaderboard.reading.changes import changes
from leaderboard.reading.laws import struck
from tasks.exact.hallmark import LAWS
from tests.leaderboard.scored import QUICK, result, scored
from tests.leaderboard.seasons import opened, practice

PAGES = [
    "/about/", "/methodology/", "/hallmark/", "/faq/", "/submitting/", "/writing-a-task/",
    "/changelog/", "/news/", "/keys/",
]  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
INLINE = re.compile(r"<script(?![^>]*src)|\sstyle=|\son\w+=|javascript:")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_site_has_every_page(db: None, client: Client, page: str) -> None:
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<h1") == 1
    assert not INLINE.search(text)


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_site_lead_somewhere(
    client: Client, published: list[Submission], page: str
) -> None:
    text = client.get(page).content.decode()
    for link in set(re.findall(r'href="(/[^"#]*)(?:#[^"]*)?"', text)):
        if not link.startswith("/static/"):
            assert client.get(link).status_code in {200, 301, 302}, link


@pytest.mark.parametrize("page", PAGES)
def test_links_within_a_page_have_an_end(client: Client, db: None, page: str) -> None:
    text = client.get(page).content.decode()
    ids = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids


def test_every_document_is_a_page_and_its_links_lead_somewhere(client: Client, db: None) -> None:
    for name in sorted(documents.names()):
        text = client.get(documents.address(name)).content.decode()
        assert not INLINE.search(text), name
        for link in set(re.findall(r'href="(/docs/[^"#]*|/submitting/|/writing-a-task/)', text)):
            assert client.get(link).status_code == 200, (name, link)


@pytest.mark.parametrize("name", ["../README", "decisions/../../pyproject", "nothing", "%2e%2e/x"])
def test_nothing_else_of_the_disk_is_a_document(client: Client, db: None, name: str) -> None:
    assert client.get(f"/docs/{name}/").status_code == 404


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[x](javascript:alert(1))", "href"),
        ("![x](data:text/html,hello)", "<img"),
        ("<b onclick=x>", "<b"),
        ("| a |\n|--:|\n| 1 |", "style="),
    ],
)
def test_markdown_brings_nothing_of_its_own_into_a_page(text: str, never: str) -> None:
    assert never not in markdown.html(text)


def test_aligned_columns_stay_aligned() -> None:
    assert '<td class="num">1</td>' in markdown.html("| a |\n|--:|\n| 1 |")


def test_the_hallmark_lists_every_law_and_each_potentials_worst(
    client: Client, datasets: list[Dataset], alice: User, bob: User
) -> None:
    scored(alice, "EMT", "emt", "symmetries")
    scored(bob, "Argon", "argon", *QUICK)
    page = client.get("/hallmark/").content.decode()
    assert all(law.says in page for law in LAWS)
    rows = {one.name: one.marks for one in struck()}
    told = result("symmetries", "emt").errors
    turned = max(e["rotation"] for e in told.values() if "rotation" in e)
    at = [law.metric for law in LAWS].index("rotation")
    mark = rows["EMT"][at]
    assert mark is not None
    assert mark.worst == turned
    assert set(rows["Argon"]) == {None}
    assert "not yet" in page


def test_a_first_version_changed_nothing(client: Client, published: list[Submission]) -> None:
    assert all(not one.changed for one in changes())
    assert "every task is in its first version" in client.get("/changelog/").content.decode()


@pytest.fixture
def second_version(published: list[Submission]) -> Dataset:
    """Of the first quick task; EMT and Argon have exchanged their results."""
    old = Dataset.objects.get(task=QUICK[0])
    new = Dataset.objects.create(
        task=old.task, task_version=old.task_version + 1, systems=old.systems, anchors=old.anchors,
        inputs_sha256="1" * 64, references_sha256="2" * 64,
    )  # fmt: skip
    for submission, calculator in zip(published, ("argon", "emt"), strict=False):
        evaluation = submission.evaluations.create(dataset=new, asked=new.size)
        evaluation.result = result(old.task, calculator).to_json() | {"version": new.task_version}
        evaluation.finish(Evaluation.State.SCORED)
    return new


def test_a_new_version_says_what_it_changed(client: Client, second_version: Dataset) -> None:
    (one,) = [found for found in changes() if found.task.slug == QUICK[0]]
    newest, first = one.changes
    assert (newest.version, first.version) == (second_version.task_version, 1)
    assert (newest.pairs, newest.exchanged) == (1, 1)
    assert {moved.name: (moved.place_before, moved.place_after) for moved in newest.moved} in (
        {"EMT": (1, 2), "Argon": (2, 1)},
        {"EMT": (2, 1), "Argon": (1, 2)},
    )
    assert "1 of 1 pair changed order" in client.get("/changelog/").content.decode()


def test_what_is_not_published_stands_in_no_changelog(secret: Submission) -> None:
    assert {change.evaluated for one in changes() for change in one.changes} == {0}


def test_the_changelog_asks_few_questions(
    client: Client, second_version: Dataset, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        client.get("/changelog/")


def test_the_hallmark_asks_few_questions(
    client: Client, published: list[Submission], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/hallmark/")


def test_news_tell_what_happened_and_what_operators_write(
    client: Client, published: list[Submission], second_version: Dataset,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    News.objects.create(title="We moved", body="To a **new** host. <script>x</script>")
    News.objects.create(title="Not yet", body="Tomorrow", date=timezone.now() + timedelta(days=1))
    with django_assert_max_num_queries(8):
        page = client.get("/news/").content.decode()
    for told in ("EMT is published", "Argon is published", "We moved", "<strong>new</strong>"):
        assert told in page
    assert "New version: Noncovalent interactions (version 2)" in page
    assert "Not yet" not in page
    assert "<script>x" not in page


@pytest.mark.usefixtures("vault")
def test_a_season_that_opens_is_news(db: None, client: Client) -> None:
    practice()
    season = opened()
    page = client.get("/news/").content.decode()
    assert f"Season {season} is open" in page
    assert season.commitment in page


def test_news_are_valid_atom_with_lasting_names(
    client: Client, published: list[Submission]
) -> None:
    def entries() -> list[ElementTree.Element]:
        answer = client.get("/news/atom.xml")
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")

    ids = [one.findtext(f"{ATOM}id") for one in entries()]
    assert len(ids) == len(set(ids)) >= 4
    assert all(one.find(f"{ATOM}updated") is not None for one in entries())
    News.objects.create(title="Another", body="text")
    assert [one.findtext(f"{ATOM}id") for one in entries()][1:] == ids


def test_a_page_that_is_not_there_helps_on(client: Client, db: None) -> None:
    answer = client.get("/potentials/nothing/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert answer.headers["X-Request-Id"] in text
    assert 'name="q"' in text
    assert 'href="/tasks/"' in text


def test_a_failure_of_ours_is_told_without_a_database(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("the database is away")

    client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/tasks/")
    monkeypatch.undo()
    text = answer.content.decode()
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in text
    assert "the database is away" not in text
