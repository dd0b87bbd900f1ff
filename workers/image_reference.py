"""The name of an image in a registry, pinned by its digest: registry/name@sha256:…

A tag can mean another image tomorrow, so none is taken. Which registries are asked is the
operator's choice: ASSAY_REGISTRIES, on the web host and on GPU hosts alike; none by default.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from workers.faults import SubmissionFault

LONGEST = 200  # characters, as many as the database's column holds
PATTERN = re.compile(
    r"(?P<registry>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?)/"
    r"(?P<name>[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?)(?P<tag>:[\w.-]+)?"
    r"@(?P<digest>sha256:[0-9a-f]{64})"
)
EXAMPLE = "Write registry/name@sha256:… with all 64 digits; `docker push` prints the digest."


@dataclass(frozen=True)
class Reference:
    registry: str
    name: str
    digest: str

    def __str__(self) -> str:
        return f"{self.registry}/{self.name}@{self.digest}"


def registries() -> tuple[str, ...]:
    """Those that the operator allows; empty: the route is not offered."""
    listed = os.environ.get("ASSAY_REGISTRIES", "").split(",")
    return tuple(sorted({one.strip().lower() for one in listed if one.strip()}))


def parsed(text: str) -> Reference:
    """Raises SubmissionFault: what is wrong with it, and what is allowed."""
    found = PATTERN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise SubmissionFault("This names no image by its digest.", EXAMPLE)
    if found["tag"]:
        raise SubmissionFault(
            f"A tag such as {found['tag']} can mean another image tomorrow.",
            "Leave it out: the digest says all.",
        )
    if ".." in found["name"] or "//" in found["name"]:
        raise SubmissionFault("This is no name of an image.", EXAMPLE)
    allowed = registries()
    if found["registry"] not in allowed:
        listed = ", ".join(allowed) or "none"
        raise SubmissionFault(
            f"Images are not taken from {found['registry']}.",
            f"Registries that are allowed here: {listed}. Or upload what `docker save` writes.",
        )
    return Reference(found["registry"], found["name"], found["digest"])
