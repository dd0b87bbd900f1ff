"""Bundles that are handed in at once, over the API and by the website's form."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import requests

from tests.load.accounts import Account
from tests.load.proxy import csrf
from workers.sandbox.opening import BASELINES

TASK = "equation-of-state"
POTENTIAL = (BASELINES / "null" / "potential.py").read_bytes()
PATIENCE = 300.0  # seconds for an answer
_numbers = count(1)
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What one upload came to. submission: its public id, where it was taken in.

    retry_after: seconds, of a refusal; None where it does not say.
    """

    account: Account
    status: int
    submission: str
    retry_after: int | None
    said: str

    @property
    def taken(self) -> bool:
        return bool(self.submission)


class Slowly:
    """A body that arrives in eight pieces over so many seconds, as over a poor line."""

    def __init__(self, body: bytes, seconds: float) -> None:
        self._left, self._pause = io.BytesIO(body), seconds / 8
        self._size, self._piece = len(body), len(body) // 7 + 1

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(), b"")

    def read(self, _: int = -1) -> bytes:
        time.sleep(self._pause)
        return self._left.read(self._piece)


def bundle() -> bytes:
    """The null potential: another file each time (by its date), the same potential."""
    number, buffer = next(_numbers), io.BytesIO()
    date = (2000 + number // 1000 % 100, 1, 1, number // 60 % 24, number % 60, number // 1440 % 60)
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("potential.py", date), POTENTIAL)
    return buffer.getvalue()


def over_api(url: str, who: Account, seconds: float = 0) -> Answer:
    """seconds: how long it takes to arrive. Raises RequestException where no answer comes."""
    target = f"{url}/api/v1/potentials/{who.potential.slug}/submissions"
    answer = _post(who, target, {"Authorization": f"Bearer {who.token}"}, {}, seconds)
    return _told(who, answer, answer.json().get("id", "") if answer.status_code == 201 else "")


def by_form(url: str, who: Account, seconds: float = 0) -> Answer:
    target = f"{url}/potentials/{who.potential.slug}/submit/"
    answer = _post(who, target, {}, {"csrfmiddlewaretoken": csrf(who.session)}, seconds)
    place = answer.headers.get("Location", "") if answer.status_code == 302 else ""
    return _told(who, answer, place.strip("/").rpartition("/")[2])


def in_words(send: Callable[[], Answer], who: Account) -> Answer:
    """Where no answer comes, that is told as one of status 0."""
    try:
        return send()
    except requests.exceptions.RequestException as error:
        return Answer(who, 0, "", None, f"no answer: {error}")


def at_once(sends: Sequence[Callable[[], T]]) -> list[T]:
    """All of them start together."""
    ready = threading.Barrier(len(sends))

    def send(one: Callable[[], T]) -> T:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(send, sends))


def obediently(send: Callable[[], Answer]) -> list[Answer]:
    """Again after each refusal, once the time is over that it told; the last one was taken in."""
    told = [send()]
    while told[-1].status == 429 and told[-1].retry_after is not None and len(told) < 20:
        time.sleep(told[-1].retry_after)
        told.append(send())
    return told


def _post(
    who: Account, target: str, headers: dict[str, str], more: dict[str, str], seconds: float
) -> requests.Response:
    form = {"route": "bundle", "runtime": "base"} | more
    if who.publishes:
        form["publish_when_scored"] = "true"
    file = {"file": ("null.zip", bundle(), "application/zip")}
    made = who.session.prepare_request(
        requests.Request("POST", target, data=form, files=file, headers=headers)
    )
    if seconds:
        assert isinstance(made.body, bytes)
        slow: Any = Slowly(made.body, seconds)
        made.body = slow
    return who.session.send(made, timeout=PATIENCE, allow_redirects=False)


def _told(who: Account, answer: requests.Response, submission: str) -> Answer:
    wait = answer.headers.get("Retry-After")
    said = "" if submission else answer.text[:500]
    return Answer(who, answer.status_code, submission, int(wait) if wait else None, said)
