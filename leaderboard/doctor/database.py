"""The database: it answers, is migrated, and knows the time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from workers.checkup.finding import Finding, broken, fine, warning
from workers.checkup.redis import skew

PART = "database"


def fit() -> bool:
    """Whether it can be asked for rows."""
    try:
        return not _missing()
    except DatabaseError:
        return False


def database() -> Iterator[Finding]:
    try:
        missing = _missing()
    except DatabaseError as trouble:
        yield broken(
            PART,
            f"does not answer: {trouble}".strip(),
            "Start it, or correct DATABASE_URL (its password too).",
        )
        return
    yield fine(PART, f"{connection.display_name} answers")
    if missing:
        yield broken(
            PART, f"{missing} migrations are not applied.", "Run: manage.py migrate --no-input"
        )
    if connection.vendor == "postgresql":
        yield _clock()
    elif settings.PRODUCTION:
        yield warning(
            PART,
            "SQLite takes one writer at a time and lies on one host.",
            "Set DATABASE_URL to a PostgreSQL.",
        )


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _clock() -> Finding:
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        told = float(cursor.fetchone()[0])
    return skew("the database", told, before, time.time())
