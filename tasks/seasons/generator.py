"""The generator, if it is installed here in the version that a season names."""

from __future__ import annotations

from tasks.references.plan import plan
from tasks.references.seeds import GENERATOR
from tasks.seasons.verify import Plan

VERSION = str(GENERATOR)


def planner(version: str) -> Plan | None:
    """None where the generator here is of another version. No quantum chemistry is needed."""
    return plan if version == VERSION else None
