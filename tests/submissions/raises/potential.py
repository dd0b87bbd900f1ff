from ase.calculators.calculator import Calculator


class Raises(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        raise ValueError("the neighbour list overflowed")


def load(device):
    return Raises()
