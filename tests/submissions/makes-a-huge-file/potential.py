"""Promises a tebibyte that is never written."""

import os

from ase.calculators.calculator import Calculator


class Makes(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        with open("/tmp/hole", "wb") as file:
            os.truncate(file.fileno(), 1 << 40)


def load(device):
    return Makes()
