from ase.calculators.calculator import Calculator


class Eats(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        eaten = []
        while True:
            eaten.append(bytearray(b"x" * (16 << 20)))


def load(device):
    return Eats()
