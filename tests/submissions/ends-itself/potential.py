import os

from ase.calculators.calculator import Calculator


class Ends(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        os._exit(3)


def load(device):
    return Ends()
