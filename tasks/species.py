"""Species that reactions share: each is asked for once in a run, and many at once.

A set of atomization energies holds every atom a hundred times, a set of barriers each reactant in
both directions. Here a request for the species of one reaction is filled up with species of the
coming ones, to the number that the potential likes at once, and what came is kept until no coming
reaction needs it.

Looking ahead changes no state of a system. A request that fails with species of other reactions in
it is repeated without them, and they are asked for again in requests of their own, each when its
own reaction comes. A species that failed alone is not asked for again: every reaction that holds it
fails with the same words, and no other does. After a request that ended the potential itself (its
container, say) nobody looks ahead any more, and that end is `forgiven`, because the request was
larger than the reaction needed.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.potential import ENERGY, Answer, Capabilities, NoAnswer, Potential, Unsupported, require
from tasks.prediction import Prediction, predict
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Task

ENERGIES = frozenset({ENERGY})

ATOMS_AT_ONCE = 4_096
"""No request is filled up beyond so many atoms, lest a batch of large ones exhaust the memory."""


def predictions(
    task: Task,
    systems: Sequence[System],
    potential: Potential,
    forgive: Callable[[], None] = lambda: None,
) -> Iterator[Prediction]:
    """One record a system, in their order, of a task whose `predict` is that of tasks.reactions.

    seconds: of a reaction are its part of the requests that its species were in: a request's time
    is divided among its species by their atoms, a species' time among its reactions.
    forgive: called when a request that looked ahead ended the potential.
    """
    shared = Shared(potential, systems, forgive)
    for system in systems:
        found = predict(task, system, shared)
        yield replace(found, seconds=max(0.0, found.seconds + shared.settle(system)))


@dataclass(frozen=True)
class Known:
    """seconds: each reaction's part of what the species cost."""

    energy: float
    seconds: float


class Shared:
    """A potential that remembers energies while some coming system needs them."""

    def __init__(
        self, potential: Potential, systems: Sequence[System], forgive: Callable[[], None]
    ) -> None:
        self._potential, self._forgive = potential, forgive
        self._known: dict[bytes, Known] = {}
        self._failed: dict[bytes, NoAnswer] = {}
        self._alone: set[bytes] = set()  # were in a request that failed
        self._uses = Counter(key for system in systems for key in _species(system))
        self._coming = deque(self._answerable(systems).items())
        self._looks_ahead = potential.capabilities.batch > 1
        self._owed = 0.0

    @property
    def capabilities(self) -> Capabilities:
        return self._potential.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """As the potential does; energies that are known are not asked for again. Raises NoAnswer,
        also where one of the structures was not answered earlier."""
        if properties != ENERGIES:
            return self._potential.evaluate(structures, properties)
        wanted = {structure.identity: structure for structure in structures}
        for key in wanted:
            if key in self._failed:
                raise _again(self._failed[key])
        new = {key: structure for key, structure in wanted.items() if key not in self._known}
        self._ask({key: s for key, s in new.items() if key not in self._alone})
        for key in new.keys() & self._alone:
            self._request({key: new[key]})
        self._owed += sum(self._known[key].seconds for key in wanted)
        return [Answer(self._known[structure.identity].energy) for structure in structures]

    def settle(self, system: System) -> float:
        """Forget what no coming system needs. Returns the seconds that this system has to be
        charged above those that passed while it was asked."""
        for key in _species(system):
            self._uses[key] -= 1
            if self._uses[key] <= 0:
                del self._uses[key]
                self._known.pop(key, None)
                self._failed.pop(key, None)
                self._alone.discard(key)
        owed, self._owed = self._owed, 0.0
        return owed

    def _answerable(self, systems: Sequence[System]) -> dict[bytes, Structure]:
        """Species in the order of their first use, those of systems supported as a whole alone."""
        supported = [system for system in systems if self._supported(system)]
        return {key: s for system in supported for key, s in _species(system).items()}

    def _supported(self, system: System) -> bool:
        try:
            for structure in system.structures.values():
                require(self.capabilities, structure, ENERGIES)
        except Unsupported:
            return False
        return True

    def _ask(self, own: dict[bytes, Structure]) -> None:
        """Raises NoAnswer where one of one's own is not answered."""
        if not own:
            return
        ahead = self._ahead(own) if self._looks_ahead else {}
        if ahead:
            try:
                self._request(own | ahead)
                return
            except NoAnswer as silence:
                self._alone |= ahead.keys()
                if silence.ended:
                    self._looks_ahead = False
                    self._forgive()
        self._request(own)

    def _ahead(self, own: dict[bytes, Structure]) -> dict[bytes, Structure]:
        """Species of coming systems that the request has room for."""
        found: dict[bytes, Structure] = {}
        room = self.capabilities.batch - len(own)
        atoms = ATOMS_AT_ONCE - sum(map(len, own.values()))
        while self._coming and len(found) < room:
            key, structure = self._coming[0]
            if self._awaited(key) and key not in own:
                atoms -= len(structure)
                if atoms < 0:
                    break
                found[key] = structure
            self._coming.popleft()
        return found

    def _awaited(self, key: bytes) -> bool:
        settled = key in self._known or key in self._failed or key in self._alone
        return self._uses[key] > 0 and not settled

    def _request(self, structures: dict[bytes, Structure]) -> None:
        """Ask, and remember what came: also that one, asked for alone, did not answer."""
        start = time.perf_counter()
        try:
            answers = self._potential.evaluate(list(structures.values()), ENERGIES)
        except NoAnswer as silence:
            self._alone |= structures.keys()
            if len(structures) == 1:
                self._failed[next(iter(structures))] = silence
            raise
        seconds = time.perf_counter() - start
        self._owed -= seconds
        each = seconds / sum(map(len, structures.values()))
        for (key, structure), answer in zip(structures.items(), answers, strict=True):
            part = each * len(structure) / max(1, self._uses[key])
            self._known[key] = Known(answer.energy, part)


def _species(system: System) -> dict[bytes, Structure]:
    return {structure.identity: structure for structure in system.structures.values()}


def _again(silence: NoAnswer) -> NoAnswer:
    """The same words in an exception of its own, which carries no other's traceback."""
    return type(silence)(*silence.args)
