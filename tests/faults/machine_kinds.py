"""Faults of what the processes stand on: clocks, the database's disk, the container engine."""

from __future__ import annotations

import os
import signal
import time

from tests.faults.fault import Anywhere, Scene
from tests.faults.installation import LEASE
from tests.faults.traps import STEPS, Step

HOUR = 3600


class ClockStepped(Anywhere):
    """The clock of the host of one zone: ten leases ahead or an hour back, then right again."""

    lasts = 1.5 * LEASE

    def strike(self, scene: Scene) -> None:
        scene.house.clocks.step(scene.step.zone, scene.chance.choice((10 * LEASE, -HOUR)))

    def mend(self, scene: Scene) -> None:
        scene.house.clocks.step(scene.step.zone, 0)


class ClockWrong(Anywhere):
    """The clock by which leases are given and reaped is wrong, and stays so, as a slot is lost."""

    def steps(self) -> list[Step]:
        return [step for step in STEPS if step.zone in ("predict", "score")]

    def strike(self, scene: Scene) -> None:
        scene.house.clocks.step("control", scene.chance.choice((10 * LEASE, -HOUR)))
        os.kill(scene.process, signal.SIGKILL)

    def mend(self, scene: Scene) -> None:
        scene.house.clocks.step("control", 0)


class DatabaseFull(Anywhere):
    """Not one byte more fits on PostgreSQL's disk: it refuses to write, or panics and ends."""

    lasts = 4.0

    def strike(self, scene: Scene) -> None:
        disk = scene.house.disk
        assert disk is not None
        disk.fill(panic=scene.chance.random() < 0.5)

    def mend(self, scene: Scene) -> None:
        """As an operator frees the disk, and systemd starts what has ended."""
        disk = scene.house.disk
        assert disk is not None
        disk.free()


class EngineRestarted(Anywhere):
    """dockerd ends, with its containers or without, and comes back."""

    def steps(self) -> list[Step]:
        return [step for step in STEPS if step.zone == "predict"]

    def strike(self, scene: Scene) -> None:
        engine = scene.house.engine
        assert engine is not None
        engine.stop(scene.chance.choice((signal.SIGTERM, signal.SIGKILL)))
        time.sleep(scene.chance.choice((0, 2)))
        engine.start()
