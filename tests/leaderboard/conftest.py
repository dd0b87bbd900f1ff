"""Alice submits, Bob reads, Mallory cheats; and the datasets that everyone is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection

from leaderboard.models import Attempt, Dataset, Evaluation, Potential, Submission
from tasks.registry import TASKS
from tests.leaderboard.house import broker_at
from workers.publish import publish
from workers.storage import FolderStore

PASSWORD = "correct horse battery staple"


def someone(name: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, so that other processes of a test see it too."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("var") / "web"
        folder.mkdir()
        connection.settings_dict["TEST"]["NAME"] = str(folder / "db.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def no_stray_messages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test without a Redis of its own reaches none: not the developer's either."""
    nowhere = tmp_path_factory.mktemp("no-redis") / "redis.sock"
    with broker_at(f"redis+socket://{nowhere}"):
        yield


@pytest.fixture
def alice(db: None) -> User:
    """Submits potentials. Her password is PASSWORD, her address is confirmed."""
    return someone("alice")


@pytest.fixture
def bob(db: None) -> User:
    return someone("bob")


@pytest.fixture
def mallory(db: None) -> User:
    return someone("mallory")


@pytest.fixture(autouse=True)
def results(settings: Any, stores: Path) -> None:
    """Where this process, which plays the web zone, looks for results."""
    settings.ASSAY_STORE_RESULTS = str(stores / "results")


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the stores; `manifest` fills inputs and references."""
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="session")
def manifest(stores: Path) -> list[dict[str, Any]]:
    """What `python -m workers.publish` says of every task: the real datasets."""
    inputs, references = FolderStore(stores / "inputs"), FolderStore(stores / "references")
    return publish(TASKS.values(), inputs, references)


@pytest.fixture
def datasets(db: None, manifest: list[dict[str, Any]]) -> list[Dataset]:
    """Every task's public dataset, registered."""
    return Dataset.objects.register(manifest)


@pytest.fixture
def vault(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a season's secrets lie, on a host that has the stores of inputs and references too."""
    settings.ASSAY_VAULT = str(tmp_path / "vault")
    settings.ASSAY_STORE_REVEALED = str(tmp_path / "revealed")
    monkeypatch.setenv("ASSAY_STORE_INPUTS", str(tmp_path / "inputs"))
    monkeypatch.setenv("ASSAY_STORE_REFERENCES", str(tmp_path / "references"))
    return tmp_path / "vault"


@pytest.fixture
def potential(alice: User) -> Potential:
    """Alice's, not yet submitted."""
    return a_potential(alice, "Lennard-Jones")


def a_potential(owner: User, name: str, **about: Any) -> Potential:
    usual = {
        "authors": "A. Example",
        "link": "https://example.org/potential",
        "parameters": 2,
        "training_data": "none",
        "training_level": "none",
        "licence": "MIT",
    }
    return Potential.objects.create(owner=owner, name=name, **(usual | about))


@pytest.fixture
def submission(datasets: list[Dataset], potential: Potential) -> Submission:
    """Alice's, enqueued: one offered attempt a dataset."""
    return a_submission(potential)


def a_submission(potential: Potential, blob_sha256: str = "b" * 64, **about: Any) -> Submission:
    usual = {"route": "bundle", "runtime": "base", "blob_bytes": 1000, "filename": "lj.zip"}
    submission = Submission.objects.create(
        potential=potential, blob_sha256=blob_sha256, **(usual | about)
    )
    submission.enqueue()
    return submission


@pytest.fixture
def claim() -> Callable[[Evaluation], Attempt]:
    """A worker takes the evaluation's open offer."""

    def take(evaluation: Evaluation) -> Attempt:
        attempt = evaluation.attempts.get(state=Attempt.State.OFFERED)
        assert evaluation.attempts.claim(attempt.token, "worker")
        evaluation.claimed(attempt.stage)
        attempt.refresh_from_db()
        return attempt

    return take
