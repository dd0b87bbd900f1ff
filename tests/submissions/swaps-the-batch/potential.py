"""Answers each with what belongs to another: no protocol shows it, its errors do."""

from ase.calculators.lj import LennardJones

BATCH = 8
PROPERTIES = ["energy", "forces"]


class Swaps:
    def __init__(self):
        self.calculator = LennardJones(sigma=3.405, epsilon=0.01032, rc=10.0)

    def evaluate(self, batch):
        return [self.one(atoms) for atoms in batch][::-1]

    def one(self, atoms):
        names = ("energy", "forces")
        return {name: self.calculator.get_property(name, atoms) for name in names}


def load(device):
    return Swaps()
