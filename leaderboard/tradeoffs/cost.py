"""How long the driver of each potential's runs took: wall time of the benchmark, nothing finer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from leaderboard.computed import DAY, once
from leaderboard.models import Dataset, Evaluation
from leaderboard.ranking.collect import Collected
from leaderboard.ranking.devices import timed


@dataclass(frozen=True)
class Timed:
    """One potential on one public task. seconds: of its whole run on the device. systems, atoms: it
    answered; atoms are None where the dataset does not tell them."""

    potential: str
    task: str
    device: str
    seconds: float
    systems: int
    atoms: int | None


@dataclass(frozen=True)
class Cost:
    """seconds: per what was asked for. tasks: over which it was timed."""

    seconds: float
    tasks: int

    @property
    def microseconds(self) -> float:
        return 1e6 * self.seconds


def timings(found: Collected) -> tuple[Timed, ...]:
    """Of the listed submissions, on public tasks; runs on held-out systems tell no times here."""
    return once(f"timings-{found.key}", DAY, lambda: tuple(_timings(found)))


def devices(timed: Iterable[Timed]) -> list[str]:
    """The most used first."""
    counts = Counter(one.device for one in timed)
    return sorted(counts, key=lambda device: (-counts[device], device))


def cost(
    timed: Iterable[Timed], device: str, tasks: Iterable[str], *, by_atom: bool
) -> Mapping[str, Cost]:
    """By potential, over those of the tasks that it was timed on, on this device alone."""
    known, runs = set(tasks), dict[str, list[Timed]]()
    for one in timed:
        if one.device == device and one.task in known and (one.atoms if by_atom else one.systems):
            runs.setdefault(one.potential, []).append(one)
    return {
        name: Cost(
            sum(one.seconds for one in some)
            / sum((one.atoms or 0) if by_atom else one.systems for one in some),
            len(some),
        )
        for name, some in runs.items()
    }


def _timings(found: Collected) -> Iterable[Timed]:
    errors = {
        task.task: task.errors
        for task in found.tasks
        if task.task not in found.held and not timed(task)  # a ladder takes what time there is
    }
    public = Dataset.objects.ranked().filter(season=None, task__in=list(errors))
    atoms = {
        task: {system["id"]: system.get("atoms") for system in systems}
        for task, systems in public.values_list("task", "systems")
    }
    rows = Evaluation.objects.scored().filter(
        submission__public_id__in=[facts.submission for facts in found.facts],
        dataset__in=public,
        seconds__isnull=False,
    )
    told = rows.order_by("pk").values_list(
        "submission__potential__slug", "dataset__task", "device", "seconds"
    )
    for potential, task, device, seconds in told:
        given = errors[task].get(potential, {})
        answered = [system for system, error in given.items() if isfinite(error)]
        sizes = [atoms[task].get(system) for system in answered]
        whole = None if None in sizes else sum(size or 0 for size in sizes)
        if seconds and device:
            yield Timed(potential, task, device, seconds, len(answered), whole)
