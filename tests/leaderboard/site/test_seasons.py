"""What a reader sees of a season: its promise, then its scores, and at last everything."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.gaps import gaps
from leaderboard.models import Dataset, Season, Submission
from leaderboard.seasons import reveal
from leaderboard.seasons.vault import Vault
from tasks.cli import main
from tasks.seasons.reveal import open_files, read_season
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.seasons import SEED, TASK, begun, hidden_ids, practice, sealed, settle

ARGON = """
from ase.calculators.lj import LennardJones

def load(device):
    return LennardJones(sigma=3.4, epsilon=0.0104)
"""

pytestmark = pytest.mark.usefixtures("db", "vault")


def listed(owner: User, name: str, calculator: str) -> Submission:
    submission = a_submission(a_potential(owner, name))
    settle(submission, calculator)
    return submission


@pytest.fixture
def split() -> Dataset:
    return practice()


@pytest.fixture
def season(split: Dataset, alice: User, bob: User) -> Season:
    """Open, with the results of two potentials, one of which answers nothing."""
    made = sealed()
    submissions = [listed(alice, "Argon", "argon"), listed(bob, "Quiet", "silent")]
    made.open()
    for submission, calculator in zip(submissions, ("argon", "silent"), strict=True):
        settle(submission, calculator)
    return made


@pytest.fixture
def retired(season: Season) -> Season:
    reveal.retire(season, Vault.open())
    return season


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_it_opens_a_season_has_a_page_but_no_hash(client: Client) -> None:
    made = sealed()
    for path in ("/seasons/", "/seasons/Winter/", "/api/v1/seasons", "/api/v1/seasons/Winter"):
        assert made.commitment not in page(client, path)
    assert "sealed" in page(client, "/seasons/Winter/")
    assert "being generated" in page(Client(), begun("Spring").get_absolute_url())


def test_the_commitment_is_on_the_page_and_in_the_api_when_it_opens(
    client: Client, season: Season
) -> None:
    for path in ("/seasons/", "/seasons/Winter/", "/api/v1/seasons", "/api/v1/seasons/Winter"):
        assert season.commitment in page(client, path)


def test_counts_and_reasons_of_rejects_are_public_without_their_numbers(
    client: Client, season: Season
) -> None:
    text = page(client, "/seasons/Winter/")
    assert "T1 is …, the limit 0.02" in text
    assert "0.034" not in text
    answer = client.get("/api/v1/seasons/Winter").json()
    assert answer["families"] == [{"family": "dimers", "accepted": 8, "rejected": 1}]
    assert answer["tasks"] == {TASK: 8}
    assert answer["elements"]["H"] == 8


@pytest.mark.parametrize(
    "path", ["archive.zip", "files/season.json", "systems/Ethene-ethyne_complex/"]
)
def test_nothing_is_downloaded_early(client: Client, season: Season, path: str) -> None:
    assert client.get(f"/seasons/Winter/{path}").status_code == 404


def test_the_ranking_counts_held_out_systems_and_not_the_practice_split(
    client: Client, season: Season
) -> None:
    answer = client.get("/api/v1/rankings").json()
    (task,) = [one for one in answer["tasks"] if one["slug"] == TASK]
    assert (task["season"], task["systems"]) == ("Winter", 8)
    assert "held out" in page(client, "/")


def test_a_column_without_its_results_yet_is_pending_and_its_potential_stays(
    client: Client, season: Season, alice: User
) -> None:
    newer = listed(alice, "Sticky", "argon")
    newer.evaluations.filter(dataset__season=season).update(result=None, state="queued")
    row = next(
        r
        for r in client.get("/api/v1/rankings").json()["rows"]
        if r["potential"]["name"] == "Sticky"
    )
    assert row["tasks"][TASK]["pending"]


def test_when_a_season_opens_every_potential_stays_and_its_cells_are_pending(
    client: Client, split: Dataset, alice: User
) -> None:
    listed(alice, "Argon", "argon")
    assert client.get("/api/v1/rankings").json()["rows"] == []  # practice alone ranks nobody
    sealed().open()
    (row,) = client.get("/api/v1/rankings").json()["rows"]
    assert (row["potential"]["name"], row["tasks"][TASK]["pending"]) == ("Argon", True)
    assert "not yet evaluated" in page(client, f"/tasks/{TASK}/")


def test_a_failed_held_out_run_says_so_in_the_ranking(client: Client, season: Season) -> None:
    Submission.objects.get(potential__name="Argon").evaluations.filter(
        dataset__season=season
    ).update(result=None, state="failed")
    rows = client.get("/api/v1/rankings").json()["rows"]
    cell = next(r for r in rows if r["potential"]["name"] == "Argon")["tasks"][TASK]
    assert (cell["failed"], cell["answered"], cell["asked"]) == (True, 0, 8)
    assert "failed" in page(client, "/")


def test_a_potentials_page_shows_public_error_held_out_error_and_gap(
    client: Client, season: Season
) -> None:
    text = page(client, "/potentials/argon/")
    assert "Public, held out, and the gap" in text
    (one,) = gaps(season.datasets.get().evaluations.first().submission.potential)  # type: ignore[union-attr]
    assert one.public is not None
    assert one.held_out is not None
    assert one.gap is not None
    assert one.gap.value == pytest.approx(one.held_out.value - one.public.value, abs=0.011)
    assert one.gap.low is not None
    assert one.gap.low < one.gap.value
    (told,) = client.get("/api/v1/potentials/argon").json()["gaps"]
    assert told["gap"]["value"] == one.gap.value


def test_the_task_page_shows_practice_as_practice(client: Client, season: Season) -> None:
    text = page(client, f"/tasks/{TASK}/")
    assert "On the practice split" in text
    assert "which nobody has seen" in text


def test_a_retired_season_is_downloaded_and_verified_by_anybody(
    client: Client, retired: Season, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "season.zip"
    archive.write_bytes(client.get("/seasons/Winter/archive.zip").content)
    assert main(["verify-season", str(archive), "--commitment", retired.commitment]) == 0
    assert "as published" in capsys.readouterr().out
    commitment, _ = read_season(open_files(archive))
    assert bytes.fromhex(commitment.seed) == SEED
    assert commitment.seed in page(client, "/seasons/Winter/")


def test_a_potential_run_at_home_on_a_retired_season_gets_the_sites_number(
    client: Client, retired: Season, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("season.zip").write_bytes(client.get("/seasons/Winter/archive.zip").content)
    Path("potential.py").write_text(ARGON)
    assert "--season season-Winter.zip" in page(client, "/seasons/Winter/")
    assert main(["run", "--potential", "potential.py", "--season", "season.zip"]) == 0
    (home,) = json.loads(Path("results.json").read_text())["results"]
    told = client.get("/api/v1/potentials/argon").json()["scores"]
    (site,) = (one["scores"][0] for one in told if one["season"] == "Winter")
    assert (site["metric"], site["group"]) == ("mae", "")
    # Until its runs are scored again, the site has what was told while the season was secret: the
    # digits that a page shows.
    assert home["scores"][0]["value"] == pytest.approx(site["value"], abs=0.005)


def test_each_file_is_what_its_name_says(client: Client, retired: Season) -> None:
    rows = client.get("/api/v1/seasons/Winter").json()["files"]
    assert len(rows) == 5
    for row in rows:
        data = client.get(row["link"]).content
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert len(data) == row["size"]["value"]
    names = {row["name"] for row in rows}
    archive = client.get("/seasons/Winter/archive.zip").content
    assert set(zipfile.ZipFile(io.BytesIO(archive)).namelist()) == names


@pytest.mark.parametrize("path", ["../draft.json", "draft.json", "blobs/" + "0" * 64])
def test_only_revealed_files_are_served(client: Client, retired: Season, path: str) -> None:
    assert client.get(f"/seasons/Winter/files/{path}").status_code == 404


def test_one_system_is_followed_from_seed_to_commitment_to_score_to_reveal(
    client: Client, retired: Season
) -> None:
    name = hidden_ids()[0]
    assert name in page(client, "/seasons/Winter/")
    text = page(client, f"/seasons/Winter/systems/{name}/")
    for part in (SEED.hex(), retired.commitment, "Argon", "Quiet", "geometry of"):
        assert part in text
    answer = client.get(f"/api/v1/seasons/Winter/systems/{name}").json()
    errors = {one["potential"]: one["error"] for one in answer["answers"]}
    assert errors["quiet"] is None
    assert errors["argon"]["unit"] == "kcal/mol"
    assert answer["reference"]["unit"] == "eV"


def test_who_submits_after_the_reveal_is_marked(
    client: Client, retired: Season, alice: User
) -> None:
    listed(alice, "Late", "argon")
    rows = client.get("/api/v1/rankings").json()["rows"]
    late = {r["potential"]["name"]: r["tasks"][TASK]["late"] for r in rows}
    assert late == {"Argon": False, "Quiet": False, "Late": True}
    assert "could have been trained on them" in re.sub(r"\s+", " ", page(client, "/"))
