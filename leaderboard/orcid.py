"""ORCID iDs: sixteen digits, of which the last checks the others."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

SHAPE = re.compile(r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?")


def normal(text: str) -> str:
    """As 0000-0002-1825-0097, of any usual writing; unchanged where it is none."""
    found = SHAPE.fullmatch(text.strip())
    return "-".join(found.groups()).upper() if found else text.strip()


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11-2 of the first fifteen."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def checked(text: str) -> None:
    """Raises ValidationError."""
    found = SHAPE.fullmatch(text)
    digits = "".join(found.groups()).upper() if found else ""
    if not digits:
        raise ValidationError("An ORCID iD has sixteen digits, such as 0000-0002-1825-0097.")
    if check_digit(digits[:15]) != digits[15]:
        raise ValidationError("Its last digit does not fit the others: one is mistyped.")
