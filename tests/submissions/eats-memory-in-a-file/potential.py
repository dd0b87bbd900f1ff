"""A file in memory has no name, belongs to no folder, and is counted all the same."""

import os

from ase.calculators.calculator import Calculator


class Eats(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        file = os.memfd_create("weights")
        while True:
            os.write(file, b"x" * (1 << 20))


def load(device):
    return Eats()
