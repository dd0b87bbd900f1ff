"""Frames of a published (extended) xyz file, each with the line that it starts on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from ase.data import atomic_numbers

from tasks.imports.malformed import Malformed
from tasks.imports.text import finite, read_text, whole
from tasks.structure import Floats, Integers, Structure

_PAIR = re.compile(r"""([^\s,="]+)=(?:"([^"]*)"|([^\s,]*))""")


@dataclass(frozen=True, eq=False)
class Frame:
    """One structure as the file has it.

    line: of its atom count, from 1; the comment is one further, the first atom two.
    values: the comment's key=value and key="value" pairs, between spaces or commas.
    numbers, positions: atomic numbers, shape (n,); Å, shape (n, 3).
    """

    file: Path
    line: int
    comment: str
    values: Mapping[str, str]
    numbers: Integers
    positions: Floats

    def text(self, key: str) -> str:
        """Raises Malformed where the comment has no such key, or nothing behind it."""
        if not self.values.get(key):
            raise self.malformed(f"the comment gives no {key}")
        return self.values[key]

    def number(self, key: str) -> float:
        return finite(self.text(key), self.file, self.line + 1, key)

    def whole(self, key: str) -> int:
        return whole(self.text(key), self.file, self.line + 1, key)

    def cell(self) -> Floats:
        """Lattice, vectors as rows, Å, shape (3, 3). Raises Malformed where there is none."""
        place = (self.file, self.line + 1, "Lattice")
        vectors = [finite(each, *place) for each in self.text("Lattice").split()]
        if len(vectors) != 9:
            raise self.malformed(f"Lattice has {len(vectors)} numbers instead of 9")
        cell = np.array(vectors).reshape(3, 3)
        if abs(np.linalg.det(cell)) < 1e-6:
            raise self.malformed("Lattice spans no volume")
        return cell

    def molecule(self, charge: int = 0, spin: int = 1) -> Structure:
        """Without a cell; spin is the multiplicity. Raises Malformed where both cannot be.

        An odd number of electrons goes with an even multiplicity, and the other way round.
        """
        electrons = int(self.numbers.sum()) - charge
        if spin < 1 or spin > electrons + 1 or (electrons - spin) % 2 == 0:
            raise self.malformed(f"{electrons} electrons cannot have the multiplicity {spin}")
        return Structure(self.numbers, self.positions, charge=charge, spin=spin)

    def crystal(self) -> Structure:
        """Periodic along all three lattice vectors."""
        return Structure(self.numbers, self.positions, self.cell(), np.ones(3, dtype=bool))

    def malformed(self, reason: str) -> Malformed:
        return Malformed(self.file, self.line + 1, reason)


def frames(file: Path) -> list[Frame]:
    """All frames, in order; element symbols in any case ("CL"), columns after z are not read.

    Raises Malformed at the line of a wrong count, an unknown element or what is no number.
    """
    lines = read_text(file).splitlines()
    found: list[Frame] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():  # at the end, or between frames
            at += 1
            continue
        found.append(_frame(file, lines, at))
        at += len(found[-1].numbers) + 2
    if not found:
        raise Malformed(file, 0, "holds no frame")
    return found


def _frame(file: Path, lines: Sequence[str], at: int) -> Frame:
    count = whole(lines[at].strip(), file, at + 1, "the number of atoms")
    if count < 1 or at + 2 + count > len(lines):
        raise Malformed(file, at + 1, f"{count} atoms are announced and do not follow")
    comment = lines[at + 1].strip()
    pairs = {key: quoted or bare for key, quoted, bare in _PAIR.findall(comment)}
    first = at + 2
    atoms = [_atom(file, n + 1, lines[n]) for n in range(first, first + count)]
    numbers = np.array([z for z, _ in atoms], dtype=np.int32)
    positions = np.array([xyz for _, xyz in atoms], dtype=np.float64)
    frame = Frame(file, at + 1, comment, pairs, numbers, positions)
    _apart(frame)
    return frame


def _atom(file: Path, line: int, text: str) -> tuple[int, list[float]]:
    cells = text.split()
    if len(cells) < 4:
        raise Malformed(file, line, f"{text!r} is no element and three coordinates")
    symbol = cells[0].capitalize()
    if atomic_numbers.get(symbol, 0) < 1:
        raise Malformed(file, line, f"{cells[0]!r} is no element")
    return atomic_numbers[symbol], [finite(c, file, line, "a coordinate") for c in cells[1:4]]


def _apart(frame: Frame) -> None:
    """Two atoms in one place are a slip of whoever wrote the file."""
    order = np.lexsort(frame.positions.T)
    for one, other in pairwise(order):
        if np.array_equal(frame.positions[one], frame.positions[other]):
            line = frame.line + 2 + int(max(one, other))
            raise Malformed(frame.file, line, "stands where another atom of its frame stands")
