"""Limits: defaults, and an operator's own from the environment."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tasks.cost import Cost
from workers.faults import ServiceFault
from workers.sandbox.limits import Limits, size

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "submitting.md").read_text()


def test_an_operator_changes_one_limit_and_keeps_the_others() -> None:
    limits = Limits.from_environment({"ASSAY_LIMIT_REQUEST_SECONDS": "5", "PATH": "/bin"})
    assert limits == Limits(request_seconds=5.0)


def test_counts_stay_whole_numbers() -> None:
    assert Limits.from_environment({"ASSAY_LIMIT_MEMORY": "1e9"}).memory == 1_000_000_000


@pytest.mark.parametrize("text", ["lots", "", "-1", "nan", "inf", "0", "0.5"])
def test_a_limit_that_is_no_number_stops_the_worker_with_its_name(text: str) -> None:
    with pytest.raises(ServiceFault, match="ASSAY_LIMIT_PIDS"):
        Limits.from_environment({"ASSAY_LIMIT_PIDS": text})


def test_a_misspelt_limit_is_not_ignored() -> None:
    with pytest.raises(ServiceFault, match="ASSAY_LIMIT_MEMROY"):
        Limits.from_environment({"ASSAY_LIMIT_MEMROY": "1"})


@pytest.mark.parametrize(("count", "text"), [(4 << 30, "4 GiB"), (1536, "1.5 KiB"), (7, "7 bytes")])
def test_sizes_read_as_people_write_them(count: int, text: str) -> None:
    assert size(count) == text


def test_no_restart_at_all_is_a_choice() -> None:
    assert Limits.from_environment({"ASSAY_LIMIT_RESTARTS": "0"}).restarts == 0


@pytest.mark.parametrize("field", fields(Limits), ids=lambda field: field.name)
def test_the_submitter_reads_of_every_limit_its_default_and_its_setting(field: Any) -> None:
    """In the table of docs/submitting.md."""
    (row,) = [line for line in GUIDE.splitlines() if f"`ASSAY_LIMIT_{field.name.upper()}`" in line]
    _, what, default, _setting, meaning, _ = row.split("|")
    byte = field.name in ("memory", "shm", "tmp", "file", "output", "kept")
    expected = size(field.default) if byte else f"{field.default:,g}"
    assert default.strip().removesuffix(" s") == expected
    assert what.strip()
    assert meaning.strip().endswith(".")


def test_what_a_task_declares_prolongs_its_limits_and_never_shortens_them() -> None:
    limits = Limits()
    assert limits.fitted([Cost(40, 400)] * 60) == limits
    long = limits.fitted([Cost(20_000, 640_000), Cost(100, 3_200)])
    assert long.system_seconds == 20_000 * limits.structure_seconds
    assert long.run_seconds == 20_100 * limits.structure_seconds
    assert long.request_seconds == limits.request_seconds
