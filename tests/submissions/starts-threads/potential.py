"""As many as it gets."""

import threading

from ase.calculators.calculator import Calculator


class Starts(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        stop = threading.Event()
        while True:
            threading.Thread(target=stop.wait, daemon=True).start()


def load(device):
    return Starts()
