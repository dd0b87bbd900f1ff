"""What Mallory writes about her potential: shown as text, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.lookalikes import skeleton
from leaderboard.models import Dataset, Potential, Submission
from tests.leaderboard.conftest import a_potential
from tests.leaderboard.house import bundle
from tests.leaderboard.site.test_secrecy import walk
from tests.leaderboard.site.test_submitting import CARD

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
SignIn = Callable[[User], Client]


def test_tags_are_text_on_every_page_and_in_every_letter(
    signed_in: SignIn, mallory: User, datasets: list[Dataset], settings: Any
) -> None:
    client = signed_in(mallory)
    about = dict.fromkeys(("name", "authors", "training_data", "licence"), SCRIPT[:80])
    client.post("/potentials/new/", CARD | about | {"description": IMAGE})
    potential = Potential.objects.get()
    file = SimpleUploadedFile(IMAGE + ".zip", bundle(), content_type="text/html")
    form = {"route": "bundle", "runtime": "base", "publish_when_scored": "on", "file": file}
    client.post(f"/potentials/{potential.slug}/submit/", form)
    submission = Submission.objects.get()
    submission.fail(SCRIPT, IMAGE)
    files = ("/api/", potential.get_absolute_url() + "matbench-discovery.yml")
    pages = {path: page for path, page in walk(client).items() if not path.startswith(files)}
    assert [path for path, page in pages.items() if SCRIPT in page or "<img src=x" in page] == []
    assert any("&lt;script&gt;" in page for page in pages.values())
    card = client.get(files[1])
    assert SCRIPT in card.content.decode()  # a file, which no browser shows as a page
    assert card.headers["Content-Type"].startswith("application/yaml")
    assert card.headers["Content-Disposition"].startswith("attachment")
    assert card.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("field", ["name", "authors", "training_data", "licence", "description"])
def test_a_megabyte_of_text_is_refused_with_its_limit(
    signed_in: SignIn, mallory: User, field: str
) -> None:
    answer = signed_in(mallory).post("/potentials/new/", CARD | {field: "x" * (1 << 20)})
    assert answer.status_code == 200
    assert "at most" in answer.content.decode()
    assert not Potential.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["Аlice’s potential", "ALICE’S POTENTIAL", "Ａlice’s  potential", "Αlice’s pοtential",
     "Alice’s p0tential", "A1ice’s potential", "Ali\u0301ce’s potential"],
)  # fmt: skip
def test_nobody_takes_a_name_that_reads_like_another_s(
    signed_in: SignIn, alice: User, mallory: User, name: str
) -> None:
    a_potential(alice, "Alice’s potential")
    page = signed_in(mallory).post("/potentials/new/", CARD | {"name": name}).content.decode()
    assert "has a name that reads alike" in page
    assert Potential.objects.count() == 1


def test_one_s_own_names_may_be_alike_and_greek_is_no_offence(
    signed_in: SignIn, alice: User, mallory: User
) -> None:
    a_potential(alice, "Argon 0")
    for name in ("Argon 0.1", "ωB97M-V student", "ωB97M−V student"):
        signed_in(mallory).post("/potentials/new/", CARD | {"name": name})
    assert Potential.objects.filter(owner=mallory).count() == 3


def test_the_names_of_this_field_are_told_apart() -> None:
    known = {"CHGNet 0.3.0", "CHGNet r2SCAN", "SevenNet-0", "SevenNet-l3i5", "GFN1-xTB", "GFN2-xTB",
             "MACE-MP-0", "MACE-OFF23", "EMT", "eSEN-30M", "eSEN-6M", "UMA-s", "UMA-m"}  # fmt: skip
    assert len({skeleton(name) for name in known}) == len(known)


@pytest.mark.parametrize(
    "name", ["a" * 5_000 + ".zip", "../../../etc/passwd", "a\0b.zip", "\u202epiz"]
)
def test_the_name_of_a_file_leads_nowhere(
    signed_in: SignIn, alice: User, potential: Potential, datasets: list[Dataset], name: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    file = SimpleUploadedFile("x.zip", bundle())
    file._name = name  # type: ignore[attr-defined]  # as a browser of Mallory's own would send it
    form = {"route": "bundle", "runtime": "base", "file": file}
    answer = signed_in(alice).post(f"/potentials/{potential.slug}/submit/", form)
    assert answer.status_code in (200, 302, 400)
    kept = Submission.objects.first()
    assert kept is None or (len(kept.filename) <= 200 and "/" not in kept.filename)
    stored = [p.name for p in (tmp_path / "submissions").rglob("*") if p.is_file()]
    assert all(set(one) <= set("0123456789abcdef") for one in stored)
