"""The ranking as it is shown: what the page prints and what the API says are read from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leaderboard.ranking.openness import openness
from leaderboard.ranking.query import RankingQuery
from tasks.estimate import Estimate
from tasks.exact.hallmark import Grade
from tasks.exact.tally import NOTHING, Tally
from tasks.standing import Place
from tasks.task import Task

SETS = re.compile(r"[,;+&]|\band\b")  # between the names of data sets


@dataclass(frozen=True)
class Held:
    """The season whose systems a column is about. retired: None while they are secret."""

    season: str
    retired: datetime | None

    @property
    def open(self) -> bool:
        return self.retired is None


@dataclass(frozen=True)
class Column:
    """One task. null, floor: the primary metric where the score is 0 and where it is 1.

    asked: systems asked for in this view. unit, null, floor: of the primary metric, of which lower
    is always better. held: of a held-out task, the season that it is ranked by.
    """

    task: Task
    null: float
    floor: float
    asked: int
    held: Held | None = None
    direction: str = "lower is better"

    @property
    def slug(self) -> str:
        return self.task.slug

    @property
    def title(self) -> str:
        return self.task.title

    @property
    def domain(self) -> str:
        return self.task.domain.value

    @property
    def metric(self) -> str:
        return self.task.primary.label

    @property
    def unit(self) -> str:
        return self.task.primary.unit

    @property
    def digits(self) -> int:
        return self.task.primary.digits


@dataclass(frozen=True)
class Facts:
    """What its owner says of a potential. elements: atomic numbers; empty: no limit declared.

    submission: the public id of the listed one, published when. devices: what it ran on here, as it
    said. laws: how many of the exact laws it keeps.
    """

    slug: str
    name: str
    kind: str
    authors: str
    link: str
    parameters: int | None
    training_data: str
    training_level: str
    forces: str
    licence: str
    elements: tuple[int, ...]
    submission: str
    published: datetime
    devices: tuple[str, ...] = ()
    laws: Tally = NOTHING

    @property
    def training_sets(self) -> tuple[str, ...]:
        """The names among what its owner says it was trained on."""
        names = (name.strip() for name in SETS.split(self.training_data))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def openness(self) -> str:
        """Whether its licence is approved by the Open Source Initiative."""
        return openness(self.licence).value

    @property
    def grade(self) -> str:
        """The worst that the exact laws say of it."""
        return self.laws.grade.value

    @property
    def verified(self) -> bool:
        """Every exact law was tested here, and none is broken."""
        return self.grade in {Grade.HOLDS, Grade.STRAINED}

    @property
    def apart(self) -> bool:
        """It breaks an exact law: it is ranked among those that do."""
        return self.grade == Grade.BROKEN

    @property
    def elements_count(self) -> int | None:
        return len(self.elements) or None


@dataclass(frozen=True)
class Cell:
    """A potential on one task. metric: in the column's unit. score: from 0 to 1.

    place: on this task alone; None for a reference line.
    pending: the task is newer than the evaluations of this potential. It is shown as "—", asked
    of no system, and until it is evaluated it counts 0 in the overall score, like any silence.
    failed: it was evaluated on a season's systems, and the run ended without a result.
    late: it was submitted after these systems had been revealed.
    silences: by state, how many of the systems asked for were not answered.
    """

    metric: Estimate | None
    score: Estimate
    place: Place | None
    answered: int
    asked: int
    pending: bool = False
    failed: bool = False
    late: bool = False
    silences: Mapping[str, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Why there is no number, in one word: "pending", or the state of most systems; "" if there
        is one.
        """
        if self.pending or self.failed:
            return "pending" if self.pending else "failed"
        return (
            ""
            if self.answered
            else max(self.silences, key=lambda s: self.silences[s], default="failed")
        )


@dataclass(frozen=True)
class Row:
    """One potential. place: None for a reference line. domains: by name; cells: by task's slug.

    among: how many its places count among: those that keep the exact laws, or those that do not.
    answered, asked: systems of all tasks of this view that it was asked for.
    """

    potential: Facts
    place: Place | None
    overall: Estimate
    domains: Mapping[str, Estimate]
    cells: Mapping[str, Cell]
    answered: int
    asked: int
    among: int = 0

    @property
    def apart(self) -> bool:
        return self.place is not None and self.potential.apart

    @property
    def coverage(self) -> float:
        """The part of the asked systems that it answered, from 0 to 1."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def pending(self) -> bool:
        return any(cell.pending for cell in self.cells.values())


@dataclass(frozen=True)
class Table:
    """weights: by domain, adding up to 1; only those of the domains that have a task in this view.

    rows: ranked, in the order asked for; those that the search finds. Those that break an exact law
    come last, with places among themselves. references: lines to compare
    with, not ranked. compared: how many potentials the filters leave, of how many listed.
    domains: those of all tabs that somebody was evaluated on. facts: of every potential, also of
    those left out. key: of the results that it is made of. notes: sentences that a reader needs in
    order not to misread this table.
    """

    query: RankingQuery
    columns: tuple[Column, ...]
    weights: Mapping[str, float]
    rows: tuple[Row, ...]
    references: tuple[Row, ...]
    notes: tuple[str, ...]
    compared: int = 0
    listed: int = 0
    domains: tuple[str, ...] = ()
    facts: tuple[Facts, ...] = ()
    key: str = ""

    def column(self, slug: str) -> Column | None:
        return next((column for column in self.columns if column.slug == slug), None)

    def row(self, slug: str) -> Row | None:
        rows = (*self.rows, *self.references)
        return next((row for row in rows if row.potential.slug == slug), None)
