"""The other place that can be written to."""

from ase.calculators.calculator import Calculator


class Fills(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        with open("/dev/shm/everything", "wb") as file:
            while True:
                file.write(b"x" * (1 << 20))


def load(device):
    return Fills()
