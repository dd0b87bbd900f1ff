"""Remembers: it leaves a trace wherever it can, and each start looks for those of one before."""

import ctypes
import os
import socket

from attempts import Tries, refusal

NAME, KEY = "mallory-was-here", 0x4D414C
PLACES = (
    "/tmp",
    "/dev/shm",
    "/submission",
    "/run/assay",
    "/var/tmp",
    "/root",
    "/",
    "/opt/assay",
    "/usr/lib/python3.11",
    "/home",
    "/proc/self/cwd",
    "/dev/mqueue",
    "/dev",
)
IPC_CREAT = 0o1000
library = ctypes.CDLL(None, use_errno=True)


def write(place):
    with open(os.path.join(place, NAME), "w") as file:
        file.write(NAME)


def listen():
    """An abstract socket, which has no file."""
    made = socket.socket(socket.AF_UNIX)
    made.bind("\0@" + NAME)
    made.listen()
    kept.append(made)


def call():
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect("\0@" + NAME)


def system_v(flags):
    """A shared memory segment of System V outlives every process that used it."""
    if library.shmget(KEY, 4096, flags | 0o666) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def found(place):
    return os.path.exists(os.path.join(place, NAME))


kept = []


def load(device):
    looks = {f"trace in {place}": (lambda place=place: found(place)) for place in PLACES}
    looks |= {"abstract socket": call, "system v": lambda: system_v(0)}
    remembered = [name for name, look in looks.items() if not refusal(look)]
    left = [place for place in PLACES if not refusal(lambda place=place: write(place))]
    left += [
        name
        for name, leave in (("socket", listen), ("memory", lambda: system_v(IPC_CREAT)))
        if not refusal(leave)
    ]
    print(f"traces left in {left}", flush=True)
    return Tries(remember=lambda: bool(remembered), leave_nothing=lambda: not left)
