"""A season's commitment: a salted hash that is published before the first evaluation.

The hash is SHA-256 over one canonical JSON document: it names the secret seed, the systems and
the references (each by the SHA-256 of its bytes) and a salt of 32 random bytes. Who knows the
document can compute the hash; who knows the hash alone learns nothing, for the salt makes it
useless to guess seeds or references and to hash the guesses. Once it is published, nothing that
it names can be exchanged without the hash showing it.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from tasks.artefact import sha256

FORMAT = 1
SALT_BYTES = 32
_HEX64 = re.compile(r"[0-9a-f]{64}")
_BYTES = re.compile(r"([0-9a-f]{2})+")


class NoCommitment(ValueError):
    """The text is no commitment's document; it says what is wrong with it."""


@dataclass(frozen=True)
class SealedSet:
    """One task's systems and references, as artefacts named by the SHA-256 of their bytes."""

    task: str
    version: int
    systems: int
    inputs_sha256: str
    references_sha256: str


@dataclass(frozen=True)
class Commitment:
    """Everything that a season promises not to change.

    generator: the version of the generator. seed, salt: bytes in hexadecimal; the salt has 32.
    size: systems asked for. families: of systems, in order. datasets: in the order of their tasks.
    records_sha256: of the records of every candidate, accepted or rejected, as JSON lines.
    """

    season: str
    generator: str
    seed: str
    salt: str
    size: int
    families: tuple[str, ...]
    datasets: tuple[SealedSet, ...]
    records_sha256: str

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    def document(self) -> bytes:
        """The bytes that are hashed: JSON with sorted keys, no blanks, ASCII only."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("ascii")

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal: what is published when the season opens."""
        return sha256(self.document())

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises NoCommitment where a part is missing, unknown or of the wrong kind."""
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise NoCommitment(f"not a commitment of format {FORMAT}")
        parts = {key: value for key, value in data.items() if key != "format"}
        try:
            families = tuple(parts.pop("families"))
            sets = tuple(_sealed(one) for one in parts.pop("datasets"))
            made = cls(families=families, datasets=sets, **parts)
        except (KeyError, TypeError) as error:
            raise NoCommitment(f"a part is missing, unknown or misshapen: {error}") from error
        made._check()
        return made

    def _check(self) -> None:
        texts = (self.season, self.generator, self.seed, self.salt, self.records_sha256)
        if not all(isinstance(text, str) for text in (*texts, *self.families)):
            raise NoCommitment("a name or a hash is no text")
        if not isinstance(self.size, int) or isinstance(self.size, bool) or self.size < 1:
            raise NoCommitment("the size is no positive whole number")
        if not _BYTES.fullmatch(self.seed) or not _HEX64.fullmatch(self.salt):
            raise NoCommitment("the seed or the salt is not written in hexadecimal")
        if not _HEX64.fullmatch(self.records_sha256):
            raise NoCommitment("records_sha256 is no SHA-256")


def new_salt() -> str:
    """32 bytes from the operating system's generator, in hexadecimal."""
    return secrets.token_hex(SALT_BYTES)


def _sealed(data: Mapping[str, Any]) -> SealedSet:
    made = SealedSet(**data)
    digests = (made.inputs_sha256, made.references_sha256)
    if not all(isinstance(one, str) and _HEX64.fullmatch(one) for one in digests):
        raise NoCommitment(f"{str(made.task)[:80]}: a digest is no SHA-256")
    return made
