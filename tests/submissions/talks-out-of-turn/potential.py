"""Finds the driver's connection and writes an answer of its own to it."""

import gc
import socket

from ase.calculators.calculator import Calculator


class Talks(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        for thing in gc.get_objects():
            if isinstance(thing, socket.socket):
                thing.sendall(b"\xff" * 4096)


def load(device):
    return Talks()
