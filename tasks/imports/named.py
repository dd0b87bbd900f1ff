"""Rows and frames by name, and whether a table and its geometries speak of the same things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks.imports.frames import Frame, frames
from tasks.imports.rows import Row


def frames_by_name(file: Path, key: str = "name") -> dict[str, Frame]:
    """Raises Malformed where two frames share a name."""
    found: dict[str, Frame] = {}
    for frame in frames(file):
        name = frame.text(key)
        if name in found:
            raise frame.malformed(f"is the second frame called {name}")
        found[name] = frame
    return found


def rows_by_name(rows: Sequence[Row], column: str, prefix: str = "") -> dict[str, Row]:
    """By `prefix` and what stands in `column`. Raises Malformed where two rows share a name."""
    found: dict[str, Row] = {}
    for row in rows:
        name = prefix + row.text(column)
        if name in found:
            raise row.malformed(f"is the second row of {name}")
        found[name] = row
    return found


def match(table: Mapping[str, Row], geometries: Mapping[str, Frame]) -> None:
    """Raises Malformed where one of the two has a name that the other has not."""
    for name, row in table.items():
        if name not in geometries:
            raise row.malformed(f"{name} has no geometry")
    for name, frame in geometries.items():
        if name not in table:
            raise frame.malformed(f"{name} stands in no table")
