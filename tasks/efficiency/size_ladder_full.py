"""The size ladder to its end: until the memory or ten minutes for each box are used up."""

from __future__ import annotations

from functools import partial

from tasks.efficiency import ladder
from tasks.efficiency.climb import Rules
from tasks.task import Domain, Profile, Task

RULES = Rules(budget=600.0, patience=60.0, reference=1000)

TASK = Task(
    slug="size-ladder-full",
    version=1,
    title="Size ladder, to its end",
    domain=Domain.EFFICIENCY,
    summary=(
        "Time and memory of a step over the number of atoms, from 16 upwards, each rung twice the "
        "one before, until memory or ten minutes are used up. The time at 1,000 atoms is ranked, "
        "as a multiple of what a fixed piece of arithmetic takes beside it. Results of different "
        "devices are not compared."
    ),
    predict=ladder.predict,
    compare=ladder.compare,
    null=ladder.null,
    dataset=partial(ladder.dataset, RULES),
    metrics=ladder.metrics(int(RULES.reference)),
    floor_reason=ladder.FLOOR_REASON,
    formula=ladder.FORMULA + ", N₀ = 1,000",
    sources=ladder.SOURCES,
    cost=ladder.cost,
    resumable=False,
    profile=Profile.FULL,
    draw=ladder.draw,
    protocol=(
        *ladder.PROTOCOL,
        "A ladder is climbed for 600 s; up to 1,024 atoms beyond that, while a step takes at most "
        "60 s. The largest size is what fits into memory, or into this time where time ended it.",
    ),
)
