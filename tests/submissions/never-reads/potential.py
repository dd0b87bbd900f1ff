"""Greets, and does not read what it is asked."""

import time

import wire


def script(driver):
    driver.sendall(wire.hello())
    time.sleep(60)


wire.instead(script)


def load(device):
    raise AssertionError("never reached")
