"""Lattice thermal conductivity of 103 crystals as PBE has it: a reference for regressions only.

Traps of the files, and what becomes of them:
    density functional theory, not truth -> it says so in `About.level`, and so does its task
    GPL-3.0 -> the licence is in the manifest; the data are never part of this repository
    kappa_TOT_ave is a third of the trace -> "kappa" is that mean, "trace" the sum
    wurtzites have no primitive matrix -> their cell is primitive: the identity
    no correction for polar crystals (NAC) -> said in the notes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.frames import Frame, frames
from tasks.imports.kappa import Kappa, kappas
from tasks.imports.malformed import Malformed
from tasks.imports.text import read_text
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Source

FOLDER = "phonondb-pbe-103-kappa"
NAME = f"{FOLDER}/conductivity"
STRUCTURES = "phononDB-PBE-structures.extxyz"
IDS = "mp_id-phonondb_id.txt"
CRYSTALS = {225: "rocksalt", 216: "zincblende", 186: "wurtzite"}

PAPER = Source(
    "B. Póta, P. Ahlawat, G. Csányi, M. Simoncelli, Thermal conductivity predictions with "
    "foundation atomistic models, arXiv:2408.00755 (2024)",
    "https://doi.org/10.48550/arXiv.2408.00755",
)


def read(folder: Path) -> list[Collection]:
    """One collection, "phonondb-pbe-103-kappa/conductivity". Raises Malformed.

    settings: "fc2_supercell", "fc3_supercell", "primitive_matrix" (each shape (3, 3)), "q_mesh"
    (shape (3,)), "temperature" (K). references: see `_reference`.
    """
    known = kappas(folder)
    listed = _listed(folder / IDS)
    made: dict[str, tuple[System, Arrays]] = {}
    for frame in frames(folder / STRUCTURES):
        name = frame.text("mp_id")
        if name in made:
            raise frame.malformed(f"a second {name}")
        if name not in known:
            raise frame.malformed(f"no conductivity is given for {name}")
        _agrees(frame, known[name], listed)
        made[name] = _system(frame, known[name]), _reference(known[name])
    for lacking in known.keys() - made.keys():
        raise Malformed(folder / STRUCTURES, 0, f"no structure is given for {lacking}")
    references = {name: reference for name, (_, reference) in made.items()}
    return [Collection(_about(), Dataset([system for system, _ in made.values()], references))]


def _system(frame: Frame, kappa: Kappa) -> System:
    """Polymorphs of one compound are one cluster."""
    primitive = _matrix(frame, "primitive_matrix") if "primitive_matrix" in frame.values else None
    settings = {
        "fc2_supercell": _matrix(frame, "fc2_supercell"),
        "fc3_supercell": _matrix(frame, "fc3_supercell"),
        "primitive_matrix": np.eye(3) if primitive is None else primitive,
        "q_mesh": _numbers(frame, "q_mesh", (3,)),
        "temperature": np.array(kappa.temperature),
    }
    tags = {"structure": CRYSTALS[kappa.group]}
    return System(frame.text("mp_id"), {"cell": frame.crystal()}, settings, tags, kappa.name)


def _reference(kappa: Kappa) -> Arrays:
    """kappa: a third of the trace, W/(m K), shape (). trace: W/(m K), shape ().

    mode_kappa: the same by wave vector and mode, before the mean over `weights`, shape (q, modes).
    frequencies: THz, shape (q, modes). qpoints: reduced, shape (q, 3). weights: shape (q,).
    No uncertainty: these are PBE's numbers, and how far PBE is from truth is not known.
    """
    return {
        "kappa": np.array(kappa.value),
        "trace": np.array(3 * kappa.value),
        "mode_kappa": kappa.modes,
        "frequencies": kappa.frequencies,
        "qpoints": kappa.qpoints,
        "weights": kappa.weights,
    }


def _agrees(frame: Frame, kappa: Kappa, listed: dict[str, tuple[str, int]]) -> None:
    """Three files tell of the same crystal. Raises Malformed where they do not agree."""
    said = (frame.text("name"), frame.whole("symm.no"))
    if frame.text("mp_id") not in listed:
        raise frame.malformed(f"{frame.text('mp_id')} is not listed in {IDS}")
    others = {"the conductivities": (kappa.name, kappa.group), IDS: listed[frame.text("mp_id")]}
    for where, other in others.items():
        if said != other:
            raise frame.malformed(f"{said[0]} in {said[1]}; {where} have {other[0]} in {other[1]}")
    if not np.array_equal(_numbers(frame, "q_mesh", (3,)), kappa.mesh):
        raise frame.malformed("q_mesh is not that of the conductivities")
    if said[1] not in CRYSTALS:
        raise frame.malformed(f"space group {said[1]} is none of {', '.join(map(str, CRYSTALS))}")


def _listed(file: Path) -> dict[str, tuple[str, int]]:
    """Compound and space group by identifier."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(read_text(file).splitlines(), 1):
        cells = line.split()
        if len(cells) != 3 or not cells[1].isdigit():
            raise Malformed(file, number, f"{line!r} is no compound, space group and identifier")
        if found.setdefault(cells[2], (cells[0], int(cells[1]))) != (cells[0], int(cells[1])):
            raise Malformed(file, number, f"a second {cells[2]}")
    return found


def _matrix(frame: Frame, key: str) -> Floats:
    matrix = _numbers(frame, key, (3, 3))
    if abs(np.linalg.det(matrix)) < 1e-6:
        raise frame.malformed(f"{key} spans no cell")
    return matrix


def _numbers(frame: Frame, key: str, shape: tuple[int, ...]) -> Floats:
    """Written as _JSON [[2, 0, 0], …], as ASE does it."""
    try:
        value: Any = json.loads(frame.text(key).removeprefix("_JSON "))
        found = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise frame.malformed(f"{key} is {frame.values[key]!r}, no list of numbers") from error
    if found.shape != shape or not np.isfinite(found).all():
        raise frame.malformed(f"{key} has the shape {found.shape}, not {shape}")
    return found


def _about() -> About:
    return About(
        name=NAME,
        title="Lattice thermal conductivity of 103 crystals (phononDB-PBE)",
        sources=(PAPER,),
        origin="github.com/MPA2suite/k_SRME @ 0269a946a1e4c53552b060a92b98df94e039fd80, data/",
        licence="GPL-3.0 (of the repository that holds the data)",
        level="PBE: density functional theory, no better truth; finite displacements, Wigner "
        "transport equation, 300 K, no non-analytic correction",
        unit="W/(m K)",
        sign="positive",
        notes=(
            "For comparison with the κ_SRME column of Matbench Discovery only: agreement with it "
            "is agreement with PBE.",
            "kappa is a third of the trace of the conductivity tensor; trace is the whole.",
            "kappa is the sum of the modes' conductivities over the sum of the weights.",
            "Polar crystals lack the splitting of longitudinal and transverse optical modes.",
        ),
    )
