"""A sound answer, and a megabyte."""

import wire


def script(driver):
    driver.sendall(wire.hello())
    driver.sendall(wire.answer(wire.requested(driver)) + bytes(1 << 20))


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
