"""Chemical elements as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ase.data import atomic_names, atomic_numbers, chemical_symbols

HINT = "Write symbols or ranges, e.g. “H C N O” or “H-Rn”, or “all” where no limit is declared."


def parse(text: str) -> list[int]:
    """Atomic numbers of "H C N O", "H, C-O" or "H–Rn"; empty for "all": no limit is declared.

    Raises ValueError, which says what is wrong and what to write instead.
    """
    words = re.sub(r"\s*[-–—]\s*", "-", text).replace(",", " ").replace(";", " ").split()
    if not words:
        raise ValueError(HINT)
    if [w.lower() for w in words] == ["all"]:
        return []
    return sorted({z for word in words for z in _numbers(word)})


def symbols(numbers: Iterable[int]) -> list[str]:
    return [chemical_symbols[z] for z in numbers]


def text(numbers: Iterable[int]) -> str:
    return " ".join(symbols(numbers)) or "all"


def _numbers(word: str) -> range:
    first, dash, last = word.partition("-")
    start, end = _number(first), _number(last if dash else first)
    if start > end:
        raise ValueError(f"The range {word} runs backwards. {HINT}")
    return range(start, end + 1)


def _number(symbol: str) -> int:
    number = atomic_numbers.get(symbol.capitalize(), 0)
    if not number:
        raise ValueError(f"“{symbol[:20]}” is not the symbol of an element. {HINT}")
    return int(number)


@dataclass(frozen=True)
class Square:
    """A place in the periodic table. classes: CSS classes that shift it to its column or row."""

    symbol: str
    name: str
    number: int
    classes: str


# Where a row starts anew, or jumps over a gap; all others follow their left neighbour.
_SHIFTS = {2: "c18", 5: "c13", 13: "c13", 57: "c3 f", 72: "c4", 89: "c3", 104: "c4"}


def periodic_table() -> Iterator[Square]:
    """In the order in which a grid of 18 columns shows them: lanthanides and actinides last."""
    body = [z for z in range(1, 119) if not (57 <= z <= 71 or 89 <= z <= 103)]
    for z in [*body, *range(57, 72), *range(89, 104)]:
        shift = _SHIFTS.get(z, "f" if 57 <= z <= 71 else "")
        yield Square(chemical_symbols[z], atomic_names[z], z, shift)
