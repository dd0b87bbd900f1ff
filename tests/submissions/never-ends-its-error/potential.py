"""An error text of 4 GiB."""

import struct

import wire


def script(driver):
    driver.sendall(wire.hello())
    driver.sendall(struct.pack("<IBI", wire.requested(driver), 2, 0xFFFFFFFF))
    while True:
        driver.sendall(b"x" * (1 << 16))


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
