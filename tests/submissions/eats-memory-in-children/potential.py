"""A process alone may not have so much; ten of them may not either."""

import os
import time

from ase.calculators.calculator import Calculator


class Eats(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        for _ in range(10):
            if os.fork() == 0:
                eaten = bytearray(b"x" * (64 << 20))
                time.sleep(600 if eaten else 0)
        while True:
            _, status = os.wait()
            raise RuntimeError(f"a child ended by signal {os.WTERMSIG(status)}")


def load(device):
    return Eats()
