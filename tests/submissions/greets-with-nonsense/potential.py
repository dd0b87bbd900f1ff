"""A JSON that is nested more deeply than any parser follows."""

import struct

import wire


def script(driver):
    body = b"[" * 65_000
    driver.sendall(struct.pack("<4sHI", b"ASSY", 1, len(body)) + body)


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
