import sys

from ase.calculators.calculator import Calculator


class Prints(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        for _ in range(1024):
            sys.stdout.write("x" * (1 << 20))
        raise RuntimeError("a gigabyte was printed")


def load(device):
    return Prints()
