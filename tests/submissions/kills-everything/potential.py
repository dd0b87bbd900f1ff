"""All processes that it may kill, the first one and itself too."""

import os
import signal

from ase.calculators.calculator import Calculator


class Kills(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *args):
        if os.fork() == 0:
            signal.pause()
        for victim in (-1, 1, os.getpid()):
            os.kill(victim, signal.SIGKILL)


def load(device):
    return Kills()
