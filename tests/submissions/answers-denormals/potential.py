"""The smallest numbers that there are, and the largest: each is finite, and is taken."""

import numpy as np


class Extreme:
    def evaluate(self, batch):
        forces = [np.full((len(atoms), 3), np.finfo(float).max) for atoms in batch]
        return [{"energy": 5e-324, "forces": each} for each in forces]


def load(device):
    return Extreme()
