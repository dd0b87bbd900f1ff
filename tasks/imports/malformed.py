"""What stops an import: the file and line at fault, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path


class Malformed(ValueError):
    """A published file does not hold what its reader expects. Nothing was imported.

    line: counted from 1; 0 is the file as a whole.
    """

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        place = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{place}: {reason}")
