"""Why a candidate has no reference."""

from __future__ import annotations


class Rejected(Exception):
    """In plain words, for the public log. `stage`: where it was found."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
