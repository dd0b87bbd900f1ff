"""Each zone as an operating-system user of its own, on one machine, laid out as operators are told.

A real evaluation runs from order to score. Then everybody tries everything: what was possible to
whom is compared, so that a door that opens fails, and so does a try that could never succeed.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import redis_acl
from deploy.build_images import build_runtimes
from deploy.docker_engine import answers
from tests.journey.apart import (
    OWNER,
    READERS,
    SOCKET,
    STORES,
    WRITERS,
    Installation,
    installation,
    play,
)
from tests.postgres_server import binaries
from tests.requirements import require

pytestmark = pytest.mark.docker

ACTORS = ("web", "predict", "score", "operator", "container", "root")
REFUSED = re.compile(
    "Permission denied|Operation not permitted|NOPERM|no permissions|Authentication required"
    "|AuthenticationError|no password supplied"
)


@pytest.fixture(scope="module")
def house() -> Iterator[Installation]:
    """In which two potentials were evaluated on one benchmark."""
    require("root, for processes of other users", os.geteuid() == 0)
    require("PostgreSQL's server", binaries() is not None)
    require("a Docker engine on this machine's own socket", answers() and SOCKET.exists())
    build_runtimes(("base",), "docker")
    with installation() as house:
        play(house)
        yield house


def test_an_evaluation_runs_from_order_to_score_with_a_user_for_each_zone(
    house: Installation,
) -> None:
    found = house.rows("SELECT state, reason FROM leaderboard_submission")
    assert found == [("scored", "")] * 2, house.logs()
    for name, process in house.processes.items():
        status = Path(f"/proc/{process.pid}/status").read_text()
        uid = str(house.layout.users[OWNER[name]].uid)
        assert status.partition("Uid:")[2].split()[:4] == [uid] * 4
    runs = "SELECT stage, state FROM leaderboard_attempt ORDER BY stage"
    assert house.rows(runs) == [("predict", "done")] * 2 + [("score", "done")] * 2


def test_what_lies_in_a_store_is_closed_as_the_store_is(house: Installation) -> None:
    for name in WRITERS:
        made = list(house.layout.store(name).rglob("*"))
        folders = {stat.S_IMODE(one.stat().st_mode) for one in made if one.is_dir()}
        files = {stat.S_IMODE(one.stat().st_mode) for one in made if one.is_file()}
        assert (name, folders, files) == (name, {0o2750}, {0o440})
        assert {one.stat().st_gid for one in made} == {house.layout.numbers[f"assay-{name}"]}


def tries(house: Installation, actor: str) -> dict[str, list[str]]:
    """Of Redis and the database each uses what its own environment gives, or knocks without."""
    layout, mine = house.layout, STORES.get(actor) and house.environment(actor)
    found: dict[str, list[str]] = {}
    for name in WRITERS:
        store = layout.store(name)
        found[f"read {name}"] = ["read", str(next(p for p in store.rglob("*") if p.is_file()))]
        found[f"list {name}"] = ["read", str(store)]
        found[f"write {name}"] = ["write", str(store)]
        found[f"write incoming {name}"] = ["write", str(store / "incoming")]
    for name, path in files(house).items():
        found[f"read {name}"] = ["read", str(path)]
    for name, process in house.processes.items():
        number, address = str(process.pid), mapped(process.pid)
        for kind in ("environment", "descriptors", "descriptor", "trace", "signal"):
            found[f"{kind} of {name}"] = [kind, number]
        for kind in ("memory", "memory_file"):
            found[f"{kind} of {name}"] = [kind, number, address]
    redis = (mine or {}).get("REDIS_URL", house.redis.url)
    for queue in ("predict", "score", "reference", "control.predict", "control.score"):
        found[f"queue {queue}"] = ["queue", redis, queue]
        found[f"orders in {queue}"] = ["order", redis, queue]
    without = house.database.replace(":correct-horse@", "@")
    found["database"] = ["database", (mine or {}).get("DATABASE_URL", without)]
    found["Docker"] = ["connect", str(SOCKET)]
    return found


def files(house: Installation) -> dict[str, Path]:
    layout, database = house.layout, Path(house.database.partition("host=")[2])
    return {
        "the seed": layout.path("/srv/assay/vault/season.seed"),
        "the secret key": layout.path("/etc/assay/web/secret-key"),
        "a unit's environment": layout.path("/etc/assay/web.env"),
        "an upload": layout.path("/var/lib/assay/web/tmp/arriving"),
        "a submission": layout.path("/var/lib/assay/predict/tmp/unpacked"),
        "Redis's rules": house.redis.socket.parent / "users" / redis_acl.FILE,
        "Redis's password of score": house.redis.socket.parent / "users" / "score.password",
        "the database's files": database / "data" / "PG_VERSION",
    }


def mapped(process: int) -> str:
    """Where its program begins in its memory."""
    return Path(f"/proc/{process}/maps").read_text().partition("-")[0]


def expected(house: Installation) -> dict[str, set[str]]:
    """Who can do what. Root can, so each of these tries is one that could have succeeded."""
    found: dict[str, set[str]] = {}
    for name, writer in WRITERS.items():
        found[f"read {name}"] = found[f"list {name}"] = READERS[name] | {writer, "root"}
        found[f"write {name}"] = found[f"write incoming {name}"] = {writer, "root"}
    owners = ("operator", "web", "root", "web", "predict", "root", "root", "root")
    for name, owner in zip(files(house), owners, strict=True):
        found[f"read {name}"] = {owner, "root"}
    for name, owner in OWNER.items():
        for kind in ("environment", "descriptors", "descriptor", "memory", "memory_file"):
            found[f"{kind} of {name}"] = {owner, "root"}
        found[f"trace of {name}"] = found[f"signal of {name}"] = {owner, "root"}
    for zone in ("predict", "score"):
        found[f"queue {zone}"] = found[f"queue control.{zone}"] = {zone, "web", "operator"}
    found["queue reference"] = {"operator"}
    for queue in ("predict", "score", "reference", "control.predict", "control.score"):
        found[f"orders in {queue}"] = set()  # nobody but admin: tests/workers/test_redis_acl.py
    found["database"] = {"web", "operator"}
    found["Docker"] = {"predict", "root"}  # what that means: docs/threat-model.md
    return found


@pytest.fixture(scope="module")
def tried(house: Installation) -> dict[str, dict[str, str]]:
    """By actor and try: "", or why not."""
    python, found = house.python
    command = [python, "-m", "tests.journey.trespass"]
    bare = found | {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return {
        actor: json.loads(
            house.layout.users[actor].run(command, bare, json.dumps(tries(house, actor)))
        )
        for actor in ACTORS
    }


def test_each_zone_can_do_what_it_must_and_nothing_else(
    house: Installation, tried: dict[str, dict[str, str]]
) -> None:
    could = {name: {actor for actor in ACTORS if not tried[actor][name]} for name in tried["root"]}
    assert could == expected(house)


def test_who_was_refused_was_refused_and_did_not_merely_fail(
    tried: dict[str, dict[str, str]],
) -> None:
    told = {f"{actor}: {name}": why for actor in ACTORS for name, why in tried[actor].items()}
    odd = {name: why for name, why in told.items() if why and not REFUSED.search(why)}
    assert odd == {}
    assert len([why for why in told.values() if why]) > len(ACTORS) * 20


def test_a_container_that_is_escaped_without_root_reaches_less_than_the_predict_side(
    tried: dict[str, dict[str, str]],
) -> None:
    """Its user, 65534, owns nothing and is in no group."""
    assert [name for name, why in tried["container"].items() if not why] == []


def test_what_everybody_may_see_of_a_process_holds_no_secret(house: Installation) -> None:
    """/proc/PID/cmdline is open to all users, unless /proc is mounted with hidepid."""
    users = house.redis.socket.parent / "users"
    secrets = [redis_acl.password(users, one.name) for one in redis_acl.USERS] + ["correct-horse"]
    for process in house.processes.values():
        line = Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
        assert [one for one in secrets if one in line] == []
        inside = Path(f"/proc/{process.pid}/environ").read_bytes().decode()
        assert [one for one in secrets if one in inside] != []


def doctor(house: Installation, role: str, actor: str) -> str:
    """What it says to this user in the role's environment."""
    command = ["manage.py", "doctor"] if role == "web" else ["-m", "workers.doctor", role]
    log = house.layout.path(f"/var/lib/assay/doctor-{role}-{actor}.log")
    log.unlink(missing_ok=True)
    command = [house.python[0], *command]
    house.layout.users[actor].start(command, house.environment(role), log).wait(timeout=120)
    return log.read_text()


@pytest.mark.parametrize("role", ["web", "predict", "score"])
def test_the_doctor_finds_each_zone_closed_to_the_others(house: Installation, role: str) -> None:
    told = doctor(house, role, role)
    assert "ok       zone: no file and no process of another zone on this host" in told
    assert "BROKEN   environment" not in told
    assert ("warning  zone: Docker: whoever reaches its socket is root" in told) == (
        role == "predict"
    )


def test_the_doctor_finds_a_zone_that_runs_as_anothers_user(house: Installation) -> None:
    told = doctor(house, "predict", "score")
    stores = [str(house.layout.store(name)) for name in ("references", "results")]
    assert f"BROKEN   zone: files: This user can read {', '.join(stores)}." in told
    process = f"process {house.processes['score'].pid} (ASSAY_STORE_REFERENCES, ASSAY_STORE_RESULTS"
    assert process in told.partition("BROKEN   zone: processes")[2]
    assert "Run each zone as a user of its own" in told
    assert "BROKEN   zone: files" in doctor(house, "score", "web")
    refused = doctor(house, "web", "score")  # the same, before it comes to files
    assert "BROKEN   settings: ASSAY_SECRET_KEY_FILE" in refused
    assert "Permission denied" in refused


def test_the_doctor_finds_a_store_that_was_left_open(house: Installation) -> None:
    references = house.layout.store("references")
    references.chmod(0o2755)
    try:
        told = {role: doctor(house, role, role) for role in ("web", "predict")}
    finally:
        references.chmod(0o2750)
    finding = f"zone: files: This user can read {references}."
    assert f"BROKEN   {finding}" in told["predict"]
    assert f"warning  {finding}" in told["web"]  # of a demo's: in production it is broken
