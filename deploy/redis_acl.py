"""Redis users, one a zone: each may do to Redis what its work needs, and nothing else.

    python -m deploy.redis_acl FOLDER              makes passwords, and users.acl for `aclfile`
    python -m deploy.redis_acl FOLDER --setuser    prints the same as commands for `redis-cli`

FOLDER/NAME.password is what goes into the REDIS_URL of NAME; the rest of the folder stays with the
operator. Run again, it keeps the passwords that are there; delete a file to have another.
For Redis 6.2 and later: no rule tells reading a key from writing it, so zones share no key, but
for what the web zone (`web`, `operator`) gives to and takes from each.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workers import alive
from workers.queues import CONTROL, PREDICT, REFERENCE, SCORE

WEB, OPERATOR, ADMIN = "web", "operator", "admin"
FILE = "users.acl"
ANSWERS = "celery-task-meta-"  # what Celery calls an answer, as a key and as a channel

CONNECTION = "ping time multi exec discard watch unwatch"
SENDING = "lpush sadd smembers llen"  # SADD: Kombu declares each queue before it sends
TAKING = "brpop rpush zadd zrem zrange hset hget hdel set get del"
ASKING = "subscribe unsubscribe mget"
ANSWERING = "setex publish exists info"


@dataclass(frozen=True)
class User:
    """keys, channels: patterns of Redis. commands: their names."""

    name: str
    keys: tuple[str, ...]
    channels: tuple[str, ...]
    commands: tuple[str, ...]

    def rules(self, password: str) -> str:
        """The password itself is not among them, only its hash."""
        digest = hashlib.sha256(password.encode()).hexdigest()
        return " ".join(
            [
                *(
                    "reset",
                    "resetchannels",
                    "on",
                    f"#{digest}",
                ),
                *(f"~{key}" for key in self.keys),
                *(f"&{channel}" for channel in self.channels),
                *(f"+{command}" for command in self.commands),
            ]
        )


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(texts).split())


def _queue(name: str) -> tuple[str, ...]:
    """The list, and the two sets in which Kombu notes that there is such a queue."""
    return (name, f"_kombu.binding.{name}", f"_kombu.binding_permanent.{name}")


def _taken(user: str) -> tuple[str, ...]:
    """What somebody of this name has taken from a queue and not acknowledged."""
    return tuple(f"{key}.{user}" for key in ("unacked", "unacked_index", "unacked_mutex"))


def _runner(name: str) -> User:
    """Takes orders from its queue, asks and reports on one of its own, hears answers to itself."""
    keys = (*_queue(name), *_queue(f"{CONTROL}.{name}"), *_taken(name), alive.key(name))
    answers = f"{ANSWERS}{name}-*"
    commands = _words(CONNECTION, SENDING, TAKING, ASKING)
    return User(name, (*keys, answers), (answers,), commands)


def _reference() -> User:
    """Reports to nobody: the batch's folder is the truth."""
    keys = (*_queue(REFERENCE), *_taken(REFERENCE), alive.key(REFERENCE))
    return User(REFERENCE, keys, (), _words(CONNECTION, SENDING, TAKING))


def _web(name: str, *more: str) -> User:
    """Gives orders to all who run them, takes reports, answers; looks who is alive."""
    queues = (CONTROL, f"{CONTROL}.{PREDICT}", f"{CONTROL}.{SCORE}", PREDICT, SCORE, *more)
    keys = tuple(key for queue in queues for key in _queue(queue))
    commands = _words(CONNECTION, SENDING, TAKING, ANSWERING)
    answers = f"{ANSWERS}*"
    return User(name, (*keys, *_taken(name), alive.key("*"), answers), (answers,), commands)


USERS = (
    _web(WEB),
    _runner(PREDICT),
    _runner(SCORE),
    _reference(),
    _web(OPERATOR, REFERENCE),
    User(ADMIN, ("*",), ("*",), ("@all",)),
)


def make(folder: Path) -> Path:
    """The folder with its passwords and FILE; returns FILE's path. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for user in USERS:
        if not _password_file(folder, user.name).exists():
            _write(_password_file(folder, user.name), secrets.token_urlsafe(32))
    lines = [f"user {user.name} {user.rules(password(folder, user.name))}" for user in USERS]
    _write(folder / FILE, "\n".join(["user default reset off", *lines, ""]))
    return folder / FILE


def password(folder: Path, user: str) -> str:
    """Raises OSError where `make` was not there before."""
    return _password_file(folder, user).read_text().strip()


def signed_in(url: str, folder: Path, user: str) -> str:
    """url: without a user. The same for this one, with the password."""
    scheme, _, place = url.partition("://")
    return f"{scheme}://{user}:{quote(password(folder, user), safe='')}@{place}"


def commands(folder: Path) -> list[str]:
    """For redis-cli, the last one locks out whoever has no name."""
    made = [f"ACL SETUSER {user.name} {user.rules(password(folder, user.name))}" for user in USERS]
    return [*made, "ACL SETUSER default reset off"]


def _password_file(folder: Path, user: str) -> Path:
    return folder / f"{user}.password"


def _write(file: Path, text: str) -> None:
    """For the owner's eyes, from the first byte on."""
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
    new.replace(file)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.redis_acl",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--setuser", action="store_true", help="print ACL SETUSER commands")
    given = parser.parse_args(arguments)
    try:
        file = make(given.folder)
    except OSError as error:
        sys.stderr.write(f"{error}. Choose a folder that you may write to.\n")
        return 1
    print("\n".join(commands(given.folder)) if given.setuser else file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
