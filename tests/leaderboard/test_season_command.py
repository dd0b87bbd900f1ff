"""`manage.py season`: made from a secret seed, stopped, taken up again, and never changed.

Coupled cluster is left out: the records hold energies of a Lennard-Jones potential, as if a batch
had been computed before.
"""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from ase.calculators.lj import LennardJones
from django.core.management import CommandError, call_command

from leaderboard.models import Dataset, Season
from leaderboard.seasons.vault import Vault
from tasks.references.batch import Batch
from tasks.references.candidate import Candidate
from tasks.references.record import Record
from tasks.structure import Structure
from workers.storage import FolderStore

pytestmark = pytest.mark.usefixtures("db")
SIZE, FAMILIES = 6, ("dimers", "distortions")
COST = {"cost": {"cpu_seconds": 1.0}}


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("season", *arguments, stdout=out)
    return out.getvalue()


def create(seed: Path, *more: str, name: str = "winter", size: int = SIZE) -> str:
    given = ["--seed-file", str(seed), "--size", str(size), "--families", *FAMILIES]
    return run("create", name, *given, *more)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    file = tmp_path / "winter.seed"
    file.touch(mode=0o600)
    file.write_bytes(b"thirty-two bytes from a fair die")
    return file


@pytest.fixture
def computed(vault: Path, seed: Path) -> Batch:
    """All but the last candidate have their records; the first of them is a reject."""
    vault.mkdir(mode=0o700)
    folder = vault / "winter" / "batch"
    folder.mkdir(mode=0o700, parents=True)
    batch = Batch.create(folder, seed.read_bytes(), SIZE, FAMILIES)
    for name in batch.waiting()[:-1]:
        batch.keep(record(batch.candidate(name)))
    return batch


def record(candidate: Candidate, accepted: bool = True) -> Record:
    energy = sum(s.coefficient * lennard_jones(s.structure) for s in candidate.species)
    if not accepted:
        why = ("ab: T1 is 0.034, the limit 0.02",)
        return Record(candidate.id, candidate.family, False, reasons=why, provenance=COST)
    return Record(candidate.id, candidate.family, True, energy, None, 0.1, provenance=COST)


def lennard_jones(structure: Structure) -> float:
    """eV; it knows no charges, and needs none."""
    atoms = structure.to_atoms()
    return float(LennardJones(sigma=1.0, epsilon=0.01).get_potential_energy(atoms))


def finish(batch: Batch) -> None:
    batch.keep(record(batch.candidate(batch.waiting()[0]), accepted=False))


def test_a_season_goes_from_seed_to_reveal(
    computed: Batch, seed: Path, vault: Path, tmp_path: Path
) -> None:
    finish(computed)
    assert "is sealed" in create(seed)
    season = Season.objects.get()
    assert season.state == "sealed"
    asked = {d.task for d in season.datasets.all()}
    assert asked == {"unseen-interactions", "unseen-reactions-of-ions"}  # its one distortion: H3+
    assert season.rejects[0]["reason"] == "ab: T1 is …, the limit 0.02"
    for dataset in season.datasets.all():
        FolderStore(tmp_path / "inputs").get(dataset.inputs_sha256)
        FolderStore(tmp_path / "references").get(dataset.references_sha256)
    assert season.commitment in run("open", "winter")
    assert "Everything agrees." in run("retire", "winter")
    told = run("verify", "winter")
    assert "agrees       seed and systems: the seed gives these 6 candidates" in told
    assert run("verify", "winter", "--folder", str(vault / "winter" / "revealed")) == told


def test_what_was_stopped_goes_on_and_draws_no_other_salt(computed: Batch, seed: Path) -> None:
    finish(computed)
    create(seed)
    again = create(seed)
    assert Season.objects.get().commitment in again
    season = Season.objects.get()
    assert Vault.open().commitment("winter").digest == season.commitment
    assert Dataset.objects.count() == 2


def test_a_crash_before_the_database_changes_nothing(
    computed: Batch, seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(computed)

    def fail(*_: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(Season, "seal", fail)
        with pytest.raises(ConnectionError):
            create(seed)
    promised = Vault.open().commitment("winter").digest
    create(seed)
    assert Season.objects.get().commitment == promised


def test_what_is_sealed_is_not_made_again_of_something_else(
    computed: Batch, seed: Path, tmp_path: Path
) -> None:
    finish(computed)
    create(seed)
    with pytest.raises(CommandError, match="take another name"):
        create(seed, size=7)
    other = tmp_path / "other.seed"
    other.touch(mode=0o600)
    other.write_bytes(b"other bytes from another fair die")
    with pytest.raises(CommandError, match="another seed"):
        create(other)


def test_everything_in_the_vault_is_its_owners(computed: Batch, seed: Path, vault: Path) -> None:
    finish(computed)
    create(seed)
    held = [vault, *(vault / "winter").iterdir()]
    assert len(held) == 4
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in held} == {0}


def test_a_vault_that_others_can_read_is_refused(computed: Batch, seed: Path, vault: Path) -> None:
    vault.chmod(0o755)
    with pytest.raises(CommandError, match="chmod 700"):
        create(seed)


def test_a_seed_that_others_can_read_or_guess_is_refused(vault: Path, seed: Path) -> None:
    seed.chmod(0o640)
    with pytest.raises(CommandError, match="chmod 600"):
        create(seed)
    seed.chmod(0o600)
    for guessable in (b"too short", b"0" * 32):
        seed.write_bytes(guessable)
        with pytest.raises(CommandError, match="can be guessed"):
            create(seed)
    assert not Season.objects.exists()


def test_a_host_without_the_references_store_says_where_to_run_it(
    computed: Batch, seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSAY_STORE_REFERENCES")
    with pytest.raises(CommandError, match="where the references live"):
        create(seed)
    assert not Season.objects.exists()


@pytest.mark.parametrize("name", ["../up", "", "a b", "x" * 41])
def test_a_name_that_is_no_name_is_refused(seed: Path, vault: Path, name: str) -> None:
    with pytest.raises(CommandError, match="is no name"):
        create(seed, name=name)


def test_what_there_is_not_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="There is no season summer"):
        run("open", "summer")


def test_early_is_refused(computed: Batch, seed: Path) -> None:
    finish(computed)
    create(seed)
    with pytest.raises(CommandError, match="revealed when it retires"):
        run("verify", "winter")
    with pytest.raises(CommandError, match="open it first"):
        run("ask", "winter")
    with pytest.raises(CommandError, match="only an open season"):
        run("retire", "winter")
    assert "winter: sealed" in run("status", "winter")
