"""Systems put together by what they share: a tag's value, their size, an element they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ase.data import chemical_symbols

from tasks.surroundings import charge, coordinations
from tasks.system import System

ELEMENT = "element"
"""Not a tag: a system belongs to the group of every element that it holds."""

COORDINATION = "coordination"
"""Not a tag either: of every number of neighbours that one of its atoms has."""

CHARGE = "charge"
"""A tag where a task sets it, and else the sign of its species' charges."""

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
    values in the order of the systems. A system without the tag is in no group; where all have
    one charge, it tells nothing and there is none."""
    if by == ELEMENT:
        present = sorted({z for system in systems for z in system.elements})
        return [(chemical_symbols[z], [s for s in systems if z in s.elements]) for z in present]
    told = [(system, _values(by, system)) for system in systems]
    values = list(dict.fromkeys(value for _, some in told for value in some))
    if by == CHARGE and len(values) < 2:
        return []
    if all(_NUMBER.match(value) for value in values):
        values.sort(key=_leading)
    return [(value, [system for system, some in told if value in some]) for value in values]


def _values(by: str, system: System) -> tuple[str, ...]:
    if by in system.tags:
        return (system.tags[by],)
    if by == COORDINATION:
        return coordinations(system)
    return (charge(system),) if by == CHARGE else ()


def _leading(value: str) -> float:
    found = _NUMBER.match(value)
    assert found is not None
    return float(found.group())
