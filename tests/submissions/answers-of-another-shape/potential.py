"""Forces of one atom more than there are."""

import numpy as np


class Another:
    def evaluate(self, batch):
        return [{"energy": 0.0, "forces": np.zeros((len(a) + 1, 3))} for a in batch]


def load(device):
    return Another()
