"""Times of one class of devices only: a ranking never holds one machine against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from leaderboard.ranking.collect import Collected
from leaderboard.ranking.query import RankingQuery
from tasks.standing import TaskErrors
from tasks.task import Domain

Classes = Mapping[str, Mapping[str, str]]
"""By task that measures time, then by potential: the device that it was measured on."""
EFFICIENCY = Domain.EFFICIENCY.value


def timed(task: TaskErrors) -> bool:
    return task.domain == EFFICIENCY


def classes(found: Classes) -> list[str]:
    """The one with the most potentials first."""
    pairs = {(name, device) for task in found.values() for name, device in task.items()}
    counts = Counter(device for _, device in pairs)
    return sorted(counts, key=lambda device: (-counts[device], device))


def chosen(found: Classes, query: RankingQuery) -> str:
    """Of the devices that the reader asked for, or of all, the class with the most potentials; ""
    where nothing was measured on any of them."""
    wanted = {device.casefold() for device in query.filters.device}
    some = (one for one in classes(found) if not wanted or one.casefold() in wanted)
    return next(some, "")


def on_one(tasks: Iterable[TaskErrors], found: Classes, device: str) -> list[TaskErrors]:
    """The same tasks, those that measure time with the results of this device alone."""
    return [_on_one(task, found, device) if timed(task) else task for task in tasks]


def comparable(task: TaskErrors, found: Classes, names: Iterable[str]) -> bool:
    """Whether these potentials were measured on one device, where the task measures time."""
    on = found.get(task.task, {})
    return not timed(task) or len({on[name] for name in names if name in on}) < 2


def measured(tasks: Sequence[TaskErrors], names: Iterable[str]) -> list[str]:
    """Of these potentials, those that may be compared: all, but where every task measures time
    those with a result alone. tasks: of one device."""
    if not tasks or not all(timed(task) for task in tasks):
        return list(names)
    return [name for name in names if any(name in task.errors for task in tasks)]


def elsewhere(found: Classes, device: str) -> set[tuple[str, str]]:
    """(task, potential) of what was measured on another device."""
    return {
        (task, name) for task, on in found.items() for name, where in on.items() if where != device
    }


def note(tasks: Sequence[TaskErrors], found: Classes, device: str) -> list[str]:
    """What a table of times says of its device."""
    mine = [task for task in tasks if timed(task)]
    if not mine or not device:
        return []
    others = [one for one in classes(found) if one != device]
    plain = f"Times are compared on one class of devices: {device}."
    if not others:
        return [plain]
    return [
        f"{plain} Whoever was measured on another ({', '.join(others)}) has no time here: choose "
        "it with the filter by device."
    ]


def _on_one(task: TaskErrors, found: Classes, device: str) -> TaskErrors:
    on = found.get(task.task, {})
    return replace(task, errors={n: e for n, e in task.errors.items() if on.get(n) == device})


def on_the_usual(found: Collected) -> Collected:
    """The same with times of the class alone that has the most potentials."""
    device = next(iter(classes(found.classes)), "")
    return replace(found, tasks=tuple(on_one(found.tasks, found.classes, device)))
