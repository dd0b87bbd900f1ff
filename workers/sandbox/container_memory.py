"""A container's memory, as its engine tells it under either version of control groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.meter import Reading

# What no file backs: of version 1, over the children too, and of version 2. Cached files are left
# out: the kernel takes them back as soon as somebody needs the room.
ANONYMOUS = (("total_rss", "total_shmem"), ("anon", "shmem"))


def of_stats(stats: Mapping[str, Any]) -> Reading:
    """stats: of GET /containers/ID/stats. The peak is told by version 1 alone; files count there.

    A container that has just ended tells nothing.
    """
    memory = stats.get("memory_stats") or {}
    parts = memory.get("stats") or {}
    for private, shared in ANONYMOUS:
        if private in parts:
            host = int(parts[private]) + int(parts.get(shared) or 0)
            return Reading(host, _count(memory.get("max_usage")))
    return Reading()


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None
