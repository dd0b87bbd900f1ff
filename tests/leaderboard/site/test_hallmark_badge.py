"""Bob sees the hallmark of a potential wherever he meets its name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leaderboard.computed import computed
from leaderboard.models import Dataset, Snapshot, Submission
from leaderboard.ranking import listed, ranking_table
from leaderboard.ranking.document import document
from leaderboard.ranking.shown import Shown
from leaderboard.shown_systems import Shown as ShownSystems
from tasks.exact.hallmark import LAWS
from tasks.exact.tally import NOTHING, Tally
from tests.leaderboard.scored import QUICK, scored
from tests.leaderboard.site.test_task_results import shown

__all__ = ["shown"]

ASKED = ("energy-force-consistency", "symmetries")


@pytest.fixture
def three(datasets: list[Dataset], alice: User) -> dict[str, Submission]:
    """EMT, the same with forces that are no slopes, and one that no law was tested of."""
    computed.clear()
    return {
        "emt": scored(alice, "EMT", "emt", *QUICK, *ASKED),
        "direct": scored(alice, "Direct", "direct", *QUICK, *ASKED),
        "argon": scored(alice, "Argon", "argon", *QUICK),
    }


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def badge(laws: Tally) -> str:
    tag = Template("{% load hallmark %}{% hallmark laws 'x' %}")
    return words(tag.render(Context({"laws": laws})))


def struck(slug: str) -> str:
    """The hallmark of a listed potential as pages write it."""
    (laws,) = [facts.laws for facts in listed() if facts.slug == slug]
    tag = Template("{% load hallmark %}{% hallmark laws slug %}")
    return tag.render(Context({"laws": laws, "slug": slug}))


def test_it_says_in_words_what_holds_and_the_rest() -> None:
    total = len(LAWS)
    assert badge(Tally(holds=total, untested=0)) == f"✓ Hallmark: all {total} laws hold"
    one = Tally(holds=total - 4, strained=3, broken=1, untested=0)
    told = f"✕ Hallmark: {total - 4} of {total} laws hold, 1 broken, 3 strained"
    assert badge(one) == told
    some = Tally(holds=5, untested=total - 5)
    assert badge(some) == f"○ Hallmark: 5 of {total} laws hold, {total - 5} not tested"
    assert badge(NOTHING) == "○ Hallmark: laws not tested"


def test_every_page_where_a_potential_appears_shows_it(
    client: Client, three: dict[str, Submission]
) -> None:
    pages = {
        "/": three,
        "/compare/?potentials=emt&potentials=direct": ("emt", "direct"),
        "/choose/?elements=C&elements=H&elements=N&elements=O": three,
        f"/tasks/{QUICK[0]}/": three,
        "/tasks/": (),
        "/charts/": three,
        **{f"/potentials/{slug}/": (slug,) for slug in three},
        **{f"/potentials/{slug}/tasks/{QUICK[0]}/": (slug,) for slug in three},
        **{f"/submissions/{one.public_id}/": (slug,) for slug, one in three.items()},
    }
    for path, slugs in pages.items():
        page = client.get(path).content.decode()
        for slug in slugs:
            assert struck(slug) in page, (path, slug)


def test_it_stands_beside_everybodys_answer_on_a_system(
    client: Client, shown: ShownSystems, alice: User
) -> None:
    computed.clear()
    scored(alice, "Argon", "argon", QUICK[0])
    page = client.get(f"/tasks/{QUICK[0]}/systems/{next(iter(shown.by_id))}/").content.decode()
    assert struck("argon") in page


def test_it_leads_to_the_laws_or_to_what_is_tested(
    client: Client, three: dict[str, Submission]
) -> None:
    assert 'class="hallmark broken" href="/potentials/direct/#hallmark"' in struck("direct")
    assert 'id="hallmark"' in client.get("/potentials/direct/").content.decode()
    assert 'class="hallmark untested" href="/hallmark/#laws"' in struck("argon")
    assert 'id="laws"' in client.get("/hallmark/").content.decode()


def test_its_owner_sees_it_in_the_dashboard(
    client: Client, alice: User, three: dict[str, Submission]
) -> None:
    client.force_login(alice)
    page = client.get("/dashboard/").content.decode()
    assert all(struck(slug) in page for slug in three)


def test_under_embargo_its_owner_alone_reads_the_hallmark(
    client: Client, alice: User, bob: User, datasets: list[Dataset]
) -> None:
    computed.clear()
    secret = scored(alice, "Direct", "direct", *ASKED, publish=False)
    client.force_login(alice)
    page = client.get(f"/submissions/{secret.public_id}/").content.decode()
    assert '<span class="hallmark broken">' in page
    client.force_login(bob)
    assert client.get(f"/submissions/{secret.public_id}/").status_code == 404


def test_scripts_read_the_counts(client: Client, three: dict[str, Submission]) -> None:
    rows = client.get("/api/v1/rankings").json()["rows"]
    told = {row["potential"]["slug"]: row["potential"]["hallmark"] for row in rows}
    assert told["argon"] == {"holds": 0, "strained": 0, "broken": 0, "untested": len(LAWS)}
    assert told["direct"]["broken"] > 0
    assert all(sum(counts.values()) == len(LAWS) for counts in told.values())


def test_a_kept_table_shows_what_it_showed(
    client: Client, alice: User, three: dict[str, Submission]
) -> None:
    kept = client.post("/snapshots/new/").headers["Location"]
    before = client.get(kept).content.decode()
    assert words(struck("direct")) in words(before)
    scored(alice, "Later", "direct", *ASKED)
    three["direct"].potential.submissions.update(hidden="2026-01-01T00:00Z")
    computed.clear()
    assert re.findall(r'class="hallmark [a-z]+"', client.get(kept).content.decode()) == re.findall(
        r'class="hallmark [a-z]+"', before
    )


def test_a_table_kept_before_there_were_hallmarks_shows_none(
    client: Client, three: dict[str, Submission]
) -> None:
    older = document(Shown.of(ranking_table()))
    for row in (*older["rows"], *older["reference_lines"]):
        del row["laws"]
    kept = Snapshot.objects.keep(older, date(2026, 1, 1))
    page = client.get(kept.get_absolute_url()).content.decode()
    assert "Direct" in page
    assert 'class="hallmark' not in page


def test_more_potentials_ask_no_more_questions(
    client: Client, alice: User, three: dict[str, Submission]
) -> None:
    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = ("/", f"/tasks/{QUICK[0]}/", "/charts/")
    before = [asked(path) for path in paths]
    for i in range(3):
        scored(alice, f"More {i}", "argon", *QUICK)
    computed.clear()
    assert [asked(path) for path in paths] == before


def test_a_broken_law_names_its_system_and_leads_to_it(
    client: Client, three: dict[str, Submission]
) -> None:
    laws = client.get("/api/v1/potentials/direct").json()["laws"]
    broken = [law for law in laws if law["grade"] == "broken"]
    page = client.get("/potentials/direct/").content.decode()
    told = page[page.index('id="broken-laws"') :].partition("</dl>")[0]
    for law in broken:
        assert law["means"] in words(told).replace("&#x27;", "'")
        assert f"<code>{law['system']}</code>" in told  # this data set has no pages
        assert law["page"] == ""
    Dataset.objects.filter(task__in=ASKED).update(shown_sha256="0" * 64)
    laws = client.get("/api/v1/potentials/direct").json()["laws"]
    page = client.get("/potentials/direct/").content.decode()
    for law in (law for law in laws if law["grade"] == "broken"):
        assert law["page"] == f"/tasks/{law['task']}/systems/{law['system']}/"
        assert f'href="{law["page"]}"' in page
