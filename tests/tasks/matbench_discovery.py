"""The package matbench-discovery as an oracle, in a process of its own.

Importing it makes folders in itself and starts plotting libraries; so a copy of it is imported, in
a folder of the test's, and nothing of it comes into this process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from math import nan
from pathlib import Path

CODE = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from matbench_discovery.metrics import stable_metrics
cases = [[pd.Series(column, dtype=float) for column in case] for case in json.load(sys.stdin)]
print("\\n" + json.dumps([{k: float(v) for k, v in stable_metrics(*c).items()} for c in cases]))
"""
Case = tuple[Sequence[float], Sequence[float | None]]


def stable_metrics(cases: Sequence[Case], folder: Path) -> list[dict[str, float]]:
    """Of each case: distances from the hull, eV/atom, true and predicted; None: no prediction."""
    found = find_spec("matbench_discovery")
    assert found is not None
    assert found.origin is not None
    shutil.copytree(Path(found.origin).parent, folder / "matbench_discovery", dirs_exist_ok=True)
    given = [[list(true), [nan if p is None else p for p in called]] for true, called in cases]
    said = subprocess.run(
        [sys.executable, "-c", CODE],
        input=json.dumps(given),
        env={**os.environ, "PYTHONPATH": str(folder), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    told: list[dict[str, float]] = json.loads(said.stdout.splitlines()[-1])
    return told
