"""The tables that everybody asks for, computed before anybody does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import structlog
from django.core.cache import cache

from leaderboard.ranking import shelf
from leaderboard.ranking.build import ranking_table
from leaderboard.ranking.collect import collect, state
from leaderboard.ranking.query import VIEWS, RankingQuery
from leaderboard.ranking.wings import WINGS

AT_WORK, AT_MOST = "rankings-at-work", 3600  # seconds, after which whoever was at it is given up
NICE = 10

log = structlog.get_logger(__name__)
_child: list[subprocess.Popen[bytes]] = []


def usual() -> Iterator[RankingQuery]:
    for view in VIEWS:
        for tab in WINGS:
            yield RankingQuery(view=view, tab=tab)


def needed() -> bool:
    """Whether there are newer results than the tables that readers see."""
    key, cells = state()
    return shelf.large(cells) and shelf.newest() != key


def compute() -> bool:
    """False: nothing is new, or another process is at it."""
    if not needed() or not _alone():
        return False
    try:
        with shelf.writing() as names:
            key = collect().key
            for query in usual():
                ranking_table(query)
            shelf.complete(key, names)
    finally:
        cache.delete(AT_WORK)
    return True


def _alone() -> bool:
    """Whoever was at it on this host and was killed is not waited for."""
    me, other = (socket.gethostname(), os.getpid()), cache.get(AT_WORK)
    if other and other[0] == me[0] and not _runs(other[1]):
        cache.delete(AT_WORK)
    return cache.add(AT_WORK, me, AT_MOST)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def start() -> None:
    """In a process of its own: it takes minutes, and who starts it has leases to watch."""
    _child[:] = [one for one in _child if one.poll() is None]
    if _child or not needed():
        return
    log.info("rankings are computed anew")
    command = [sys.executable, "-m", "django", "compute_rankings"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "leaderboard.settings"}
    _child.append(
        subprocess.Popen(command, env=environment, preexec_fn=lambda: os.nice(NICE))  # noqa: S603
    )
