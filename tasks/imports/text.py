"""The text and the numbers of published files."""

from __future__ import annotations

import gzip
from math import isfinite
from pathlib import Path

from tasks.imports.malformed import Malformed


def read_text(file: Path) -> str:
    """The file as UTF-8, unpacked where its name ends in .gz, without a byte order mark.

    Raises Malformed where it is missing, or is no such text.
    """
    try:
        data = file.read_bytes()
        if file.suffix == ".gz":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise Malformed(file, 0, "there is no such file") from error
    except UnicodeDecodeError as error:
        raise Malformed(file, 0, f"is not UTF-8 text: {error}") from error
    except (OSError, EOFError) as error:  # an archive that is cut short ends too early
        raise Malformed(file, 0, f"cannot be read: {error}") from error


def finite(text: str, file: Path, line: int, what: str) -> float:
    """The number that `text` is. Raises Malformed where it is none, or no finite one."""
    try:
        number = float(text)
    except ValueError as error:
        raise Malformed(file, line, f"{what} is {text!r}, not a number") from error
    if not isfinite(number):
        raise Malformed(file, line, f"{what} is {text!r}, not a finite number")
    return number


def whole(text: str, file: Path, line: int, what: str) -> int:
    """The whole number that `text` is ("3" and "3.0" are). Raises Malformed."""
    number = finite(text, file, line, what)
    if not number.is_integer():
        raise Malformed(file, line, f"{what} is {text!r}, not a whole number")
    return int(number)
