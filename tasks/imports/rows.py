"""Rows of a published CSV file, each with the line that it stands on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.imports.malformed import Malformed
from tasks.imports.text import finite, read_text, whole


@dataclass(frozen=True)
class Row:
    """cells: by the name of the column, stripped of the spaces around them.

    line: the last one of the row, counted from 1; the header is line 1.
    """

    file: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell. Raises Malformed where it is empty."""
        if not self.cells[column]:
            raise self.malformed(f"{column} is empty")
        return self.cells[column]

    def number(self, column: str) -> float:
        """The cell's number. Raises Malformed where it holds no finite one."""
        return finite(self.text(column), self.file, self.line, column)

    def maybe(self, column: str) -> float | None:
        """None where the cell is empty. Raises Malformed where it is no finite number."""
        return self.number(column) if self.cells[column] else None

    def whole(self, column: str) -> int:
        """The cell's whole number. Raises Malformed."""
        return whole(self.text(column), self.file, self.line, column)

    def malformed(self, reason: str) -> Malformed:
        return Malformed(self.file, self.line, reason)


def rows(file: Path, columns: Sequence[str]) -> list[Row]:
    """All rows of a file with a header that has `columns`, in any order; it may have more.

    Raises Malformed where the file, a column or a cell is missing, or a row has cells too many.
    """
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check(file, header, columns)
        return [_row(file, reader.line_num, header, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        raise Malformed(file, reader.line_num, f"is not CSV: {error}") from error


def _check(file: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    lacking = [column for column in columns if column not in header]
    if lacking:
        raise Malformed(file, 1, f"has no column {', '.join(lacking)}")
    if len(set(header)) != len(header):
        raise Malformed(file, 1, "has two columns of one name")


def _row(file: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise Malformed(file, line, f"{len(cells)} cells where the header has {len(header)}")
    stripped = (cell.strip() for cell in cells)
    return Row(file, line, dict(zip(header, stripped, strict=True)))
