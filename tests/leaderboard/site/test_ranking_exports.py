"""CSV, JSON and BibTeX of exactly what a page shows, and permanent links to it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.computed import computed
from leaderboard.models import Dataset, Snapshot, Submission
from leaderboard.models.refusals import Kept
from leaderboard.ranking import ranking_table
from tests.leaderboard.scored import QUICK, scored

S22 = "noncovalent-interactions"


def lines(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_csv_has_the_rows_and_columns_of_the_page_and_their_units(
    client: Client, published: list[Submission]
) -> None:
    rows = lines(client, f"/ranking.csv?columns={S22}&columns=licence&sort=name")
    assert [row["potential"] for row in rows] == ["Argon", "EMT", "Null"]
    cell = ranking_table().row("argon").cells[S22]  # type: ignore[union-attr]
    assert cell.metric is not None
    name = f"{S22} v1 MAE (kcal/mol)"
    assert float(rows[0][name]) == cell.metric.value
    assert float(rows[0][f"{name} low"]) == cell.metric.low
    assert (rows[0]["licence"], rows[0][f"{S22} v1 answered (systems)"]) == ("MIT", "22")
    assert not any("barrier" in header for header in rows[0])


def test_json_says_what_the_page_says(client: Client, published: list[Submission]) -> None:
    said = client.get("/ranking.json?q=argon&values=score").json()
    assert [row["potential"] for row in said["rows"]] == ["Argon"]
    assert said["query"] == "q=argon&values=score"
    row = ranking_table().row("argon")
    assert row is not None
    assert said["rows"][0]["score"] == [row.overall.value, row.overall.low, row.overall.high]
    assert said["tasks"][0]["unit"] == "kcal/mol"


def test_a_name_that_a_spreadsheet_would_compute_is_text(
    datasets: list[Dataset], client: Client, alice: User
) -> None:
    scored(alice, "=1+1", "argon", *QUICK, licence="@SUM(A1)")
    (row,) = lines(client, "/ranking.csv?columns=licence")
    assert (row["potential"], row["licence"]) == ("'=1+1", "'@SUM(A1)")


def test_bibtex_cites_each_paper_and_this_table(
    datasets: list[Dataset], client: Client, alice: User
) -> None:
    about = {"authors": "A. Öne & B. Two, C. Three", "link": "https://example.org/a_b%20{c}"}
    scored(alice, "Net_100%", "argon", *QUICK, **about)
    text = client.get("/ranking.bib?sort=name").content.decode()
    assert "@misc{net_100," in text
    assert r"title = {{Net\_100\%}}" in text
    assert r"author = {A. Öne \& B. Two and C. Three}" in text
    assert r"howpublished = {\url{https://example.org/a_b%20%7Bc%7D}}" in text
    assert r"\url{http://testserver/?sort=name}" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("path", ["/ranking.csv?tab=luck", "/snapshots/new/?tab=luck"])
def test_a_wrong_question_has_no_file(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "tab must be one of" in answer.content.decode()


@pytest.mark.django_db
def test_there_are_three_kinds_of_files(client: Client) -> None:
    assert client.get("/ranking.xlsx").status_code == 404


def keep(client: Client, query: str = "") -> str:
    answer = client.post(f"/snapshots/new/?{query}")
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def test_a_permanent_link_shows_what_was_shown_and_never_changes(
    client: Client, published: list[Submission], alice: User
) -> None:
    link = keep(client, f"columns={S22}&forces=gradient")
    assert re.fullmatch(r"/snapshots/\d{4}-\d\d-\d\d-[0-9a-f]{16}/", link)
    before = {form: client.get(f"{link}table.{form}").content for form in ("json", "csv", "bib")}
    shown = client.get(link).content
    potential = published[0].potential
    potential.name, potential.licence = "Another name", "GPL-3.0-only"
    potential.save()
    scored(alice, "Late", "argon", *QUICK)
    computed.clear()
    assert "Late" in client.get("/").content.decode()
    assert client.get(link).content == shown
    assert b"Another name" not in shown
    for form, text in before.items():
        assert client.get(f"{link}table.{form}").content == text


def test_its_address_holds_the_hash_of_its_json(
    client: Client, published: list[Submission]
) -> None:
    link = keep(client)
    text = client.get(f"{link}table.json").content
    digest = hashlib.sha256(text).hexdigest()
    assert digest[:16] in link
    assert digest in client.get(link).content.decode()
    assert json.loads(text)["taken"] in link


def test_the_same_table_is_kept_once_a_day(client: Client, published: list[Submission]) -> None:
    assert keep(client, "forces=gradient") == keep(client, "view=&forces=gradient")
    assert Snapshot.objects.count() == 1
    answer = client.get("/snapshots/new/?forces=gradient")
    assert answer.headers["Location"] == Snapshot.objects.get().get_absolute_url()
    keep(client, "forces=direct")
    assert Snapshot.objects.count() == 2


def test_looking_at_the_form_keeps_nothing(client: Client, published: list[Submission]) -> None:
    assert client.get("/snapshots/new/").status_code == 200
    assert not Snapshot.objects.exists()


def test_the_whole_of_a_large_table_is_exported_and_not_kept(
    client: Client, published: list[Submission]
) -> None:
    assert len(lines(client, "/ranking.csv?rows=all")) == 3
    assert 'name="rows" value="250"' in client.get("/?rows=all").content.decode()
    answer = client.post("/snapshots/new/?rows=all")
    assert answer.status_code == 400
    assert "at most 250 rows" in answer.content.decode()


def test_mallory_fills_no_disk(client: Client, published: list[Submission], settings: Any) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"snapshot": "2/h/ip"}
    for n in (1, 2):
        keep(client, f"rows={n}")
    assert client.post("/snapshots/new/?rows=3").status_code == 429
    assert Snapshot.objects.count() == 2


def test_what_an_operator_hides_stays_in_a_kept_table_and_is_marked(
    client: Client, published: list[Submission]
) -> None:
    link = keep(client)
    json_before = client.get(f"{link}table.json").content
    published[0].hide("a reason that is told to its owner")
    computed.clear()
    assert "EMT" not in client.get("/").content.decode()
    page = client.get(link).content.decode()
    assert "hidden since by the operators" in page
    assert "a reason that is told to its owner" not in page
    assert client.get(f"{link}table.json").content == json_before


def test_a_snapshot_cannot_be_changed(client: Client, published: list[Submission]) -> None:
    keep(client)
    one = Snapshot.objects.get()
    one.text = "{}"
    with pytest.raises(Kept):
        one.save()
    with pytest.raises(Kept):
        Snapshot.objects.update(text="{}")


def test_of_what_is_not_published_nothing_is_exported_or_kept(
    client: Client, published: list[Submission], secret: Submission
) -> None:
    link = keep(client)
    for path in (
        "/ranking.csv?rows=all",
        "/ranking.json",
        "/ranking.bib",
        link,
        f"{link}table.json",
    ):
        assert b"Secret" not in client.get(path).content
