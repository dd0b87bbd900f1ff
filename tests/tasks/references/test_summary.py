"""What a batch came to, by family."""

from __future__ import annotations

import pytest

from tasks.reactions import KCAL_MOL
from tasks.references.record import Record
from tasks.references.summary import summaries, table


def record(family: str, seconds: float, energy: float | None, stage: str = "") -> Record:
    known = {"cost": {"cpu_seconds": seconds}, "rejected_at": stage}
    levels = {} if energy is None else {"PBE": (energy + 2) * KCAL_MOL}
    value = None if energy is None else energy * KCAL_MOL
    accepted = energy is not None
    return Record("s0", family, accepted, value, None, 0.1, levels, provenance=known)


RECORDS = [
    record("bonds", 10.0, 5.0),
    record("bonds", 30.0, -7.0),
    record("bonds", 2.0, None, "screening"),
    record("bonds", 0.0, None, "closing"),
    record("ions", 4.0, 1.0),
]


def test_counts_and_costs_are_of_what_was_run() -> None:
    bonds, ions = summaries(RECORDS)
    assert (bonds.accepted, bonds.rejected, bonds.not_run) == (2, 1, 1)
    assert (bonds.cpu_median, bonds.cpu_total) == (10.0, 42.0)
    assert ions.family == "ions"


def test_functionals_are_held_against_the_references() -> None:
    assert summaries(RECORDS)[0].errors == {"PBE": pytest.approx(2.0)}


def test_the_table_has_a_line_a_family_and_a_total() -> None:
    lines = table(summaries(RECORDS)).splitlines()
    assert len(lines) == 4
    assert lines[-1] == "3 accepted, 1 rejected, 46 s of processor time"
