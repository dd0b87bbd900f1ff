import numpy as np


class NotANumber:
    def evaluate(self, batch):
        return [{"energy": np.nan, "forces": np.zeros((len(a), 3))} for a in batch]


def load(device):
    return NotANumber()
