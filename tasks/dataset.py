"""Inputs and references of a task: two artefacts, each named by the SHA-256 of its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.system import Arrays, System


@dataclass(frozen=True, eq=False)
class Dataset:
    """systems: what the predict side may see. references: by system id; the scoring side alone."""

    systems: Sequence[System]
    references: Mapping[str, Arrays]

    def __post_init__(self) -> None:
        ids = [system.id for system in self.systems]
        if len(set(ids)) != len(ids):
            raise ValueError("two systems of a dataset share an id")
        if set(ids) != set(self.references):
            odd = sorted(set(ids) ^ set(self.references))
            raise ValueError(f"systems and references do not match: {', '.join(odd[:5])}")
