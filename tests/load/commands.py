"""How the processes of an installation are started: read from the operators' own page."""

from __future__ import annotations

import re
import shlex
import sys

from tests.leaderboard.house import ROOT

PAGE = ROOT / "docs" / "operators.md"
ROWS = {
    "web": "web",
    "control": "web, control jobs",
    "predict": "GPU host",
    "score": "scoring host",
}


def told(zone: str) -> list[str]:
    """The command in the zone's row of the table, run by this interpreter."""
    row = re.search(rf"^\| {ROWS[zone]} \| `([^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert row, f"{PAGE.name} tells no command for {ROWS[zone]}"
    return [sys.executable, "-m", *shlex.split(row.group(1))]
