"""All that is looked at, in the order in which it is mended."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from leaderboard.celery import app
from leaderboard.doctor.database import database, fit
from leaderboard.doctor.datasets import datasets
from leaderboard.doctor.deployment import configuration
from leaderboard.doctor.mail import mail
from leaderboard.doctor.secrets import belongings, second_factors, vault
from leaderboard.doctor.work import jobs, workers
from workers import config
from workers.checkup.disk import disks, folder_of
from workers.checkup.finding import Finding
from workers.checkup.redis import redis
from workers.checkup.stores import store
from workers.checkup.zone import zone as foreign_zones

WEB, OPERATOR = "web", "operator"


def findings(zone: str) -> Iterator[Finding]:
    """zone: "web", or "operator" for who makes seasons and registers datasets."""
    operator = zone == OPERATOR
    yield from configuration()
    yield from belongings(operator)
    if not operator:
        yield from foreign_zones(WEB, strict=settings.PRODUCTION)
    yield from database()
    yield from redis(app)
    yield from _stores(operator)
    yield from vault()
    if fit():
        yield from second_factors()
        yield from datasets()
        yield from workers()
        yield from jobs()
    yield from mail()
    yield from _room()


def _stores(operator: bool) -> Iterator[Finding]:
    yield store("SUBMISSIONS", settings.ASSAY_STORE_SUBMISSIONS, write=True)
    yield store("RESULTS", settings.ASSAY_STORE_RESULTS, write=False)
    yield store("REVEALED", settings.ASSAY_STORE_REVEALED, write=operator)
    if operator:
        for name in ("INPUTS", "REFERENCES"):
            yield store(name, config.address(name), write=True)


def _room() -> Iterator[Finding]:
    """An upload lies in the temporary folder, then in its store."""
    largest = [Path(tempfile.gettempdir()), folder_of(settings.ASSAY_STORE_SUBMISSIONS)]
    yield from disks([f for f in largest if f], least=settings.ASSAY_MAX_IMAGE_BYTES)
    yield from disks([settings.VAR])
