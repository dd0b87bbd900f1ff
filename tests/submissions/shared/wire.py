"""The driver's own connection, taken from the server that this potential was loaded by."""

import contextlib
import gc
import json
import socket
import struct
import time

HELLO = {
    "properties": ["energy", "forces"], "elements": None, "charges": True, "spins": True,
    "periodic": True, "batch": 8, "device": "cpu",
}  # fmt: skip


def connection():
    (found,) = [thing for thing in gc.get_objects() if isinstance(thing, socket.socket)]
    return found


def hello(content=HELLO, version=1, magic=b"ASSY"):
    body = json.dumps(content).encode()
    return struct.pack("<4sHI", magic, version, len(body)) + body


def requested(driver):
    """The number of the next request, which is read."""
    return struct.unpack_from("<xI", driver.recv(1 << 16))[0]


def answer(number, energy=-1.0, atoms=2):
    return struct.pack("<IBd", number, 0, energy) + bytes(24 * atoms)


def drip(driver):
    """A byte at a time."""
    while True:
        driver.sendall(b"\0")
        time.sleep(0.2)


def instead(script):
    """Run this in the place of the server, then wait to be ended: load() is never reached."""
    with contextlib.suppress(OSError):  # the driver has heard enough
        script(connection())
    while True:
        time.sleep(1)
