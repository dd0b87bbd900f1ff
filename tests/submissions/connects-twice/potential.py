"""Looks for the socket again after it connected, and for a way to put another in its place."""

import os
import socket

from attempts import Tries

PATH = "/run/assay/potential.sock"


def connect():
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(PATH)


def bind():
    with socket.socket(socket.AF_UNIX) as mine:
        mine.bind(PATH)


def load(device):
    return Tries(
        connect=connect,
        bind=bind,
        remove=lambda: os.unlink(PATH),
        link=lambda: os.symlink("/tmp/mine", PATH),
        leave_the_folder=lambda: os.rename("/run/assay", "/run/other"),
    )
