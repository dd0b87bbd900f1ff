"""What a reader is shown of a public system: its structures, and what it is held against.

For public and practice systems only. Bytes are JSON, so that who shows them needs nothing of the
task; numbers are written in full, and come back as they were.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isclose, isfinite
from typing import Any

import numpy as np
from ase.data import chemical_symbols
from numpy.typing import NDArray

from tasks.dataset import Dataset
from tasks.reactions import LEVEL
from tasks.splitting import PREFIX
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Task

FORMAT = 1
Errors = Mapping[str, Mapping[str, float]]
_SEEDED = re.compile(r"s[0-9a-f]{12}")
MOST = 3000  # numbers of an array of a reference that is written down


@dataclass(frozen=True, eq=False)
class Part:
    """One structure of a system. coefficient: in the sum of energies; None where there is none."""

    name: str
    structure: Structure
    coefficient: float | None

    @cached_property
    def formula(self) -> str:
        """Of a molecule carbon and hydrogen first, then by the alphabet: "CH4O"; of a crystal in
        the order of its atoms: "GaAs"."""
        counts = Counter(chemical_symbols[z] for z in self.structure.numbers)
        if self.structure.periodic:
            return "".join(f"{s}{n}" if n > 1 else s for s, n in counts.items())
        first = ("C", "H") if "C" in counts else ()
        order = [*(s for s in first if s in counts), *sorted(set(counts) - set(first))]
        return "".join(f"{s}{counts[s]}" if counts[s] > 1 else s for s in order)


@dataclass(frozen=True, eq=False)
class ShownSystem:
    """value: the reference, of the quantity of `ShownSystems`; None where it is no one number.

    levels: what functionals give for the same, in the same unit. errors: theirs, level less
    reference, in the primary metric's unit, as is the uncertainty.
    reference: all that it is held against, by name, in the units of the code.
    """

    id: str
    kind: str
    tags: Mapping[str, str]
    parts: tuple[Part, ...]
    value: float | None
    uncertainty: float
    levels: Mapping[str, float]
    errors: Mapping[str, float]
    reference: Mapping[str, NDArray[np.float64]]

    @cached_property
    def title(self) -> str:
        """The id as a reader would write it: "Water dimer", "GaAs" for "gaas", "CH3SH" for "ch3sh";
        of a name made of a seed the formula and its beginning."""
        if _SEEDED.fullmatch(self.id):
            return f"{self.main.formula} · {self.id[:7]}"
        return self._chemical or self.id.replace("_", " ")

    @property
    def _chemical(self) -> str:
        """An id that is a formula in small letters, with capitals; empty where it is none.

        What follows a hyphen is a word: "H2O, forces" for "h2o-forces".
        """
        name, _, word = self.id.partition("-")
        symbols = sorted((chemical_symbols[z] for z in self.elements), key=len, reverse=True)
        one = f"(?:{'|'.join(symbols)})[0-9]*"
        if not re.fullmatch(f"(?:{one})+", name, re.IGNORECASE):
            return ""
        told = "".join(found.capitalize() for found in re.findall(one, name, re.IGNORECASE))
        return f"{told}, {word}" if word else told

    @cached_property
    def atoms(self) -> int:
        """Of the largest structure."""
        return max(len(part.structure) for part in self.parts)

    @cached_property
    def main(self) -> Part:
        """The one that a reader wants to see first: the largest, of equals the first."""
        return max(self.parts, key=lambda part: len(part.structure))

    @cached_property
    def elements(self) -> tuple[int, ...]:
        """Atomic numbers."""
        return tuple(sorted({int(z) for part in self.parts for z in part.structure.numbers}))


@dataclass(frozen=True, eq=False)
class ShownSystems:
    """quantity, unit: of the systems' values; empty where they have none."""

    task: str
    version: int
    split: str
    quantity: str
    unit: str
    systems: tuple[ShownSystem, ...]


def write_shown(task: Task, dataset: Dataset, split: str, nulls: Errors) -> bytes:
    """The same bytes every time. The caller sees to it that anybody may have them.

    nulls: of the null model, as `tasks.scoring.null_errors` gives them.
    """
    parity = task.parity
    told = {
        "format": FORMAT,
        "task": task.slug,
        "version": task.version,
        "split": split,
        "quantity": parity.quantity if parity else "",
        "unit": parity.unit if parity else "",
        "systems": [
            _system(task, s, dataset.references[s.id], nulls[s.id]) for s in dataset.systems
        ],
    }
    return json.dumps(told, sort_keys=True, allow_nan=False, separators=(",", ":")).encode()


def read_shown(data: bytes) -> ShownSystems:
    """Raises ValueError, KeyError or TypeError where it is none."""
    told = json.loads(data)
    if told["format"] != FORMAT:
        raise ValueError(f"systems to show in format {told['format']}, this code reads {FORMAT}")
    names = ("task", "version", "split", "quantity", "unit")
    about = {name: told[name] for name in names}
    return ShownSystems(**about, systems=tuple(_read(one) for one in told["systems"]))


def _system(
    task: Task, system: System, reference: Arrays, compared: Mapping[str, float]
) -> dict[str, Any]:
    value, levels, errors = _values(task, system, reference, compared)
    return {
        "id": system.id,
        "kind": system.kind,
        "tags": dict(system.tags),
        "parts": _parts(system),
        "value": value,
        "uncertainty": float(reference["uncertainty"]),
        "levels": levels,
        "errors": errors,
        "reference": {k: v.tolist() for k, v in reference.items() if _short(v)},
    }


def _short(array: NDArray[Any]) -> bool:
    return array.size <= MOST and bool(np.isfinite(array).all())


def _parts(system: System) -> list[dict[str, Any]]:
    coefficients = system.settings.get("coefficients")
    return [
        {
            "name": name,
            "coefficient": None if coefficients is None else float(coefficients[i]),
            "charge": one.charge,
            "spin": one.spin,
            "numbers": one.numbers.tolist(),
            "positions": one.positions.tolist(),
            "cell": one.cell.tolist(),
            "pbc": one.pbc.tolist(),
        }
        for i, (name, one) in enumerate(system.structures.items())
    ]


def _values(
    task: Task, system: System, reference: Arrays, compared: Mapping[str, float]
) -> tuple[float | None, dict[str, float], dict[str, float]]:
    """The reference, what levels give for it, and their errors: read off as the task itself does,
    with the null model for an answer."""
    found = {k.removeprefix(PREFIX): v for k, v in compared.items() if k.startswith(PREFIX)}
    errors = {name: error for name, error in found.items() if isfinite(error)}
    nothing = task.null(system)
    pair = _pair(task, system, nothing, reference)
    if pair is None:
        return None, {}, errors
    held = {k.removeprefix(LEVEL): v for k, v in reference.items() if k.startswith(LEVEL)}
    as_reference = (
        (k, _pair(task, system, nothing, {**reference, "energy": held[k]})) for k in held
    )
    levels = {name: told[0] for name, told in as_reference if told}
    if not held and isclose(compared[task.primary.of], pair[1] - pair[0], rel_tol=1e-6):
        levels = {name: pair[0] + error for name, error in errors.items()}
    return pair[0], levels, errors


def _pair(
    task: Task, system: System, nothing: Arrays, reference: Arrays
) -> tuple[float, float] | None:
    if task.parity is None:
        return None
    with np.errstate(all="ignore"):
        found = task.parity.pair(system, nothing, reference)
    return found if found is not None and isfinite(found[0]) else None


def _read(told: Mapping[str, Any]) -> ShownSystem:
    given = {name: told[name] for name in ("id", "kind", "tags", "value", "uncertainty")}
    reference = {k: np.asarray(v, dtype=np.float64) for k, v in told["reference"].items()}
    parts = tuple(_part(one) for one in told["parts"])
    return ShownSystem(
        **given, parts=parts, levels=told["levels"], errors=told["errors"], reference=reference
    )


def _part(told: Mapping[str, Any]) -> Part:
    structure = Structure(
        numbers=np.asarray(told["numbers"], dtype=np.int32),
        positions=np.asarray(told["positions"], dtype=np.float64).reshape(-1, 3),
        cell=np.asarray(told["cell"], dtype=np.float64),
        pbc=np.asarray(told["pbc"], dtype=bool),
        charge=told["charge"],
        spin=told["spin"],
    )
    return Part(told["name"], structure, told["coefficient"])
