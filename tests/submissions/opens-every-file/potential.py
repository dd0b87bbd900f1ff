"""Until there is no descriptor left."""

import os

from ase.calculators.calculator import Calculator


class Opens(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        opened = []
        while True:
            opened.append(os.open("/dev/null", os.O_RDONLY))


def load(device):
    return Opens()
