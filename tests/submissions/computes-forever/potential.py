"""Sleeps not, and asks nobody."""

from ase.calculators.calculator import Calculator


class Computes(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        number = 1
        while True:
            number = number * 6364136223846793005 % (1 << 64)


def load(device):
    return Computes()
