"""Drivers side by side: what they ask at one moment goes out as one request.

An optimizer or an integrator asks for one structure, waits, and asks for the next. Here many of
them run at once, each in a thread, and nobody goes on before all have asked or ended. So who is
asked together with whom does not depend on the machine, and a potential that likes batches gets
them, though no driver knows of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic, TypeVar

from tasks.potential import Answer, Capabilities, NoAnswer, Potential
from tasks.structure import Structure

T = TypeVar("T")
ATOMS_AT_ONCE = 4_096
"""No request is filled up beyond so many atoms, lest a batch of large ones exhaust the memory."""


class Abandoned(BaseException):
    """The run is over for a reason outside of this driver; no driver should catch it."""


@dataclass(eq=False)
class Asked:
    """One driver's request, and what came of it. seconds: its part, by atoms."""

    structures: Sequence[Structure]
    properties: frozenset[str]
    answers: list[Answer] = field(default_factory=list)
    trouble: BaseException | None = None
    settled: bool = False
    seconds: float = 0.0

    @property
    def atoms(self) -> int:
        return sum(map(len, self.structures))

    def settle(self, answers: list[Answer], trouble: BaseException | None = None) -> None:
        self.answers, self.trouble, self.settled = answers, trouble, True


class Driver(Generic[T]):
    """A job in a thread of its own, for which this object is the potential.

    result: once it has ended. trouble: what it raised instead. seconds: of its requests.
    """

    def __init__(
        self, job: Callable[[Potential], T], caps: Capabilities, turn: threading.Condition
    ) -> None:
        self.capabilities = caps
        self.result: T | None = None
        self.trouble: BaseException | None = None
        self.asked: Asked | None = None
        self.seconds = 0.0
        self._job, self._turn = job, turn
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def waits(self) -> bool:
        return self.asked is not None and not self.asked.settled

    @property
    def lives(self) -> bool:
        return self._thread.is_alive()

    def spent(self) -> float:
        """Seconds of its requests until now."""
        return self.seconds

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """As the potential itself. Raises NoAnswer; Abandoned."""
        mine = Asked(structures, properties)
        with self._turn:
            self.asked = mine
            self._turn.notify_all()
            self._turn.wait_for(lambda: mine.settled)
        self.seconds += mine.seconds
        if mine.trouble is not None:
            raise mine.trouble
        return mine.answers

    def _run(self) -> None:
        try:
            self.result = self._job(self)
        except BaseException as trouble:
            self.trouble = trouble
        with self._turn:
            self.asked = ENDED
            self._turn.notify_all()


ENDED = Asked((), frozenset(), settled=True)


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """seconds: its part of the requests that it was in, by atoms."""

    result: T
    seconds: float


def side_by_side(
    jobs: Sequence[Callable[[Potential], T]],
    potential: Potential,
    forgive: Callable[[], None] = lambda: None,
) -> list[Outcome[T]]:
    """What each job returns, in their order.

    A request that fails with several in it is repeated for each alone: each fails of itself.
    forgive: called when a shared request ended the potential. Raises what a job raises, and what
    the potential raises but NoAnswer, after all jobs have ended.
    """
    turn = threading.Condition()
    drivers = [Driver(job, potential.capabilities, turn) for job in jobs]
    for driver in drivers:
        driver.start()
    try:
        while waiting := _next(drivers, turn):
            _serve(waiting, potential, forgive)
            with turn:
                turn.notify_all()
    finally:
        _abandon(drivers, turn)
    return [_outcome(driver) for driver in drivers]


def _next(drivers: Sequence[Driver[T]], turn: threading.Condition) -> list[Asked]:
    """The requests of all that have not ended, once each of them has one; none at the end."""
    with turn:
        turn.wait_for(lambda: all(d.waits or d.asked is ENDED for d in drivers))
        return [d.asked for d in drivers if d.waits and d.asked is not None]


def _serve(waiting: Sequence[Asked], potential: Potential, forgive: Callable[[], None]) -> None:
    room = max(1, potential.capabilities.batch)
    by_properties = sorted(waiting, key=lambda asked: sorted(asked.properties))
    for properties, some in groupby(by_properties, key=lambda asked: asked.properties):
        for packed in _packs(list(some), room):
            _request(packed, properties, potential, forgive)


def _packs(waiting: Sequence[Asked], room: int) -> Iterator[list[Asked]]:
    """As many together as the potential likes at once; a request is never torn apart."""
    pack: list[Asked] = []
    for asked in waiting:
        structures = sum(len(one.structures) for one in (*pack, asked))
        atoms = sum(one.atoms for one in (*pack, asked))
        if pack and (structures > room or atoms > ATOMS_AT_ONCE):
            yield pack
            pack = []
        pack.append(asked)
    if pack:
        yield pack


def _request(
    packed: Sequence[Asked],
    properties: frozenset[str],
    potential: Potential,
    forgive: Callable[[], None],
) -> None:
    start, atoms = time.perf_counter(), sum(asked.atoms for asked in packed)
    try:
        answers = potential.evaluate([s for a in packed for s in a.structures], properties)
    except NoAnswer as silence:
        if len(packed) == 1:
            packed[0].settle([], silence)
        elif silence.ended:
            forgive()
    else:
        for asked in packed:
            asked.settle(answers[: len(asked.structures)])
            answers = answers[len(asked.structures) :]
    seconds = time.perf_counter() - start
    for asked in packed:
        asked.seconds += seconds * asked.atoms / max(1, atoms)
        if not asked.settled:
            _request([asked], properties, potential, forgive)


def _abandon(drivers: Sequence[Driver[T]], turn: threading.Condition) -> None:
    """Those that still wait, because something else ended the run, end too."""
    while any(driver.lives for driver in drivers):
        with turn:
            turn.wait_for(lambda: all(d.waits or d.asked is ENDED for d in drivers))
            for driver in drivers:
                if driver.waits and driver.asked is not None:
                    driver.asked.settle([], Abandoned())
            turn.notify_all()
        for driver in drivers:
            if driver.asked is ENDED:
                driver.join()


def _outcome(driver: Driver[T]) -> Outcome[T]:
    if driver.trouble is not None:
        raise driver.trouble
    return Outcome(driver.result, driver.seconds)  # type: ignore[arg-type]
