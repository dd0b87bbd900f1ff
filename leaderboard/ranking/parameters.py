"""The query of a URL, read: each helper says in words what is allowed where something is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

LONGEST = 120  # characters of a value that is a text
MOST = 200  # values of one parameter
PREFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "b": 1e9, "t": 1e12}


class Parameters(Protocol):
    """Django's QueryDict."""

    def get(self, key: str, default: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...
    def __contains__(self, key: object, /) -> bool: ...


def text(parameters: Parameters, name: str) -> str:
    """Without what surrounds it. Raises ValueError where it is too long to be meant."""
    given = " ".join((parameters.get(name, "") or "").split())
    if len(given) > LONGEST:
        raise ValueError(f"{name} must have at most {LONGEST} characters")
    return given


def texts(parameters: Parameters, name: str) -> tuple[str, ...]:
    """All values of that name, each once, in order."""
    given = parameters.getlist(name)
    if len(given) > MOST or any(len(one) > LONGEST for one in given):
        raise ValueError(f"{name} must be at most {MOST} values of {LONGEST} characters")
    return tuple(sorted({" ".join(one.split()) for one in given} - {""}))


def choice(parameters: Parameters, name: str, allowed: Iterable[str], usual: str = "") -> str:
    """One of those allowed; `usual` where it is absent or empty."""
    return one_of(name, parameters.get(name, "") or usual, allowed)


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value. Raises ValueError, which tells those that are allowed."""
    if value not in tuple(allowed):
        raise ValueError(f"{name} must be one of: {', '.join(one for one in allowed if one)}")
    return value


def count(parameters: Parameters, name: str) -> int | None:
    """A number of parameters: 1000000, 1e6 or 1M; None where it is absent."""
    given = text(parameters, name)
    if not given:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?(?:e\+?\d{1,2})?) ?([kmgbt]?)", given.lower())
    number = float(found[1]) * PREFIXES[found[2]] if found else 1e18
    if number >= 1e18:
        raise ValueError(f"{name} must be a count such as 500k, 1M or 2000000")
    return round(number)


def whole(parameters: Parameters, name: str, usual: int, most: int) -> int:
    """A whole number from 1 on."""
    given = text(parameters, name)
    if not given:
        return usual
    if not re.fullmatch(r"[0-9]{1,7}", given) or not 1 <= int(given) <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}")
    return int(given)
