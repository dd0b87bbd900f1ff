"""Round trip of the wire alone: the null potential in another process, by system size.

What is timed is `RemotePotential.evaluate`, so everything that the wire costs a model is in it:
encoding, two crossings of the socket, ASE atoms, decoding. No container; one adds nothing to a
Unix socket but the kernel's checks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tasks.potential import ENERGY, FORCES, STRESS
from tasks.structure import Structure
from workers.guest import server
from workers.listener import Listener
from workers.remote import RemotePotential

ATOMS = (64, 1_000, 10_000)
SECONDS = 2.0  # of measuring, for each size
NULL = """
import numpy as np

class Null:
    def evaluate(self, batch):
        return [self.nothing(len(atoms)) for atoms in batch]

    def nothing(self, n):
        return {"energy": 0.0, "forces": np.zeros((n, 3)), "stress": np.zeros(6)}

def load(device):
    return Null()
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Listener() as listener:
        Path(folder, "potential.py").write_text(NULL)
        socket = {"ASSAY_SUBMISSION": folder, "ASSAY_SOCKET": str(listener.path)}
        process = subprocess.Popen(  # noqa: S603 - our own server
            [sys.executable, "-I", str(server.__file__)], env={**os.environ, **socket}
        )
        with RemotePotential(listener.accept(30.0), request_timeout=10.0) as potential:
            for atoms in ATOMS:
                print(report(atoms, round_trips(potential, atoms)))
        process.wait(10.0)


def round_trips(potential: RemotePotential, atoms: int) -> np.ndarray:
    """Seconds of each of many calls for energy, forces and stress."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(1, 90, atoms, dtype=np.int32)
    cell = 20.0 * np.eye(3)
    times, end = [], time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        structure = Structure(numbers, rng.random((atoms, 3)), cell, np.ones(3, dtype=bool))
        start = time.perf_counter()
        potential.evaluate([structure], frozenset({ENERGY, FORCES, STRESS}))
        times.append(time.perf_counter() - start)
    return np.array(times)


def report(atoms: int, times: np.ndarray) -> str:
    low, middle, high = 1e6 * np.percentile(times, [5, 50, 95])
    return (
        f"{atoms:>7,} atoms: median {middle:7.0f} µs, 5 % to 95 % {low:.0f} to {high:.0f} µs, "
        f"{len(times):,} calls"
    )


if __name__ == "__main__":
    main()
