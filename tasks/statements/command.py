"""`python -m tasks verify-statement`: whether a site signed what a statement says.

Exit codes: 0, everything agrees; 1, something does not; 2, no statement, or no means to check it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tasks.statements.envelope import MOST_BYTES, Envelope, NoStatement
from tasks.statements.keys import NoCryptography, read_keys
from tasks.statements.verify import Check, agrees, verify

AGREES, DIFFERS, UNREADABLE = 0, 1, 2


def add_to(commands: Any) -> None:
    """commands: what `add_subparsers` returned."""
    parser = commands.add_parser("verify-statement", help="check a site's signed statement")
    add = parser.add_argument
    add("statement", type=Path, help="statement.json of a submission")
    add(
        "--key", required=True, metavar="KEY",
        help="the site's list of keys (assay-keys.json), or one public key in base64. Keep your "
        "own copy: whoever gives you both statement and key can give you any",
    )  # fmt: skip
    add("--artefact", type=Path, metavar="FILE", help="the file that was submitted")
    add("--previous", type=Path, metavar="FILE", help="the statement that this one follows")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    try:
        envelope = Envelope.read(_read(options.statement))
        keys = read_keys(_key(options.key))
        previous = Envelope.read(_read(options.previous)) if options.previous else None
        checks = verify(envelope, keys, options.artefact, previous)
    except (NoStatement, OSError) as error:
        print(f"{options.statement} cannot be checked: {error}", file=sys.stderr)
        return UNREADABLE
    except NoCryptography as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    print(told(envelope, checks))
    return AGREES if agrees(checks) else DIFFERS


def told(envelope: Envelope, checks: list[Check]) -> str:
    lines = [f"{'agrees' if c.agrees else 'DIFFERS':<8} {c.what}: {c.found}" for c in checks]
    if not agrees(checks):
        return "\n".join([*lines, "", "Do not believe this statement."])
    return "\n".join([*lines, "", *_says(envelope.document())])


def _says(document: dict[str, Any]) -> list[str]:
    """What was signed, in a few lines."""
    about, potential = document.get("submission", {}), document.get("potential", {})
    lines = [
        f"{document.get('site')} says, on {document.get('issued')}:",
        f"  {potential.get('name')}, submission {about.get('id')}",
        f"  artefact SHA-256 {about.get('artefact_sha256')}",
    ]
    return lines + [_line(one) for one in document.get("evaluations", [])]


def _line(one: dict[str, Any]) -> str:
    name = f"  {one.get('task')} v{one.get('version')} ({one.get('split')})"
    scores = one.get("scores") or []
    if not scores:
        return f"{name}: {one.get('state')}"
    first = scores[0]
    interval = f" [{first['low']}, {first['high']}]" if first["low"] is not None else ""
    return (
        f"{name}: {first['metric']} {first['value']}{interval} {first['unit']}, "
        f"{first['answered']}/{first['asked']} answered"
    )


def _read(file: Path) -> bytes:
    """Raises NoStatement where it is larger than any statement is."""
    with file.open("rb") as opened:
        text = opened.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise NoStatement(f"{file} is larger than {MOST_BYTES} bytes")
    return text


def _key(given: str) -> bytes:
    """Of a file, or as it is."""
    file = Path(given)
    return _read(file) if file.is_file() else given.encode()
