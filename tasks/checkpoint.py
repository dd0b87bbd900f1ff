"""Where a long driver writes down how far it has come, lest it begin again.

The potential that a stepwise task is given carries the place. A driver asks for it, goes on from
what lies there, and saves from time to time:

    checkpoint = checkpoint_of(potential)
    state = checkpoint.load() or begin(system)
    while not over(state):
        state = step(state, potential)
        if checkpoint.due:
            checkpoint.save(state)

What is saved has to be all that the driver knows: positions, momenta, the thermostat's variables,
the random generator's state and whatever was gathered on the way. Then a run that was cut off and
went on gives the numbers of one that was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tasks import meter
from tasks.potential import Answer, Potential, forgive
from tasks.structure import Structure
from tasks.system import Arrays


class Checkpoint(Protocol):
    """Of one system, or of a part of it."""

    @property
    def due(self) -> bool:
        """Whether enough time has passed to save again."""
        ...

    def load(self) -> Arrays | None:
        """What was saved last, by this run or by one that was cut off; None where nothing was."""
        ...

    def save(self, state: Arrays) -> None:
        """Replaces what was saved before, whole or not at all."""
        ...

    def part(self, name: str) -> Checkpoint:
        """Of a replica, or a stage: one that is saved for itself."""
        ...


class Nowhere:
    """Nothing is kept."""

    due = False

    def load(self) -> Arrays | None:
        return None

    def save(self, state: Arrays) -> None:
        """It is gone."""

    def part(self, name: str) -> Checkpoint:
        return self


NOWHERE = Nowhere()


class Carrying:
    """A potential, and the place where its driver may write."""

    def __init__(self, potential: Potential, checkpoint: Checkpoint) -> None:
        self._potential, self.checkpoint = potential, checkpoint
        self.capabilities = potential.capabilities

    def reading(self) -> meter.Reading:
        return meter.reading(self._potential)

    def forgive(self) -> None:
        forgive(self._potential)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises NoAnswer."""
        return self._potential.evaluate(structures, properties)


def checkpoint_of(potential: Potential) -> Checkpoint:
    """NOWHERE for a potential that carries none."""
    found: Checkpoint = getattr(potential, "checkpoint", NOWHERE)
    return found
