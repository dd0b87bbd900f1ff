"""A real season, run with a predict side that has neither the references nor the database.

Everything that the predict side could read is searched for the references' values, and for the
errors that would give them beside what was predicted. The same search finds both where they are.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from deploy import redis_acl
from deploy.build_images import build_runtimes
from deploy.demo.processes import PYTHON, Processes
from deploy.demo.redis_server import start_redis, users_of
from deploy.demo.services import celery, seed
from deploy.demo.zones import Zones
from deploy.docker_engine import answers
from tasks.artefact import read_predictions, read_references, read_systems
from tasks.references.batch import Batch
from tasks.registry import find
from tasks.scoring import score
from tests.journey.gpu_host import OWN, GpuHost, possible
from tests.journey.searching import UNITS, files, layers, patterns, search
from tests.requirements import require
from tests.workers.tap import Tap
from workers.publish import publish_one
from workers.storage import FolderStore

PUBLIC = find("barrier-heights")
SEED = hashlib.sha256(b"a season that anybody may know 87092").digest()  # four bonds of H2
SIZE, FAMILY, TASK = 4, "bonds", "unseen-reactions"
RUNTIME = "tblite"  # of GFN1-xTB and GFN2-xTB, which answer for hydrogen
PATIENCE = 900  # seconds until a test gives up
FINAL = {"scored", "failed", "cancelled"}


@dataclass
class Played:
    """A season that was run to its end; heard: everything that passed through Redis."""

    zones: Zones
    gpu: GpuHost
    heard: Callable[[], bytes]

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.zones.var / "web" / "db.sqlite3")) as database:
            return database.execute(query).fetchall()

    def evaluations(self, split: str) -> list[Any]:
        return self.rows(
            "SELECT e.state, e.predictions_sha256, e.answered FROM leaderboard_evaluation e "
            f"JOIN leaderboard_dataset d ON e.dataset_id = d.id WHERE d.split = '{split}'"
        )

    def ended(self, split: str) -> bool:
        found = self.evaluations(split)
        return bool(found) and {row[0] for row in found} <= FINAL

    def store(self, name: str) -> FolderStore:
        return FolderStore(self.zones.var / "stores" / name)

    @cached_property
    def dataset(self) -> tuple[str, str]:
        """SHA-256s of inputs and references."""
        [row] = self.rows(
            "SELECT inputs_sha256, references_sha256 FROM leaderboard_dataset "
            "WHERE split = 'held-out'"
        )
        return row[0], row[1]

    @cached_property
    def references(self) -> dict[str, float]:
        """eV: the references, and what functionals give."""
        known = read_references(self.store("references").get(self.dataset[1]))
        return {
            f"{system} {key}": float(value)
            for system, arrays in known.items()
            for key, value in arrays.items()
            if key != "uncertainty"
        }

    @cached_property
    def labels(self) -> dict[str, float]:
        """eV: the references, what functionals give, and every energy that they were made of."""
        found = dict(self.references)
        batch = Batch.open(self.zones.var / "vault" / "demo" / "batch")
        for name, record in batch.records().items():
            for species in record.provenance["species"]:
                for term, energy in {**species["terms"], "energy": species["energy"]}.items():
                    found[f"{name} {species['name']} {term}"] = energy * UNITS["hartree"]
        return found

    @cached_property
    def errors(self) -> dict[str, float]:
        """eV: of each potential on each system, scored once more from what was predicted."""
        inputs, references = self.dataset
        systems = read_systems(self.store("inputs").get(inputs))
        known = read_references(self.store("references").get(references))
        found = {}
        for _, sha, _ in self.evaluations("held-out"):
            answers = read_predictions(self.store("predictions").get(sha))
            result = score(find(TASK), systems, known, answers)
            for system, errors in result.errors.items():
                found[f"{sha[:8]} {system}"] = errors["error"] * UNITS["kcal/mol"]
        return found


@pytest.fixture(
    scope="module", params=["process", pytest.param("docker", marks=pytest.mark.docker)]
)
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    sandbox: str = request.param
    require("root, for a machine within the machine", possible())
    require("a Docker engine", sandbox == "process" or answers())
    build_runtimes((RUNTIME,), sandbox)
    var = Path(tempfile.mkdtemp(prefix="assay-zones-"))
    home = Path(tempfile.mkdtemp(prefix="assay-gpu-"))
    processes = Processes(var / "log")
    gpu = None
    try:
        zones = Zones(var, start_redis(processes, var / "redis"), 0, sandbox)
        gpu = GpuHost(zones, home)
        users = users_of(var / "redis")
        with Tap(var / "redis" / "redis.sock", redis_acl.password(users, "admin")) as tap:
            found = Played(zones, gpu, lambda: tap.heard)
            play(processes, found)
            yield found
    finally:
        if gpu is not None and hasattr(gpu, "process"):
            gpu.stop()
        processes.stop()
        shutil.rmtree(var, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def play(processes: Processes, house: Played) -> None:
    """As `make demo` does it, with one small public benchmark and four systems held out."""
    zones = house.zones
    manage = [PYTHON, "manage.py"]
    processes.run("migrate", [*manage, "migrate", "--verbosity", "0"], zones.web())
    manifest = zones.var / "datasets.json"
    entry = publish_one(PUBLIC, house.store("inputs"), house.store("references"))
    manifest.write_text(json.dumps([entry]))
    processes.run("register", [*manage, "register_datasets", str(manifest)], zones.web())
    processes.run("accounts", [*manage, "demo_accounts"], zones.web())
    control = [*celery("leaderboard.celery", "control", 1), "--beat"]
    schedule = ["--schedule", str(zones.var / "web" / "beat-schedule")]
    processes.start("control", [*control, *schedule], zones.web())
    processes.start("score", celery("workers.app", "score", 1), zones.score())
    house.gpu.start()
    seed(processes, zones, (RUNTIME,))
    (zones.var / "vault").mkdir(mode=0o700)
    secret = zones.var / "vault" / "demo.seed"
    secret.write_bytes(SEED)
    secret.chmod(0o600)
    processes.start("reference", celery("workers.app", "reference", 1), zones.reference())
    season = [*manage, "demo_season", "--size", str(SIZE), "--families", FAMILY]
    processes.start("interrupted", season, zones.operator())
    records = zones.var / "vault" / "demo" / "batch" / "records"
    wait(house, "the first record", lambda: any(records.glob("*.json")))
    processes.running.pop("interrupted").kill()
    for _ in range(2):  # it goes on where it was; and done, it does nothing
        processes.run("season", season, zones.operator())
    wait(house, "public", lambda: house.ended("public"))
    wait(house, "held-out", lambda: house.ended("held-out"))


def wait(house: Played, what: str, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        logs = [f"{f}: {f.read_text()[-1500:]}" for f in (house.zones.var / "log").glob("*.log")]
        assert time.monotonic() < deadline, "\n".join([f"still waiting for {what}", *logs])
        time.sleep(0.5)


def test_the_season_was_run_once(played: Played) -> None:
    """Though its making was interrupted, and begun again after its end."""
    assert played.rows("SELECT name, state FROM leaderboard_season") == [("demo", "open")]
    found = played.evaluations("held-out")
    assert [row[0] for row in found] == ["scored"] * 2
    assert [row[2] for row in found] == [SIZE] * 2
    assert len(played.labels) > SIZE
    assert len(played.errors) == 2 * SIZE


def test_no_reference_is_in_anything_that_the_predict_side_could_read(played: Played) -> None:
    there = played.gpu.search(played.labels)
    assert there["found"] == {}
    assert search(played.heard(), patterns(played.labels)) == set()


def test_no_error_is_there_that_gives_a_reference_beside_a_prediction(played: Played) -> None:
    assert played.gpu.search(played.errors)["found"] == {}
    assert search(played.heard(), patterns(played.errors)) == set()


def test_the_same_search_finds_them_where_they_are(played: Played) -> None:
    """So the tests above can fail."""
    assert found_in(played, "stores/references", played.labels) >= set(played.references)
    assert found_in(played, "vault", played.labels) == set(patterns(played.labels))
    worst = (find(TASK).primary.worst or 0.0) * UNITS["kcal/mol"]
    told = {name: error for name, error in played.errors.items() if abs(error) < worst}
    assert told
    assert found_in(played, "stores/results", told) == set(told)


def found_in(house: Played, folder: str, values: dict[str, float]) -> set[str]:
    wanted = patterns(values)
    return {n for _, data in files(house.zones.var / folder) for n in search(data, wanted)}


def test_the_search_reads_what_the_predict_side_has(played: Played) -> None:
    """Its inputs, its predictions, the messages, its environment."""
    systems = read_systems(played.store("inputs").get(played.dataset[0]))
    first = {system.id: next(iter(system.structures.values())) for system in systems}
    shapes = {name: float(abs(one.positions).max()) for name, one in first.items()}
    there = played.gpu.search(shapes)
    assert {name for names in there["found"].values() for name in names} == set(shapes)
    kinds = ("environment", "redis ", "/proc/", str(played.zones.var / "stores" / "predictions"))
    assert all(any(name.startswith(kind) for name in there["seen"]) for kind in kinds)
    assert played.dataset[0].encode() in b"".join(layers(played.heard()))


def test_the_predict_side_has_neither_the_references_nor_the_database(played: Played) -> None:
    seen = played.gpu.search({})["seen"]
    var = played.zones.var
    theirs = {str(Path(name).relative_to(var)) for name in seen if name.startswith(str(var))}
    assert theirs
    assert [name for name in theirs if not name.startswith(OWN)] == []
    secrets = ("REFERENCES", "RESULTS", "VAULT", "BATCHES", "DATABASE", "SECRET")
    assert [name for name in played.gpu.environment if any(s in name for s in secrets)] == []
