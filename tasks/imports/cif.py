"""CIF files as the American Mineralogist's database writes them, each value with its line.

One block; a loop's row stands on one line. ASE's reader is what tests compare with; this one says
where a file is at fault, and makes no structure of sites that are half occupied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tasks.imports.malformed import Malformed
from tasks.imports.text import finite

_TOKEN = re.compile(r"""'(?:[^']|'(?=\S))*'(?=\s|$)|"(?:[^"]|"(?=\S))*"(?=\s|$)|\S+""")
_ERROR = re.compile(r"\(\d+\)$")  # 1.234(5)


@dataclass(frozen=True)
class Line:
    """One row of a loop. line: counted from 1."""

    line: int
    cells: Sequence[str]


@dataclass
class Cif:
    """values: by tag, in lower case, with their lines. loops: rows, by the loop's tags."""

    file: Path
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    loops: dict[tuple[str, ...], list[Line]] = field(default_factory=dict)

    def text(self, tag: str) -> str:
        """Raises Malformed where there is no such tag."""
        if tag not in self.values:
            raise Malformed(self.file, 0, f"has no {tag}")
        return self.values[tag][1]

    def number(self, tag: str) -> float:
        text = self.text(tag)
        return finite(_ERROR.sub("", text), self.file, self.values[tag][0], tag)

    def rows(self, needed: str) -> list[tuple[int, Mapping[str, str]]]:
        """Of the loop that has the tag `needed`: lines, and cells by tag. Raises Malformed."""
        for tags, lines in self.loops.items():
            if needed in tags:
                return [(row.line, dict(zip(tags, row.cells, strict=True))) for row in lines]
        raise Malformed(self.file, 0, f"has no loop of {needed}")

    def cell_number(self, line: int, cells: Mapping[str, str], tag: str) -> float:
        """Raises Malformed."""
        if tag not in cells:
            raise Malformed(self.file, line, f"has no {tag}")
        return finite(_ERROR.sub("", cells[tag]), self.file, line, tag)


def parse(file: Path, text: str) -> Cif:
    """Raises Malformed, at the line of what is no CIF."""
    return _Parser(file, text.splitlines()).parse()


class _Parser:
    def __init__(self, file: Path, lines: Sequence[str]) -> None:
        self.lines, self.at = lines, 0
        self.cif = Cif(file)

    def parse(self) -> Cif:
        while self.at < len(self.lines):
            tokens = _tokens(self.lines[self.at])
            if not tokens or tokens[0].startswith("data_"):
                self.at += 1
            elif tokens[0] == "loop_":
                self._loop()
            elif tokens[0].startswith("_"):
                self._value(tokens)
            else:
                raise self._malformed(f"{self.lines[self.at]!r} belongs to no tag")
        return self.cif

    def _value(self, tokens: Sequence[str]) -> None:
        """The tag's value: behind it, on the next line, or between two lines of ";"."""
        line, tag = self.at + 1, tokens[0].lower()
        if tag in self.cif.values:
            raise self._malformed(f"a second {tag}")
        self.at += 1
        if len(tokens) == 1:
            tokens = [tag, self._text()]
        if len(tokens) != 2:
            raise Malformed(self.cif.file, line, f"{tag} has {len(tokens) - 1} values")
        self.cif.values[tag] = line, tokens[1]

    def _text(self) -> str:
        first = self._next()
        if not first.startswith(";"):
            return " ".join(_tokens(first))
        found = [first[1:]]
        while not (line := self._next()).startswith(";"):
            found.append(line)
        return " ".join(" ".join(found).split())

    def _loop(self) -> None:
        self.at += 1
        tags: list[str] = []
        while self.at < len(self.lines) and self.lines[self.at].strip().startswith("_"):
            tags.append(self.lines[self.at].strip().lower())
            self.at += 1
        if not tags or tuple(tags) in self.cif.loops:
            raise self._malformed("a loop of no tags, or of those of another loop")
        rows = self.cif.loops.setdefault(tuple(tags), [])
        while self.at < len(self.lines) and not self.lines[self.at].startswith(("_", "loop_")):
            if cells := _tokens(self.lines[self.at]):
                if len(cells) != len(tags):
                    raise self._malformed(f"{len(cells)} values where the loop has {len(tags)}")
                rows.append(Line(self.at + 1, cells))
            self.at += 1

    def _next(self) -> str:
        if self.at == len(self.lines):
            raise self._malformed("ends within a value")
        self.at += 1
        return self.lines[self.at - 1]

    def _malformed(self, reason: str) -> Malformed:
        return Malformed(self.cif.file, min(self.at + 1, len(self.lines)), reason)


def _tokens(line: str) -> list[str]:
    found = _TOKEN.findall(line)
    return [t[1:-1] if len(t) > 1 and t[0] == t[-1] and t[0] in "'\"" else t for t in found]
