"""What a fault is: it is done to a process that is held at a step, and may last for a while."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass
from typing import Protocol

from leaderboard.models import Evaluation
from tests.faults.installation import Installation
from tests.faults.traps import STEPS, Step


@dataclass(frozen=True)
class Scene:
    """process: who is held at the step, while it works for the evaluation.

    evaluation: None at a step of the web server, before there is one.
    """

    house: Installation
    step: Step
    process: int
    evaluation: Evaluation | None
    chance: random.Random


class Fault(Protocol):
    """lasts: seconds until it is mended, unless an attempt has ended badly before."""

    lasts: float

    def steps(self) -> list[Step]:
        """Where it can be done."""
        ...

    def strike(self, scene: Scene) -> None: ...

    def mend(self, scene: Scene) -> None:
        """Once the first attempt after it has ended badly, or it has lasted; once at least."""
        ...


class Anywhere:
    lasts = math.inf

    def steps(self) -> list[Step]:
        return list(STEPS)

    def mend(self, scene: Scene) -> None:
        pass


class Mending:
    """Ends a fault when its time has come, and in any case."""

    def __init__(self, fault: Fault, scene: Scene) -> None:
        self._fault, self._scene, self._done = fault, scene, False
        self._until = time.monotonic() + fault.lasts

    def look(self, badly: bool = False) -> None:
        """badly: has an attempt ended so?"""
        if badly or time.monotonic() > self._until:
            self.now()

    def now(self) -> None:
        if not self._done:
            self._done = True
            self._fault.mend(self._scene)
