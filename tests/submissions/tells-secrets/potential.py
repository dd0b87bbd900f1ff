"""Says what it is asked, wherever it can and in every dress: printed, logged, in files, in the
texts of errors, in its answers."""

import base64
import json
import logging
import sys
import warnings

import numpy as np
from ase.calculators.calculator import Calculator, PropertyNotImplementedError

ALPHABET = "etaoinshrdlcumwf"


def ways(positions):
    """The same positions as a text, each way in other letters."""
    raw = np.ascontiguousarray(positions, dtype="<f8").tobytes()
    plain = " ".join(f"{x:.6f}" for x in np.ravel(positions))
    return {
        "plain": plain,
        "scientific": " ".join(f"{x:.9e}" for x in np.ravel(positions)),
        "hexadecimal": raw.hex(),
        "base 64": base64.b64encode(raw).decode(),
        "base 85": base64.b85encode(raw).decode(),
        "backwards": plain[::-1],
        "letters": "".join(ALPHABET[int(digit, 16)] for digit in raw.hex()),
        "signs": "".join(chr(0x2800 + byte) for byte in raw),  # Braille
    }


class Tells(Calculator):
    implemented_properties = ["energy", "forces"]
    asked = 0

    def calculate(self, atoms, *args):
        said = json.dumps(ways(atoms.positions), ensure_ascii=False)
        print(said, flush=True)
        print(said, file=sys.stderr, flush=True)
        logging.getLogger(said[:100]).error(said)
        warnings.warn(said, stacklevel=1)
        with open("/tmp/said", "a", encoding="utf-8") as file:
            file.write(said)
        self.asked += 1
        if self.asked % 5 == 1:
            raise ValueError(said)
        if self.asked % 5 == 2:
            raise PropertyNotImplementedError(said)
        digits = f"{abs(atoms.positions[0, 0]):.9f}".replace(".", "")
        self.results = {"energy": float(digits) / 1e9, "forces": atoms.positions.copy()}


def load(device):
    return Tells()
