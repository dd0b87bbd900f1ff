"""One candidate, in a process of its own: `python -m tasks.references.job FOLDER ID SECONDS MB`.

The process is told its limits, its scratch folder (PYSCF_TMPDIR) and its threads from outside; see
tasks/references/running.py. It writes its record to where the batch keeps it.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from tasks.references.batch import MEMORY, RUNNING, STAGE, Batch
from tasks.references.limits import Limits
from tasks.references.memory import Memory
from tasks.references.seeds import GENERATOR

PR_SET_PDEATHSIG = 1
OUT_OF_MEMORY = 3
"""Exit code."""


def main(arguments: list[str]) -> int:
    folder, name, limits = Path(arguments[0]), arguments[1], arguments[2:]
    _die_with_parent()
    Limits(seconds=int(limits[0]), memory_mb=int(limits[1])).impose()
    try:
        _compute(Batch.open(folder), name)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _compute(batch: Batch, name: str) -> None:
    from tasks.references.compute import compute  # PySCF comes with it, under the limits

    stage = batch.folder / RUNNING / name / STAGE
    memory = Memory(batch.folder / MEMORY)
    record = compute(batch.candidate(name), lambda text: _announce(stage, text), memory)
    batch.keep(replace(record, provenance={**record.provenance, "origin": origin(batch, name)}))


def origin(batch: Batch, name: str) -> dict[str, str | int]:
    """From where the geometry can be made again, by who knows the seed."""
    family, index = batch.places()[name]
    seed = hashlib.sha256(batch.seed).hexdigest()
    return {"generator": GENERATOR, "seed_sha256": seed, "family": family, "index": index}


def _announce(file: Path, text: str) -> None:
    if file.parent.exists():
        file.write_text(text)


def _die_with_parent() -> None:
    """On Linux: whoever kills the parent outright does not leave us behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
