"""Systems put together by what they share: a tag's value, their size, an element they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ase.data import chemical_symbols

from tasks.system import System

ELEMENT = "element"
"""Not a tag: a system belongs to the group of every element that it holds."""

SIZE = "size"
"""The tag of a system's size; see `size`."""

_UPPER = (4, 8, 16, 32)
_NUMBER = re.compile(r"\d+(\.\d+)?")


def size(atoms: int) -> str:
    """The bin of a system whose largest structure has so many atoms: "5–8 atoms"."""
    low = 1
    for high in _UPPER:
        if atoms <= high:
            return f"{low}–{high} atoms"
        low = high + 1
    return f"{low}+ atoms"


def groups(by: str, systems: Sequence[System]) -> list[tuple[str, list[System]]]:
    """Each value with its systems: elements by atomic number, numbers from small to large, other
    values in the order of the systems. A system without the tag is in no group."""
    if by == ELEMENT:
        present = sorted({z for system in systems for z in system.elements})
        return [(chemical_symbols[z], [s for s in systems if z in s.elements]) for z in present]
    values = list(dict.fromkeys(s.tags[by] for s in systems if by in s.tags))
    if all(_NUMBER.match(value) for value in values):
        values.sort(key=_leading)
    return [(value, [s for s in systems if s.tags.get(by) == value]) for value in values]


def _leading(value: str) -> float:
    found = _NUMBER.match(value)
    assert found is not None
    return float(found.group())
