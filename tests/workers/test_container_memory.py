"""The engine's two ways to tell a container's memory give one reading."""

from __future__ import annotations

from tasks.meter import Reading
from workers.sandbox.container_memory import of_stats

MIB = 1 << 20


def test_under_version_1_cached_files_are_left_out_of_what_is_held_now() -> None:
    parts = {"cache": 900 * MIB, "rss": 1, "total_rss": 100 * MIB, "total_shmem": 5 * MIB}
    stats = {"memory_stats": {"usage": 1000 * MIB, "max_usage": 1100 * MIB, "stats": parts}}
    assert of_stats(stats) == Reading(105 * MIB, 1100 * MIB)


def test_under_version_2_there_is_no_peak() -> None:
    parts = {"anon": 100 * MIB, "file": 900 * MIB, "shmem": 5 * MIB}
    assert of_stats({"memory_stats": {"usage": 1000 * MIB, "stats": parts}}) == Reading(105 * MIB)


def test_a_container_that_has_ended_tells_nothing() -> None:
    assert of_stats({"memory_stats": {}}) == Reading()
    assert of_stats({}) == Reading()
