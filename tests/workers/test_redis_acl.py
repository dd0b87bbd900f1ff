"""Redis by zones: what each user may do, and what Mallory may not who has taken over a GPU host."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py

from deploy import redis_acl
from tests.redis_server import RedisServer, redis_server

ROOT = Path(__file__).resolve().parents[2]
THEIRS = (
    "control",
    "control.score",
    "score",
    "reference",
    "unacked.web",
    "unacked_index.score",
    "unacked_mutex.web",
    "_kombu.binding.score",
    "_kombu.binding.control",
    "celery-task-meta-score-1",
    "alive.score",
    "anything",
)
OWN = (
    "predict",
    "control.predict",
    "unacked.predict",
    "unacked_index.predict",
    "celery-task-meta-predict-1",
    "alive.predict",
)


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server(zones=True) as server:
        yield server


@pytest.fixture
def mallory(redis: RedisServer) -> redis_py.Redis:
    """With the password that lies on a GPU host."""
    return redis.client("predict")


def refused(client: Any, *command: Any) -> bool:
    try:
        client.execute_command(*command)
    except redis_py.exceptions.NoPermissionError:
        return True
    except redis_py.exceptions.ResponseError:
        return False  # let through, and wrong for another reason
    return False


@pytest.mark.parametrize("key", THEIRS)
def test_mallory_touches_no_key_of_another_zone(
    redis: RedisServer, mallory: redis_py.Redis, key: str
) -> None:
    commands = [
        *(("LPUSH", key, "forged"), ("RPUSH", key, "forged"), ("LLEN", key), ("DEL", key)),
        *(("BRPOP", key, "0.01"), ("BRPOP", "predict", key, "0.01"), ("WATCH", key)),
        *(("GET", key), ("MGET", key), ("SET", key, "1"), ("SET", key, "1", "GET")),
        *(("HGET", key, "1"), ("HSET", key, "1", "1"), ("HDEL", key, "1")),
        *(("SADD", key, "1"), ("SMEMBERS", key)),
        *(("ZADD", key, "1", "1"), ("ZRANGE", key, "0", "-1"), ("ZREM", key, "1")),
    ]
    assert [command for command in commands if not refused(mallory, *command)] == []
    assert redis.client().exists(key) == 0


@pytest.mark.parametrize("key", OWN)
def test_the_same_commands_work_on_keys_of_the_predict_side(
    mallory: redis_py.Redis, key: str
) -> None:
    """Without this, a user who may do nothing at all would pass."""
    assert not refused(mallory, "LLEN", key)
    assert not refused(mallory, "GET", key)
    assert mallory.delete(key) == 0


@pytest.mark.parametrize(
    "command",
    [
        "FLUSHALL", "FLUSHDB", "CONFIG GET *", "CONFIG SET dir /tmp", "CONFIG REWRITE", "KEYS *",
        "SCAN 0", "RANDOMKEY", "DBSIZE", "EVAL return(1) 0", "EVALSHA 00 0",
        "SCRIPT LOAD return(1)", "SCRIPT FLUSH", "MONITOR", "ACL LIST",
        "ACL SETUSER predict allkeys", "ACL WHOAMI",
        "CLIENT LIST", "CLIENT KILL TYPE normal", "DEBUG SLEEP 1", "SHUTDOWN NOSAVE", "SAVE",
        "BGREWRITEAOF", "MODULE LIST", "REPLICAOF 127.0.0.1 1", "SYNC", "PSYNC ? -1", "SLOWLOG GET",
        "LATENCY DOCTOR", "MEMORY STATS", "INFO", "SELECT 1", "SWAPDB 0 1", "COPY score predict",
        "RENAME score predict", "RPOPLPUSH score predict", "LMOVE score predict LEFT LEFT",
        "SORT predict GET score", "MIGRATE 127.0.0.1 1 predict 0 1", "DUMP predict", "OBJECT HELP",
        "PUBLISH celery-task-meta-predict-1 x", "PUBLISH /0.celery.pidbox x", "PUBSUB CHANNELS",
        "PSUBSCRIBE *", "PSUBSCRIBE celery-task-meta-*", "SUBSCRIBE celery-task-meta-score-1",
        "SUBSCRIBE /0.celery.pidbox",
    ],
)  # fmt: skip
def test_mallory_gives_redis_no_such_command(mallory: redis_py.Redis, command: str) -> None:
    assert refused(mallory, *command.split(" "))


def test_mallory_cannot_smuggle_a_refused_command_into_a_transaction(
    redis: RedisServer, mallory: redis_py.Redis
) -> None:
    pipe: Any = mallory.pipeline(transaction=True)
    pipe.execute_command("LPUSH", "control.predict", "x")
    pipe.execute_command("LPUSH", "score", "forged")
    with pytest.raises(redis_py.exceptions.ResponseError):
        pipe.execute()
    assert redis.client().exists("score", "control.predict") == 0


@pytest.mark.parametrize("zone", ["predict", "score", "reference"])
def test_runners_share_no_key(zone: str) -> None:
    users = {user.name: user for user in redis_acl.USERS}
    others = {"predict", "score", "reference"} - {zone}
    shared = {key for other in others for key in users[other].keys} & set(users[zone].keys)
    assert shared == set()


def test_nobody_enters_without_a_name(redis: RedisServer) -> None:
    nameless = redis_py.Redis(unix_socket_path=str(redis.socket))
    with pytest.raises(redis_py.exceptions.AuthenticationError):
        nameless.ping()


def test_the_web_zone_has_no_power_over_redis_itself(redis: RedisServer) -> None:
    web = redis.client(redis_acl.WEB)
    commands = ("FLUSHALL", "CONFIG GET *", "KEYS *", "EVAL return(1) 0", "LPUSH reference x")
    assert all(refused(web, *command.split(" ")) for command in commands)
    assert web.info()["maxmemory_policy"] == "noeviction"


def test_passwords_are_kept_secret_and_from_one_run_to_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "users"
    command = [sys.executable, "-m", "deploy.redis_acl", str(folder)]
    first = [redis_acl.make(folder).read_text() for _ in range(2)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(folder / redis_acl.FILE)
    assert first == [(folder / redis_acl.FILE).read_text()] * 2
    passwords = {redis_acl.password(folder, user.name) for user in redis_acl.USERS}
    assert len(passwords) == len(redis_acl.USERS)
    assert not any(password in first[0] for password in passwords)
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_the_printed_commands_do_what_the_file_does(redis: RedisServer, tmp_path: Path) -> None:
    folder = tmp_path / "users"
    command = [sys.executable, "-m", "deploy.redis_acl", str(folder), "--setuser"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    with redis_server() as plain:
        operator: Any = plain.client()
        for line in done.stdout.splitlines():
            operator.execute_command(*line.split(" "))
        by_name: Any = redis_py.Redis(
            unix_socket_path=str(plain.socket),
            username=redis_acl.ADMIN,
            password=redis_acl.password(folder, redis_acl.ADMIN),
        )
        listed = by_name.execute_command("ACL LIST")
    from_file: Any = redis.client()
    assert _rules(listed) == _rules(from_file.execute_command("ACL LIST"))


def _rules(listed: list[Any]) -> set[tuple[str, ...]]:
    """Without hashes of passwords, and in no order."""
    texts = [line.decode() if isinstance(line, bytes) else str(line) for line in listed]
    return {tuple(sorted(w for w in text.split() if not w.startswith("#"))) for text in texts}
