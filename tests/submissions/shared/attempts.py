"""Attempts at what must be impossible in the container. What became of each is told as an error:
"all refused: …" with the kernel's words, or "ALLOWED: …" with those that succeeded."""

import ctypes
import os

from ase.calculators.calculator import Calculator


def system_call(number, *arguments):
    """By its number on x86-64. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    if library.syscall(ctypes.c_long(number), *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def refusal(attempt):
    """The reason, or "" where it was allowed. An attempt says by False that it was in vain."""
    try:
        return "in vain" if attempt() is False else ""
    except Exception as error:
        return str(getattr(error, "strerror", None) or f"{type(error).__name__}: {error}")[:60]


class Tries(Calculator):
    implemented_properties = ["energy", "forces"]

    def __init__(self, **attempts):
        super().__init__()
        self.attempts = attempts

    def calculate(self, *args):
        outcome = {name: refusal(attempt) for name, attempt in self.attempts.items()}
        allowed = [name for name, reason in outcome.items() if not reason]
        if allowed:
            raise RuntimeError(f"ALLOWED: {', '.join(allowed)}")
        raise RuntimeError("all refused: " + ", ".join(f"{n} ({w})" for n, w in outcome.items()))
