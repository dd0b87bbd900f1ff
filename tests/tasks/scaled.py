"""A potential that is a fixed factor off, and that counts what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tasks.potential import Answer, Potential
from tasks.structure import Structure


class Scaled:
    """requests: how many structures each held."""

    def __init__(self, inner: Potential, by: float = 1.0, batch: int = 64) -> None:
        self.inner, self.by, self.requests = inner, by, list[int]()
        self.capabilities = replace(inner.capabilities, batch=batch)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests.append(len(structures))
        return [self._scaled(a) for a in self.inner.evaluate(structures, properties)]

    def _scaled(self, answer: Answer) -> Answer:
        forces = None if answer.forces is None else self.by * answer.forces
        stress = None if answer.stress is None else self.by * answer.stress
        return Answer(self.by * answer.energy, forces, stress)
