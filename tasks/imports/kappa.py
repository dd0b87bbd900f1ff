"""Conductivities of the file of k_SRME: one JSON object, by column and then by row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tasks.imports.malformed import Malformed
from tasks.imports.text import read_text
from tasks.structure import Floats

FILE = "kappas_phononDB_PBE_noNAC.json.gz"
COLUMNS = (
    "mp_id", "name", "symm.no", "temperatures", "kappa_TOT_ave", "mode_kappa_TOT_ave", "weights",
    "frequencies", "qpoints", "q_mesh",
)  # fmt: skip
TEMPERATURE = 300.0  # K
ROUNDING = 1e-6  # relative, between a conductivity and the sum over its modes


@dataclass(frozen=True, eq=False)
class Kappa:
    """name: of the compound. group: of space. temperature: K. value: W/(m K), a third of the trace.

    modes, frequencies (THz): shape (q, modes). qpoints: reduced, shape (q, 3). weights: how many
    points of the full mesh each stands for, shape (q,). mesh: shape (3,).
    """

    name: str
    group: int
    temperature: float
    value: float
    modes: Floats
    frequencies: Floats
    qpoints: Floats
    weights: Floats
    mesh: Floats


def kappas(folder: Path) -> dict[str, Kappa]:
    """By identifier. Raises Malformed; all stands on one line, so the reason names the row."""
    file = folder / FILE
    columns = _columns(file)
    found: dict[str, Kappa] = {}
    for row in columns["mp_id"]:
        name = str(columns["mp_id"][row])
        try:
            kappa = _kappa({column: columns[column][row] for column in COLUMNS})
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed(file, 1, f"row {row} ({name}) cannot be read: {error}") from error
        if name in found:
            raise Malformed(file, 1, f"row {row}: a second {name}")
        if fault := _fault(kappa):
            raise Malformed(file, 1, f"row {row} ({name}): {fault}")
        found[name] = kappa
    return found


def _columns(file: Path) -> dict[str, dict[str, Any]]:
    try:
        columns = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        raise Malformed(file, error.lineno, f"is not JSON: {error.msg}") from error
    lacking = [c for c in COLUMNS if not isinstance(dict(columns).get(c), dict)]
    if lacking:
        raise Malformed(file, 1, f"has no column {', '.join(lacking)}")
    return dict(columns)


def _kappa(row: dict[str, Any]) -> Kappa:
    """Raises KeyError, TypeError or ValueError where something is missing or no number."""
    modes, frequencies = _array(row["mode_kappa_TOT_ave"], 3)[0], _array(row["frequencies"], 2)
    (temperature,), (value,) = row["temperatures"], row["kappa_TOT_ave"]
    return Kappa(
        name=str(row["name"]),
        group=int(row["symm.no"]),
        temperature=float(temperature),
        value=float(value),
        modes=modes,
        frequencies=frequencies,
        qpoints=_array(row["qpoints"], 2),
        weights=_array(row["weights"], 1),
        mesh=_array(row["q_mesh"], 1),
    )


def _array(value: Any, dimensions: int) -> Floats:
    found = np.array(value, dtype=np.float64)
    if found.ndim != dimensions:
        raise ValueError(f"an array of {found.ndim} dimensions, not {dimensions}")
    return found


def _fault(kappa: Kappa) -> str:
    """Why the row contradicts itself; "" where it does not."""
    points = (len(kappa.modes), len(kappa.frequencies), len(kappa.qpoints), len(kappa.weights))
    if len(set(points)) != 1 or kappa.modes.shape != kappa.frequencies.shape:
        return f"arrays for {points} wave vectors"
    if kappa.temperature != TEMPERATURE:
        return f"at {kappa.temperature:g} K, not {TEMPERATURE:g} K"
    if kappa.weights.sum() != kappa.mesh.prod():
        return f"weights add up to {kappa.weights.sum():g}, the mesh has {kappa.mesh.prod():g}"
    mean = float(kappa.modes.sum() / kappa.weights.sum())
    if not abs(mean - kappa.value) <= ROUNDING * kappa.value:
        return f"the modes add up to {mean:g}, not to {kappa.value:g} W/(m K)"
    return ""
