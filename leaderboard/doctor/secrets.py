"""What this zone must not have, and who can read what it has."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from leaderboard.second_factors import REMEDY, states
from workers.checkup.finding import Finding, broken, fine, warning

FILES = (
    *("ASSAY_SECRET_KEY_FILE", "ASSAY_MFA_KEYS_FILE", "ASSAY_SIGNING_KEY_FILE"),
    *("ASSAY_EMAIL_PASSWORD_FILE", "ASSAY_METRICS_TOKEN_FILE"),
)
NOT_ON_THE_WEB = (
    "ASSAY_STORE_INPUTS",
    "ASSAY_STORE_PREDICTIONS",
    "ASSAY_STORE_REFERENCES",
    "ASSAY_REFERENCE_BATCHES",
)


def belongings(operator: bool) -> Iterator[Finding]:
    """operator: of seasons, who has more than a web server may."""
    held = [] if operator else [name for name in NOT_ON_THE_WEB if os.environ.get(name)]
    if held:
        yield broken(
            "zone",
            f"{', '.join(held)} must not be in a web server's environment.",
            "Unset it; the operator of seasons has an environment of its own (--zone operator).",
        )
    else:
        yield fine("zone", "holds nothing that it must not have")
    for name in FILES:
        if path := os.environ.get(name):
            yield _private(name, Path(path), "chmod 600")


def second_factors() -> Iterator[Finding]:
    part, count = "second factors", Counter(states())
    if count["unreadable"]:
        says = f"{count['unreadable']} cannot be decrypted: their owners cannot sign in."
        yield broken(part, says, REMEDY)
    if count["plain"]:
        says = f"{count['plain']} lie in the database unencrypted."
        yield warning(part, says, "Run: manage.py encrypt_second_factors")
    if not count["unreadable"] and not count["plain"]:
        yield fine(part, f"{count['encrypted']}, all encrypted")


def vault() -> Iterator[Finding]:
    root = Path(settings.ASSAY_VAULT)
    if not root.exists():
        yield fine("vault", "none on this host")
        return
    yield _private("vault", root, "chmod 700")
    for season in sorted(one for one in root.iterdir() if one.is_dir()):
        draft = season / "draft.json"
        if draft.exists():
            yield _private(f"vault, seed of {season.name}", draft, "chmod 600")


def _private(part: str, path: Path, remedy: str) -> Finding:
    try:
        about = path.stat()
    except OSError as trouble:
        return broken(part, f"{path}: {trouble.strerror}", "Restore it, or correct its setting.")
    if about.st_mode & 0o077:
        mode = f"{about.st_mode & 0o777:o}"
        return broken(
            part, f"{path} is open to other users (mode {mode}).", f"Run: {remedy} {path}"
        )
    if about.st_uid not in (0, os.geteuid()):
        return broken(
            part,
            f"{path} belongs to user {about.st_uid}, not to the one who runs this.",
            f"Run this as its owner, or: chown $(id -un) {path}",
        )
    return fine(part, f"{path} is private")
