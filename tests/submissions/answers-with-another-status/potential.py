"""A status that the protocol does not have."""

import struct

import wire


def script(driver):
    driver.sendall(wire.hello())
    driver.sendall(struct.pack("<IB", wire.requested(driver), 7))


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
