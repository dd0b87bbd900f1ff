"""Bob runs a potential of his own through what was held out, once the season has retired."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.cli import main
from tasks.coupled_cluster import noncovalent
from tasks.seasons.reveal import BLOBS, Unreadable, zipped
from tasks.seasons.revealed import revealed_tasks
from tests.tasks.seasons.small import TASK, WELL, dataset, files, laid_down, plan, record

COMMITMENT, NAMED = files()
SET = COMMITMENT.datasets[0]
ARGON = """
from ase.calculators.lj import LennardJones

def load(device):
    return LennardJones(sigma=3.4, epsilon=0.0104, rc=50.0)
"""


@pytest.fixture
def season(tmp_path: Path) -> Path:
    archive = tmp_path / "season.zip"
    archive.write_bytes(zipped(NAMED))
    return archive


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("potential.py").write_text(ARGON)


def test_its_tasks_hold_its_own_systems_and_references(season: Path) -> None:
    (task,) = revealed_tasks(season)
    assert task.slug == TASK
    sealed, found = dataset(plan(*_drawn()), [record(c) for c in plan(*_drawn())]), task.dataset()
    assert [s.id for s in found.systems] == [s.id for s in sealed.systems]
    assert {k: float(r["energy"]) for k, r in found.references.items()} == pytest.approx(
        {k: float(r["energy"]) for k, r in sealed.references.items()}
    )


def _drawn() -> tuple[bytes, int, tuple[str, ...]]:
    return bytes.fromhex(COMMITMENT.seed), COMMITMENT.size, COMMITMENT.families


def test_the_potential_that_made_the_references_has_no_error(
    season: Path,
) -> None:
    assert main(["run", "--potential", "potential.py", "--season", str(season)]) == 0
    (told,) = json.loads(Path("results.json").read_text())["results"]
    mae = next(s["value"] for s in told["scores"] if s["metric"] == "mae" and not s["group"])
    assert mae < 1e-3 * WELL * 23.06  # ASE shifts by what is left of the potential at 50 Å
    assert told["inputs_sha256"] == SET.inputs_sha256
    assert told["references_sha256"] == SET.references_sha256


def test_a_task_that_the_season_does_not_ask_is_refused_with_those_that_it_asks(
    season: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--task", noncovalent.TASK.slug]
    assert main(["run", "--potential", "potential.py", "--season", str(season), *chosen]) == 2
    assert f"It asks: {TASK}" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["lost", "changed"])
def test_a_file_that_is_not_what_was_sealed_is_named(how: str, tmp_path: Path) -> None:
    name = f"{BLOBS}/{SET.references_sha256}"
    changed = {k: v for k, v in NAMED.items() if k != name}
    if how == "changed":
        changed[name] = NAMED[name] + b"\0"
    with pytest.raises(Unreadable, match=SET.references_sha256):
        revealed_tasks(laid_down(tmp_path / "season", changed))


def test_what_is_no_season_is_refused_with_advice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "--potential", "potential.py", "--season", "nowhere.zip"]) == 2
    assert "Give the archive of a retired season" in capsys.readouterr().err
