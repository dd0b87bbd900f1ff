"""SevenNet-0 (11 July 2024), its weights from the sevenn package."""

import torch
from sevenn.calculator import SevenNetCalculator

ELEMENTS = [*range(1, 84), *range(89, 95)]  # those of its training set, MPtrj
PROPERTIES = ["energy", "forces", "stress", "energies"]


def load(device):
    torch.set_num_threads(1)
    return SevenNetCalculator("7net-0", device=device)
