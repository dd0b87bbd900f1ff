"""Large rankings are computed beside the site, and all its processes read them from the database.

What a reader waits for is small: of few potentials it is computed on the spot, as before. Of many,
`manage.py compute_rankings` (started by the control zone when something changed) computes the
tables that everybody asks for; a reader meanwhile sees the last ones, and of when they are. A
reader's own weights are computed for that reader, from what is known already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings

import tasks
from leaderboard.computed import DAY, computed, once
from leaderboard.models import Computed

RESULTS = "results"
LATELY = 10  # seconds
T = TypeVar("T")

_writing: ContextVar[set[str] | None] = ContextVar("writing", default=None)


@dataclass(frozen=True)
class Known(Generic[T]):
    """key: what the value was computed from. since: when, where it is not the newest any more."""

    key: str
    value: T
    since: datetime | None = None


@contextmanager
def writing() -> Iterator[set[str]]:
    """What is asked for in this block is computed and kept; yields the names of all of it."""
    names: set[str] = set()
    token = _writing.set(names)
    try:
        yield names
    finally:
        _writing.reset(token)


def large(cells: int) -> bool:
    """cells: potentials × tasks. Fewer are computed while their reader waits."""
    return cells > settings.ASSAY_RANKING_AT_ONCE


def lately(name: str, look: Callable[[], tuple[str, int]]) -> tuple[str, int]:
    """The key of the results there are, and how many. To look costs a large site more than a page,
    and its tables are minutes old anyway: there it is looked now and then.
    """
    if _writing.get() is not None:
        return look()
    found: tuple[str, int] | None = computed.get(name)
    if found is None:
        found = look()
        if large(found[1]):
            computed.set(name, found, LATELY)
    return found


def results(key: str, cells: int, read: Callable[[], T], nothing: T) -> Known[T]:
    """The results of that key; of a large site those of the last tables that are complete, until
    there are newer ones. nothing: what is shown while there are none at all.
    """
    if not large(cells) or _writing.get() is not None:
        return Known(key, _kept(f"{RESULTS}-{key}", read, cells))
    last = Computed.objects.filter(name=f"{release()}-{RESULTS}").first()
    kept = last.value() if last else None
    if last is None or kept is None:
        return Known("", nothing)
    found: T | None = _read(f"{RESULTS}-{kept}")
    if found is None:
        return Known("", nothing)
    return Known(kept, found, None if kept == key else last.made)


def ranking(name: str, cells: int, usual: bool, make: Callable[[], T]) -> T:
    """usual: it may have been computed for everybody."""
    if large(cells) and usual:
        return _kept(name, make, cells)
    return once(name, DAY, make)


def newest() -> str | None:
    """The key of the results that readers see."""
    found: str | None = Computed.objects.value(f"{release()}-{RESULTS}")
    return found


def complete(key: str, names: set[str]) -> None:
    """From now on readers see these; what was computed from older results is forgotten."""
    Computed.objects.keep(f"{release()}-{RESULTS}", key)
    Computed.objects.only_keep(release(), {RESULTS, *names})


def name_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def release() -> str:
    """What is kept has the shape that this code gives it: another release computes its own, and
    both find theirs while one is replaced by the other.
    """
    folders = (Path(tasks.__file__).parent, Path(__file__).parent)
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _kept(name: str, make: Callable[[], T], cells: int) -> T:
    """From this process, or from the database, or made."""
    names = _writing.get()
    if names is not None:
        names.add(name)
    if not large(cells):
        return once(name, DAY, make)

    def found_or_made() -> T:
        found: T | None = Computed.objects.value(f"{release()}-{name}")
        if found is None:
            found = make()
            if names is not None:
                Computed.objects.keep(f"{release()}-{name}", found)
        return found

    return once(name, DAY, found_or_made)


def _read(name: str) -> Any:
    """As it is in this process, or in the database; None where it is in neither."""
    found = computed.get(name)
    if found is None:
        found = Computed.objects.value(f"{release()}-{name}")
        if found is not None:
            computed.set(name, found, DAY)
    return found
