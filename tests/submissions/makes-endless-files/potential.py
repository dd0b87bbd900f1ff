"""Empty files: no byte of content, an inode each."""

import itertools
import os

from ase.calculators.calculator import Calculator


class Makes(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        for number in itertools.count():
            os.close(os.open(f"/tmp/{number}", os.O_CREAT))


def load(device):
    return Makes()
