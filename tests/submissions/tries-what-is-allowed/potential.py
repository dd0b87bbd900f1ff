"""So that "all refused" means something: of two attempts, one succeeds."""

from attempts import Tries


def write():
    open("/tmp/allowed", "w").close()


def write_elsewhere():
    open("/refused", "w").close()


def load(device):
    return Tries(write=write, write_elsewhere=write_elsewhere)
