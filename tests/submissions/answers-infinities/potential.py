"""The energy is a number; one force is not."""

import numpy as np


class Infinite:
    def evaluate(self, batch):
        forces = [np.zeros((len(atoms), 3)) for atoms in batch]
        forces[0][0, 0] = np.inf
        return [{"energy": 0.0, "forces": each} for each in forces]


def load(device):
    return Infinite()
