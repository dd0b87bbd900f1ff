"""Looking for numbers in whatever a process can read: its files, its environment, its Redis.

    python -m tests.journey.searching < numbers.json

runs where the process runs, as it runs, and prints where which of the numbers were found.
"""

from __future__ import annotations

import base64
import json
import os
import re
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ase import units

UNITS = {
    "eV": 1.0,
    "hartree": float(units.Hartree),
    "kcal/mol": float(units.kcal / units.mol),
    "kJ/mol": float(units.kJ / units.mol),
}
DIGITS = 7
"""So many of a number are looked for where it is written out; fewer would be found by chance."""

LEAST = 1e-3  # of a number, in its unit: a zero is found everywhere
BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
SMALL = 64 * 1024**2  # bytes; the files of this test are far smaller


def patterns(values: Mapping[str, float]) -> dict[str, re.Pattern[bytes]]:
    """values: in eV, by name. As eight bytes in either order, and as digits; in any of UNITS."""
    found = {}
    for name, value in values.items():
        forms = [form for unit in UNITS.values() for form in _forms(value / unit)]
        if forms:
            found[name] = re.compile(b"|".join(dict.fromkeys(forms)), re.DOTALL)
    return found


def _forms(value: float) -> list[bytes]:
    if abs(value) < LEAST:
        return []
    signed = [value, -value]
    raw = [re.escape(struct.pack(order + "d", x)) for x in signed for order in "<>"]
    return [*raw, *(rb"(?<![\d.])" + re.escape(text.encode()) for text in _written(abs(value)))]


def _written(value: float) -> list[str]:
    """The first DIGITS, neither rounded nor padded: 0.59372988 and 5.9372988e-01."""
    mantissa, exponent = f"{value:.17e}".split("e")
    digits = mantissa.replace(".", "")[:DIGITS]
    power = int(exponent)
    plain = f"0.{'0' * (-power - 1)}{digits}" if power < 0 else _point(digits, power + 1)
    return [plain, _point(digits, 1)]


def _point(digits: str, whole: int) -> str:
    return digits[:whole].ljust(whole, "0") + "." + digits[whole:]


def search(data: bytes, wanted: Mapping[str, re.Pattern[bytes]]) -> set[str]:
    """The names of what is in it."""
    found = list(layers(data))
    return {name for name, form in wanted.items() if any(form.search(layer) for layer in found)}


def layers(data: bytes) -> Iterator[bytes]:
    """As it is, and what is wrapped in it as the body of a Celery message."""
    yield data
    for wrapped in BASE64.findall(data):
        try:
            yield base64.b64decode(wrapped, validate=True)
        except ValueError:
            continue


def files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that can be read, by its path."""
    for folder, _, names in os.walk(root, followlinks=False):
        for path in (Path(folder) / name for name in names):
            try:
                if path.is_file() and path.stat().st_size < SMALL:
                    yield str(path), path.read_bytes()
            except OSError:
                continue


def processes() -> Iterator[tuple[str, bytes]]:
    """Environment, command line and open files of every process that is seen."""
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("environ", "cmdline"):
            try:
                yield str(folder / name), (folder / name).read_bytes()
            except OSError:
                continue


def redis_values(url: str) -> Iterator[tuple[str, bytes]]:
    """Every key with all that it holds."""
    import redis

    where = urlsplit(url)
    client: Any = redis.Redis(
        unix_socket_path=where.path, username=where.username, password=where.password
    )
    reads: dict[bytes, Callable[[Any], object]] = {
        b"string": lambda key: client.get(key),
        b"list": lambda key: client.lrange(key, 0, -1),
        b"hash": lambda key: client.hgetall(key),
        b"set": lambda key: client.smembers(key),
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    for key in client.scan_iter():
        yield f"redis {key!r}", repr(reads[client.type(key)](key)).encode()


def sources(roots: list[Path], redis: str) -> Iterator[tuple[str, bytes]]:
    for root in roots:
        yield from files(root)
    yield "environment", json.dumps(dict(os.environ)).encode()
    yield from processes()
    yield from redis_values(redis)


def main() -> None:
    asked = json.load(sys.stdin)
    wanted = patterns(asked["values"])
    roots = [Path(root) for root in asked["roots"]]
    found, seen = {}, []
    for name, data in sources(roots, asked["redis"]):
        seen.append(name)
        if hits := search(data, wanted):
            found[name] = sorted(hits)
    json.dump({"found": found, "seen": seen}, sys.stdout)


if __name__ == "__main__":
    main()
