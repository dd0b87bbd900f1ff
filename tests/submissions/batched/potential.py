"""An object with evaluate(batch) instead of a calculator, and data in a file beside it."""

from pathlib import Path

import numpy as np

BATCH = 16
SHIFT = float((Path(__file__).parent / "weights" / "shift.txt").read_text())


class Springs:
    def evaluate(self, batch):
        return [self.one(atoms) for atoms in batch]

    def one(self, atoms):
        offsets = atoms.positions - atoms.positions.mean(axis=0)
        energy = 0.5 * (offsets**2).sum() + SHIFT
        return {"energy": energy, "forces": -offsets, "stress": np.zeros(6)}


def load(device):
    return Springs()
