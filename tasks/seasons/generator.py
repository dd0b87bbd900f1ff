"""The generator, if it is installed here in the version that a season names."""

from __future__ import annotations

from tasks.seasons.verify import Plan


def planner(version: str) -> Plan | None:
    """None where the generator, or what it needs, is missing or of another version."""
    try:
        from tasks.references import batch
    except ImportError:
        return None
    return batch.plan if version == batch.GENERATOR_VERSION else None
