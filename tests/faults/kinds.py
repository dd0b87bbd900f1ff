"""The faults: each is done to a process that is held at a step."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time

from leaderboard import broker
from leaderboard.models import Outgoing
from tests import postgres_server
from tests.faults import clocks, disk, engine
from tests.faults.containers import containers
from tests.faults.fault import Anywhere, Fault, Scene
from tests.faults.installation import LEASE, steadily
from tests.faults.machine_kinds import ClockStepped, ClockWrong, DatabaseFull, EngineRestarted
from tests.faults.traps import STEPS, Step
from workers.sandbox.docker import OWNER


class WorkerKilled(Anywhere):
    """kill -9 of the worker, all its processes, beat included: a power cut."""

    def strike(self, scene: Scene) -> None:
        scene.house.kill(scene.step.zone)


class SlotKilled(Anywhere):
    """kill -9 of the process that carries out the job alone, as the kernel does without memory."""

    def strike(self, scene: Scene) -> None:
        os.kill(scene.process, signal.SIGKILL)


class RedisRestarted(Anywhere):
    """Away for a moment; it kept its append-only file."""

    def strike(self, scene: Scene) -> None:
        scene.house.redis.stop()
        time.sleep(scene.chance.uniform(0, 3))
        scene.house.redis.start()


class RedisKilled(Anywhere):
    """kill -9 of Redis: what it wrote to its file within the last second may be lost."""

    def strike(self, scene: Scene) -> None:
        scene.house.redis.stop(signal.SIGKILL)
        scene.house.redis.start()


class RedisEmptied(Anywhere):
    """FLUSHALL: orders, answers and Celery's own tables are gone; connections stay."""

    def strike(self, scene: Scene) -> None:
        scene.house.redis.client().flushall()


class DatabaseRestarted(Anywhere):
    """PostgreSQL ends at once, in the midst of transactions, and recovers from its journal."""

    def strike(self, scene: Scene) -> None:
        postgres_server.restart(scene.house.database)


class DeliveredAgain(Anywhere):
    """All orders so far once more, in another order."""

    def steps(self) -> list[Step]:
        return [step for step in STEPS if step.zone != "web"]

    def strike(self, scene: Scene) -> None:
        orders = Outgoing.objects.filter(attempt__evaluation=scene.evaluation)
        again = steadily(lambda: list(orders.order_by("pk"))) * 2
        scene.chance.shuffle(again)
        for order in again:
            broker.send(order.queue, order.job, order.payload)


class StorageSlow(Anywhere):
    """What is read or written takes longer than a lease."""

    def steps(self) -> list[Step]:
        slow = ("reading", "writing", "prediction", "score")
        return [step for step in STEPS if step.name in slow]

    def strike(self, scene: Scene) -> None:
        time.sleep(LEASE * scene.chance.uniform(1.1, 1.6))


class DiskFull(Anywhere):
    """Not one byte more can be written to a file, until an attempt has failed by it."""

    def steps(self) -> list[Step]:
        return [step for step in STEPS if step.name == "reading"]

    def strike(self, scene: Scene) -> None:
        _, hard = resource.prlimit(scene.process, resource.RLIMIT_FSIZE)
        resource.prlimit(scene.process, resource.RLIMIT_FSIZE, (0, hard))

    def mend(self, scene: Scene) -> None:
        with contextlib.suppress(ProcessLookupError):
            _, hard = resource.prlimit(scene.process, resource.RLIMIT_FSIZE)
            resource.prlimit(scene.process, resource.RLIMIT_FSIZE, (hard, hard))


class ContainerRemoved(Anywhere):
    """`docker rm --force` of the container that answers."""

    def steps(self) -> list[Step]:
        return [step for step in STEPS if str(step) == "predict-answering"]

    def strike(self, scene: Scene) -> None:
        mine = [c for c in containers() if f" {scene.process} " in c.labels[OWNER]]
        assert len(mine) == 1, "one container answers"
        mine[0].remove(force=True)


KINDS: tuple[type[Fault], ...] = (
    WorkerKilled,
    SlotKilled,
    RedisRestarted,
    RedisKilled,
    RedisEmptied,
    DatabaseRestarted,
    DatabaseFull,
    DeliveredAgain,
    StorageSlow,
    DiskFull,
    ClockStepped,
    ClockWrong,
    ContainerRemoved,
    EngineRestarted,
)


def possible(sandbox: str) -> tuple[tuple[type[Fault], ...], dict[str, str]]:
    """The kinds that can be done here, and of the others why not."""
    needs: dict[type[Fault], str] = {}
    if not clocks.library():
        missing = "libfaketime is missing: apt-get install faketime"
        needs |= dict.fromkeys((ClockStepped, ClockWrong), missing)
    if not disk.possible():
        needs[DatabaseFull] = "only root can mount a file system for it"
    if sandbox != "docker":
        needs |= dict.fromkeys((ContainerRemoved, EngineRestarted), "there are no containers")
    elif not engine.possible():
        needs[EngineRestarted] = "only root can start an engine of its own"
    found = tuple(kind for kind in KINDS if kind not in needs)
    return found, {kind.__name__: why for kind, why in needs.items()}
