"""The containers that workers of the harness made: those whose makers it started."""

from __future__ import annotations

from contextlib import closing

import docker
from docker.models.containers import Container

from workers.sandbox.docker import LABEL, OWNER


def containers(makers: set[str] | None = None) -> list[Container]:
    """makers: "host pid" of those who made them; None: of any."""
    with closing(docker.from_env()) as client:
        found = client.containers.list(all=True, ignore_removed=True, filters={"label": LABEL})
    return [c for c in found if makers is None or maker(c.labels[OWNER]) in makers]


def maker(owner: str) -> str:
    """ "host pid" of who signed a container: as it names itself to the web side."""
    place, number, _ = owner.split(" ")
    return f"{place.partition('/')[0]} {number}"
