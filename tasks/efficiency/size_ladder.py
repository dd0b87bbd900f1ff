"""The size ladder in a minute or two: small rungs, on whatever device there is."""

from __future__ import annotations

from functools import partial

from tasks.efficiency import ladder
from tasks.efficiency.climb import Rules
from tasks.task import Domain, Task

RULES = Rules(budget=1.5, patience=5.0, reference=100)

TASK = Task(
    slug="size-ladder",
    version=1,
    title="Size ladder",
    domain=Domain.EFFICIENCY,
    summary=(
        "Time and memory of a step over the number of atoms, from 16 upwards, each rung twice the "
        "one before, measured from outside of the container. The time at 100 atoms is ranked, "
        "as a multiple of what a fixed piece of arithmetic takes beside it. Results of different "
        "devices are not compared."
    ),
    predict=ladder.predict,
    compare=ladder.compare,
    null=ladder.null,
    dataset=partial(ladder.dataset, RULES),
    metrics=ladder.metrics(int(RULES.reference)),
    floor_reason=ladder.FLOOR_REASON,
    formula=ladder.FORMULA + ", N₀ = 100",
    sources=ladder.SOURCES,
    cost=ladder.cost,
    resumable=False,
    draw=ladder.draw,
    protocol=(
        *ladder.PROTOCOL,
        "A ladder is climbed for 1.5 s; up to 128 atoms beyond that, while a step takes at most 5 "
        "s. The largest size is then what fits into this time, not into memory.",
    ),
)
