"""Says that it answers the request after."""

import wire


def script(driver):
    driver.sendall(wire.hello())
    driver.sendall(wire.answer(wire.requested(driver) + 1))


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
