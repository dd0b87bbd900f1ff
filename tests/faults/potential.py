"""The quick potential of the harness, and the one benchmark that it is asked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from leaderboard.models import Dataset
from tasks.registry import find
from workers.publish import publish
from workers.sandbox.opening import BASELINES
from workers.storage import FolderStore

TASK = "equation-of-state"
POTENTIAL = BASELINES / "emt" / "potential.py"


def bundle() -> bytes:
    """One of our baselines: the process sandbox runs nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("potential.py", POTENTIAL.read_bytes())
    return buffer.getvalue()


def published(stores: Path) -> None:
    """The benchmark in the stores, and registered."""
    for name in ("submissions", "inputs", "references", "predictions", "results"):
        (stores / name).mkdir(parents=True)
    inputs, references = FolderStore(stores / "inputs"), FolderStore(stores / "references")
    Dataset.objects.register(publish([find(TASK)], inputs, references))
