"""Announces 4 GiB of greeting."""

import struct

import wire


def script(driver):
    driver.sendall(struct.pack("<4sHI", b"ASSY", 1, 0xFFFFFFFF))


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
