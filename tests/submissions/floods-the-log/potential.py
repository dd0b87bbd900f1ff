"""Bytes that no terminal and no database wants, past Python and without an end."""

import os

from ase.calculators.calculator import Calculator


class Floods(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        while True:
            os.write(2, b'\x00\x1b[2J\xff\xfe{"level": "error"}\r\n' * 4096)


def load(device):
    return Floods()
