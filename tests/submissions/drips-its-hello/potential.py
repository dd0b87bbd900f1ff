"""Never comes to the end of its greeting."""

import struct

import wire


def script(driver):
    driver.sendall(struct.pack("<4sHI", b"ASSY", 1, 65_000))
    wire.drip(driver)


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
