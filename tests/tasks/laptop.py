"""The command line as a submitter has it, in a folder of its own (fixture `laptop`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.cli import main


def run(*options: str) -> int:
    return main(["run", "--potential", "potential.py", *options])


def written(file: str = "results.json") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(file).read_text())
    return content
