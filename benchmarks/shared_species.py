"""Atomization energies with species shared between reactions, and without.

The set: the molecules of G2 (Curtiss et al. 1997, as in ase.build.molecule) less their atoms, so
that a handful of atoms is in every reaction. Two potentials: GFN2-xTB in this process, which takes
one structure at a time and is saved the repetitions; and one behind a socket that costs nothing
itself and takes 64 at once, which is saved the round trips too. Without sharing, a reaction's own
species are still asked in one request.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from ase.build import molecule
from ase.collections import g2
from tblite.ase import TBLite

from tasks import reactions, species
from tasks.ase_potential import AsePotential
from tasks.coupled_cluster.barriers import TASK
from tasks.potential import Answer, Capabilities, Potential
from tasks.prediction import Prediction, predict
from tasks.structure import Structure
from tasks.system import System
from workers.guest import server
from workers.listener import Listener
from workers.remote import RemotePotential

FREE = """
BATCH = 64

class Free:
    def evaluate(self, batch):
        return [{"energy": float(len(atoms))} for atoms in batch]

def load(device):
    return Free()
"""


class Counted:
    """A potential that counts what it is asked."""

    def __init__(self, inner: Potential) -> None:
        self.inner, self.requests, self.structures = inner, 0, 0

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests += 1
        self.structures += len(structures)
        return self.inner.evaluate(structures, properties)


def main() -> None:
    systems = [atomization(name) for name in g2.names if len(molecule(name)) > 1]
    print(f"{len(systems)} atomization energies")
    gfn2 = AsePotential(TBLite(method="GFN2-xTB", verbosity=0), Capabilities(periodic=False))
    compare("GFN2-xTB, one at a time", gfn2, systems)
    with tempfile.TemporaryDirectory() as folder, Listener() as listener:
        Path(folder, "potential.py").write_text(FREE)
        socket = {"ASSAY_SUBMISSION": folder, "ASSAY_SOCKET": str(listener.path)}
        process = subprocess.Popen(  # noqa: S603 - our own server
            [sys.executable, "-I", str(server.__file__)], env={**os.environ, **socket}
        )
        with RemotePotential(listener.accept(30.0), request_timeout=60.0) as remote:
            compare("behind a socket, 64 at once", remote, systems)
        process.wait(10.0)


def compare(name: str, potential: Potential, systems: Sequence[System]) -> None:
    print(name)

    def apart(potential: Potential) -> Iterator[Prediction]:
        return (predict(TASK, system, potential) for system in systems)

    def shared(potential: Potential) -> Iterator[Prediction]:
        return species.predictions(TASK, systems, potential)

    for way, ask in (("without", apart), ("shared", shared)):
        counted, start = Counted(potential), time.perf_counter()
        answered = sum(prediction.state == "answered" for prediction in ask(counted))
        seconds = time.perf_counter() - start
        print(
            f"  {way:8} {counted.structures:5} structures in {counted.requests:4} requests, "
            f"{seconds:7.2f} s, {answered} answered"
        )


def atomization(name: str) -> System:
    atoms = molecule(name)
    parts = [(name, -1.0, Structure.from_atoms(atoms))]
    for z, count in Counter(atoms.numbers.tolist()).items():
        parts.append((f"Z{z}", float(count), Structure(np.array([z]), np.zeros((1, 3)))))
    return reactions.reaction(name, parts, {})


if __name__ == "__main__":
    main()
