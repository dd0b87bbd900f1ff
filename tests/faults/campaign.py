"""A seeded run: an evaluation, a fault in it, and what must hold afterwards; then the next."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from leaderboard.models import Attempt, Evaluation, Submission
from tests.faults.fault import Fault, Mending, Scene
from tests.faults.handing_in import HandingIn
from tests.faults.installation import Installation, steadily
from tests.faults.invariants import at_rest, broken
from tests.faults.traps import Step
from tests.leaderboard.conftest import a_potential, a_submission
from workers.storage import FolderStore

PATIENCE = 150  # seconds until an evaluation counts as lost
REPEATED = ("committed", "answering")  # steps that every evaluation comes to several times
STEP_PATIENCE = 40  # seconds until a step counts as never reached


@dataclass(frozen=True)
class Case:
    kind: type[Fault]
    step: Step
    passes: int


@dataclass
class Told:
    """What became of one case. wrong: what did not hold, in words."""

    seconds: float
    wrong: list[str] = field(default_factory=list)


def cases(count: int, kinds: tuple[type[Fault], ...], chance: random.Random) -> Iterator[Case]:
    """Every kind in turn, each time at another of its steps: so a few show all kinds."""
    decks: dict[type[Fault], list[Step]] = {}
    for number in range(count):
        if number % len(kinds) == 0:
            kinds = tuple(chance.sample(kinds, len(kinds)))
        kind = kinds[number % len(kinds)]
        if not decks.get(kind):
            steps = kind().steps()
            decks[kind] = chance.sample(steps, len(steps))
        step = decks[kind].pop()
        yield Case(kind, step, chance.randrange(3) if step.name in REPEATED else 0)


class Campaign:
    """bundle: the quick potential. owner: whose quota is looked at."""

    def __init__(self, house: Installation, owner: User, bundle: bytes, seed: int) -> None:
        self.house, self.owner = house, owner
        self.bundle = bundle
        self.sha = FolderStore(house.stores / "submissions").put(bundle)
        self.chance = random.Random(seed)
        self.potential = a_potential(owner, "Quick")
        self.undisturbed: Any = None
        self.told: set[str] = set()  # what is left is told once, after the fault that left it

    def baseline(self) -> float:
        """An evaluation without a fault; returns its seconds."""
        start = time.monotonic()
        evaluation = self._submit()
        self._follow(evaluation)
        evaluation.refresh_from_db()
        self.undisturbed = evaluation.result
        assert self.undisturbed is not None, evaluation.submission.reason
        return time.monotonic() - start

    def run(self, case: Case) -> Told:
        start = time.monotonic()
        marks = {zone: len(self.house.log(zone)) for zone in self.house.workers}
        left = self.house.folders()
        fault = case.kind()
        self.house.traps.set(case.step, case.passes)
        upload = HandingIn(self.house.url, self.potential, self.bundle)
        evaluation = None
        if case.step.zone == "web":
            upload.start()
        else:
            evaluation = steadily(self._submit)
        process = self._held(case.step)
        if process is None:
            self.house.traps.clear()
            return Told(time.monotonic() - start, [f"{case.step} was never reached"])
        scene = Scene(self.house, case.step, process, evaluation, self.chance)
        fault.strike(scene)
        self.house.traps.clear()
        mending = Mending(fault, scene)
        try:
            evaluation = evaluation or self._taken_in(upload, mending)
            back = self._follow(evaluation, mending)
        finally:
            mending.now()
        wrong = broken(self.house, evaluation, self.undisturbed, marks)
        if upload.new() != 1:
            wrong.append(f"one was handed in, {upload.new()} are there")
        stale = (left & self.house.folders()) - self.told
        self.told |= stale
        wrong += [f"left since before: {path}" for path in sorted(stale)]
        return Told(time.monotonic() - start, back + wrong)

    def end(self) -> list[str]:
        """After a last evaluation without a fault nothing may be left."""
        self.house.let_a_day_pass()
        last = HandingIn(self.house.url, self.potential, self.bundle)
        last.start()
        self._follow(self._taken_in(last))
        return at_rest(self.house, self.owner)

    def _submit(self) -> Evaluation:
        return a_submission(self.potential, self.sha).evaluations.get()

    def _taken_in(self, upload: HandingIn, mending: Mending | None = None) -> Evaluation:
        while upload.is_alive():
            if mending:
                mending.look()
            self.house.keep_alive()
            upload.join(0.2)
        assert upload.submission, "it was never taken in"
        row = Evaluation.objects.filter(submission__public_id=upload.submission)
        return steadily(row.get)

    def _held(self, step: Step) -> int | None:
        deadline = time.monotonic() + STEP_PATIENCE
        while time.monotonic() < deadline:
            if process := self.house.traps.held(step):
                return process
            self.house.keep_alive()
            time.sleep(0.02)
        return None

    def _follow(self, evaluation: Evaluation, mending: Mending | None = None) -> list[str]:
        """Until it is final, with an eye on its progress, and on the fault while it lasts."""
        deadline, seen = time.monotonic() + PATIENCE, 0
        wrong: list[str] = []
        row = Evaluation.objects.filter(pk=evaluation.pk)
        ended = Attempt.objects.filter(evaluation=evaluation, state="faulted")
        while time.monotonic() < deadline:
            self.house.keep_alive()
            look = mending.look if mending else lambda: None
            state, done = steadily(row.values_list("submission__state", "done").get, look)
            if done < seen:
                wrong.append(f"progress went back from {seen} to {done}")
            seen = max(seen, done)
            if mending:
                mending.look(badly=steadily(ended.exists, mending.look))
            if state in Submission.FINAL:
                return wrong
            time.sleep(0.05)
        return [*wrong, f"not final after {PATIENCE} s: {evaluation.pk} {state}"]
