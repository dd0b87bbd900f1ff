"""`python -m tasks verify-season`: whether a revealed season is what was promised.

Exit codes: 0, everything that could be checked agrees; 1, something does not; 2, no season there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tasks.seasons.generator import planner
from tasks.seasons.reveal import Unreadable, open_files, read_season
from tasks.seasons.verify import Check, verify

AGREES, DIFFERS, UNREADABLE = 0, 1, 2
WORDS = {True: "agrees", False: "DIFFERS", None: "not checked"}


def add_to(commands: Any) -> None:
    """commands: what `add_subparsers` returned."""
    parser = commands.add_parser("verify-season", help="hold a revealed season to its promise")
    parser.add_argument("season", type=Path, help="the folder, or the zip of it")
    parser.add_argument(
        "--commitment", default="", metavar="HASH", help="that was published when it opened"
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    try:
        files = open_files(options.season)
        commitment, _ = read_season(files)
        checks = verify(files, options.commitment, planner(commitment.generator))
    except Unreadable as error:
        print(f"No revealed season can be read from {options.season}: {error}", file=sys.stderr)
        return UNREADABLE
    print(told(checks))
    return AGREES if agrees(checks) else DIFFERS


def agrees(checks: list[Check]) -> bool:
    return all(check.agrees is not False for check in checks)


def told(checks: list[Check]) -> str:
    lines = [f"{WORDS[c.agrees]:<12} {c.what}: {c.found}" for c in checks]
    unchecked = any(check.agrees is None for check in checks)
    if not agrees(checks):
        verdict = "This is not what was promised."
    elif unchecked:
        verdict = "Everything that could be checked agrees."
    else:
        verdict = "Everything agrees."
    return "\n".join([*lines, "", verdict])
