"""Answers for a submitted potential, inside its container: one file, for NumPy and ASE.

`python3 -I server.py` imports potential.py of the submission, calls its load(device), connects to
the driver's socket and answers until it is said goodbye to. docs/protocol.md specifies the bytes.

Environment: ASSAY_SUBMISSION, the folder of potential.py (/submission); ASSAY_DEVICE, what load()
is given (cpu); ASSAY_SOCKET, where the driver listens (/run/assay/potential.sock). What is printed
stays apart from the wire. Exit code 1: the potential did not load. Python 3.10 or later.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import operator
import os
import socket
import struct
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers, chemical_symbols

VERSION = 1
MAX_TEXT, MAX_ERROR = 2_048, 2_000  # bytes in a reply; characters, of each part, in a hello
MOST = 4_096  # structures in a batch, numbers in a descriptor
ENERGY, FORCES, STRESS, ENERGIES = "energy", "forces", "stress", "energies"
BASE = (STRESS, FORCES, ENERGY)  # dearest first: asking for the stress brings the rest
BITS = {"descriptors": 32, "uncertainty": 16, ENERGIES: 8, STRESS: 4, FORCES: 2, ENERGY: 1}
UNSUPPORTED, FAILED = 1, 2  # 0 is an answer
VOIGT = ([0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1])  # xx yy zz yz xz xy
MAX_TRACEBACKS = 3  # in the log, of evaluations that raised
COPIED = 1 << 16  # bytes of a reply up to which one copy is cheaper than several sends
Buffer = bytes | memoryview


class BadPotential(Exception):
    """potential.py is not what this server can ask; the text says what to change."""


def load(folder: Path, device: str) -> tuple[Any, dict[str, Any]]:
    """The submission's potential and its hello. Raises what the submission raises."""
    module = import_potential(folder)
    if not callable(getattr(module, "load", None)):
        raise BadPotential("potential.py defines no function load(device)")
    potential = module.load(device)
    answers = is_calculator(potential) or callable(getattr(potential, "evaluate", None))
    if isinstance(potential, type) or not answers:  # `return EMT` for `return EMT()`: a class
        wanted = "an ASE Calculator or an object with evaluate(batch)"
        raise BadPotential(f"load(device) must return {wanted}, not {potential!r:.99}")
    return potential, declared(module, potential, device)


def import_potential(folder: Path) -> ModuleType:
    if not (folder / "potential.py").is_file():
        raise BadPotential("there is no potential.py at the top of the submission")
    sys.path.insert(0, str(folder))
    return importlib.import_module("potential")  # the name that its pickled classes carry


def is_calculator(potential: Any) -> bool:
    return callable(getattr(potential, "get_property", None))


def declared(module: ModuleType, potential: Any, device: str) -> dict[str, Any]:
    flags = {"charges": False, "spins": False, "periodic": True, "mp2020": False}
    either, whole = (False, True), (f"a whole number from 1 to {MOST}", range(1, MOST + 1))
    names = properties(module, potential)
    return {
        "properties": names,
        "elements": elements(getattr(module, "ELEMENTS", None)),
        **{k: setting(module, k.upper(), v, "True or False", either) for k, v in flags.items()},
        "batch": setting(module, "BATCH", 1, *whole),
        "device": device[:64],
        "descriptors": setting(module, "DESCRIPTORS", 0, *whole) if "descriptors" in names else 0,
    }


def setting(module: ModuleType, name: str, default: Any, meaning: str, allowed: Any) -> Any:
    value = getattr(module, name, default)
    if type(value) is not type(default) or value not in allowed:
        raise BadPotential(f"{name} must be {meaning}, not {value!r}")
    return value


def properties(module: ModuleType, potential: Any) -> list[str]:
    """PROPERTIES, or those of the usual that the calculator implements, or all three."""
    names = listed("PROPERTIES", getattr(module, "PROPERTIES", None))
    if names is None:
        own = getattr(potential, "implemented_properties", ()) if is_calculator(potential) else BASE
        names = [name for name in listed("implemented_properties", own) or () if name in BASE]
    if not all(name in [*BITS] for name in names):
        raise BadPotential(f"PROPERTIES may hold energy, forces and stress, not {names!r}")
    if ENERGY not in names:
        raise BadPotential("PROPERTIES: no energy, which every task asks for")
    return sorted(set(names))


def elements(names: Any) -> list[int] | None:
    """Atomic numbers of ELEMENTS, which holds symbols or atomic numbers; None is no limit."""
    found = listed("ELEMENTS", names)
    return None if found is None else sorted({element(name) for name in found})


def element(name: Any) -> int:
    with contextlib.suppress(TypeError):
        z = atomic_numbers.get(name, 0) if isinstance(name, str) else operator.index(name)
        if 0 < z < len(chemical_symbols):
            return int(z)
    raise BadPotential(f"ELEMENTS: {name!r}: no chemical element")


def listed(name: str, value: Any) -> list[Any] | None:
    """A plain text would be read letter by letter: "Co" as carbon and oxygen."""
    if isinstance(value, (str, bytes)) or not (value is None or hasattr(value, "__iter__")):
        raise BadPotential(f"{name} must be a list, not {value!r}")
    return None if value is None else list(value)


class Answers:
    """Asks the potential and writes what it says as bytes."""

    def __init__(self, potential: Any, width: int) -> None:
        self.potential, self.width = potential, width
        self.calculator = is_calculator(potential)
        self.asked: dict[str, int] | None = None
        self.tracebacks = 0

    def of(self, structures: list[Atoms], wanted: list[str]) -> list[Buffer]:
        """The reply's parts. A calculator fails for one of them, evaluate(batch) for the batch."""
        alike = [[atoms] for atoms in structures] if self.calculator else [structures]
        return [said for batch in alike for said in self.outcomes(batch, wanted)]

    def outcomes(self, batch: list[Atoms], wanted: list[str]) -> list[Buffer]:
        try:
            said = [self.calculate(batch[0], wanted)] if self.calculator else self.evaluate(batch)
            answers = [answer(said[i], len(a), self.width, wanted) for i, a in enumerate(batch)]
            return [part for parts in answers for part in parts]
        except (Exception, SystemExit) as error:
            self.asked = None
            return [self.silence(error)] * len(batch)

    def calculate(self, atoms: Atoms, wanted: list[str]) -> dict[str, Any]:
        # ASE's calculators do not see atoms.info change, and would give the old results.
        if atoms.info != self.asked:
            getattr(self.potential, "reset", self.potential.results.clear)()
        self.asked = dict(atoms.info)
        return {name: self.potential.get_property(name, atoms) for name in wanted}

    def evaluate(self, batch: list[Atoms]) -> list[Any]:
        said = list(self.potential.evaluate(batch))
        if len(said) != len(batch) or not all(isinstance(values, dict) for values in said):
            raise BadPotential("evaluate(batch) must return a list, one dict for each structure")
        return said

    def silence(self, error: BaseException) -> bytes:
        """The status and the reason. NotImplementedError is ASE's word for "unsupported"."""
        status = UNSUPPORTED if isinstance(error, NotImplementedError) else FAILED
        if status == FAILED and self.tracebacks < MAX_TRACEBACKS:
            self.tracebacks += 1
            log(error)
        text = describe(error).encode("utf-8", "replace")[:MAX_TEXT]
        text = text.decode("utf-8", "ignore").encode()  # no half character at the end
        return struct.pack("<BI", status, len(text)) + text


def answer(values: dict[str, Any], n: int, d: int, wanted: list[str]) -> list[Buffer]:
    """The parts of an answer for n atoms, d numbers each: a zero, the energy, the rest."""
    missing = [name for name in wanted if values.get(name) is None]
    if missing:
        raise NotImplementedError(f"the potential gave no {', '.join(missing)}")
    shapes = {STRESS: [(6,), (3, 3)], FORCES: [(n, 3)], ENERGIES: [(n,)], "descriptors": [(n, d)]}
    return [b"\x00", *(raw(k, values[k], shapes.get(k, [(), (1,)])) for k in reversed(wanted))]


def raw(name: str, value: Any, shapes: Any) -> Buffer:
    """The property as float64; a full stress tensor becomes its six Voigt components."""
    array = np.array(value, dtype="<f8", order="C")  # a copy: calculators reuse their arrays
    if array.shape not in shapes:
        raise BadPotential(f"{name} has shape {array.shape}; expected {shapes[0]}")
    if array.shape == (3, 3) and name == STRESS:
        array = ((array + array.T) / 2)[VOIGT]
    return array.reshape(-1).data.cast("B")


class Requests:
    """Turns requests into ASE atoms, with the charge and the multiplicity in their info."""

    def __init__(self, driver: socket.socket) -> None:
        self.driver = driver
        self.room = np.empty(1 << 16, dtype=np.uint8)  # for a request; used again for the next
        self.filled = self.taken = 0
        self.last: Atoms | None = None

    def wait(self) -> bool:
        """Wait for a request. False: goodbye, or the driver is gone."""
        self.filled = self.taken = 0
        try:
            return bool(self.take("u1", 1)[0])
        except (EOFError, ConnectionError):
            return False

    def take(self, dtype: str, count: int) -> np.ndarray[Any, Any]:
        """The next numbers of the request, as a view that the next request overwrites."""
        start, self.taken = self.taken, self.taken + np.dtype(dtype).itemsize * count
        if self.taken > len(self.room):
            self.room = np.resize(self.room, 2 * self.taken)  # keeps what came
        while self.filled < self.taken:
            got = self.driver.recv_into(self.room[self.filled :].data)
            if not got:
                raise EOFError("the driver hung up")
            self.filled += got
        return np.frombuffer(self.room, dtype, count, start)

    def read(self) -> tuple[int, list[str], list[Atoms]]:
        """The request's number, the properties wanted, the structures."""
        number, bits, count = struct.unpack("<IBI", self.take("u1", 9).data)
        sizes, charges, spins = self.take("<i4", 3 * count).reshape(3, count).tolist()
        pbc = self.take("?", 3 * count).reshape(count, 3)
        cells = self.take("<f8", 9 * count).reshape(count, 3, 3)
        numbers = self.take("<i4", sum(sizes))
        positions = self.take("<f8", 3 * sum(sizes)).reshape(-1, 3)
        structures, start = [], 0
        for i, n in enumerate(sizes):
            own, start = slice(start, start + n), start + n
            structures.append(self.atoms(numbers[own], positions[own], cells[i], pbc[i]))
            structures[i].info = {"charge": charges[i], "spin": spins[i]}
        self.last = structures[0] if count == 1 else None
        return number, [name for name, bit in BITS.items() if bits & bit], structures

    def atoms(self, numbers: Any, positions: Any, cell: Any, pbc: Any) -> Atoms:
        """The last Atoms, moved, where these are the same atoms, as in molecular dynamics."""
        last, self.last = self.last, None
        if last is None or last.numbers.tobytes() != numbers.astype(last.numbers.dtype).tobytes():
            return Atoms(numbers, positions, cell=cell, pbc=pbc)
        last.positions[:], last.cell.array[:], last.pbc[:] = positions, cell, pbc
        return last


def serve(driver: socket.socket, potential: Any, width: int = 0) -> None:
    """Answer requests, one after another, until the goodbye or the end of the connection."""
    requests, answers = Requests(driver), Answers(potential, width)
    while requests.wait():
        number, wanted, structures = requests.read()
        reply: list[Buffer] = [struct.pack("<I", number), *answers.of(structures, wanted)]
        for part in [b"".join(reply)] if sum(map(len, reply)) < COPIED else reply:
            driver.sendall(part)


def describe(error: BaseException) -> str:
    """ "ValueError: the message", or the message alone where it is ours."""
    told = traceback.format_exception_only(type(error), error)
    return str(error) if isinstance(error, BadPotential) else "".join(told).strip()


def why_not_loaded(error: BaseException, folder: Path) -> str:
    """The lines of the traceback that lie in the submission, then the error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename.startswith(str(folder) + os.sep)]
    return "".join(traceback.format_list(own[-5:]))[-MAX_ERROR:] + describe(error)[:MAX_ERROR]


def log(error: BaseException) -> None:
    with contextlib.suppress(Exception):  # the submission may have replaced or closed stderr
        traceback.print_exception(type(error), error, error.__traceback__)


def hello(content: dict[str, Any]) -> bytes:
    body = json.dumps(content).encode()
    return struct.pack("<4sHI", b"ASSY", VERSION, len(body)) + body


def main() -> int:
    folder = Path(os.environ.get("ASSAY_SUBMISSION", "/submission"))
    sys.dont_write_bytecode = True  # the submission's folder stays as it was uploaded
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what was printed before a kill is kept
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as driver:
        driver.connect(os.environ.get("ASSAY_SOCKET", "/run/assay/potential.sock"))
        try:
            potential, said = load(folder, os.environ.get("ASSAY_DEVICE", "cpu"))
        except (Exception, SystemExit) as error:
            log(error)
            driver.sendall(hello({"error": why_not_loaded(error, folder)}))
            return 1
        driver.sendall(hello(said))
        serve(driver, potential, said["descriptors"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
