"""What a task asks of a potential, as far as one can say before it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.system import System


@dataclass(frozen=True)
class Cost:
    """structures: how many are asked for (energies, forces or stress of one count once).

    atoms: their atoms together: what the time of a potential grows with.
    """

    structures: int
    atoms: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.structures + other.structures, self.atoms + other.atoms)


NOTHING = Cost(0, 0)


def each_once(system: System) -> Cost:
    """Every structure of the system, once."""
    return Cost(len(system.structures), sum(map(len, system.structures.values())))


def times(count: int, system: System, cells: int = 1) -> Cost:
    """So many structures, each of so many cells of the system's first structure."""
    return Cost(count, count * cells * len(next(iter(system.structures.values()))))


def total(costs: Sequence[Cost]) -> Cost:
    return sum(costs, NOTHING)
