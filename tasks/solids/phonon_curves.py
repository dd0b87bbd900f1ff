"""What a page draws of phonons: bands along the zone's lines, and the density of states."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from phonopy import Phonopy

from tasks.solids.cubic import PER_CUBE
from tasks.solids.lattice_dynamics import frequencies, perfect, phonons
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

LINE = 40  # wave vectors from one named point to the next
MESH = 24  # points along each vector of the reciprocal cell
BINS = 200
STILL = 1e-3  # THz

FACE_CENTRED = (
    ("Γ", (0, 0, 0)), ("X", (1, 0, 0)), ("U|K", (1, 0.25, 0.25)), ("Γ", (1, 1, 1)),
    ("L", (0.5, 0.5, 0.5)),
)  # fmt: skip
BODY_CENTRED = (
    ("Γ", (0, 0, 0)), ("H", (1, 0, 0)), ("N", (0.5, 0.5, 0)), ("Γ", (0, 0, 0)),
    ("P", (0.5, 0.5, 0.5)), ("H", (1, 0, 0)),
)  # fmt: skip
PATHS = {"bcc": BODY_CENTRED}
"""Named wave vectors in 2π/a; all but bcc have a face-centred lattice."""


@dataclass(frozen=True, eq=False)
class Bands:
    """distances: along the path, 1/Å (no 2π), shape (wave vectors,). frequencies: THz, imaginary
    ones negative, shape (wave vectors, modes). labels: the named points and their distances."""

    distances: Floats
    frequencies: Floats
    labels: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Density:
    """frequencies: THz, middle of each bin. states: 1/THz, of one primitive cell: the integral is
    its number of modes."""

    frequencies: Floats
    states: Floats


def vibrations(system: System, predicted: Arrays) -> tuple[Structure, Phonopy] | None:
    """The crystal and its force constants, of one system of the task `phonons` and what was
    predicted for it; None where it has none."""
    crystal = perfect(system, predicted)
    if crystal is None or not len(predicted["forces"]):
        return None
    return crystal, phonons(crystal, predicted["forces"])


def bands(system: System, crystal: Structure, of: Phonopy) -> Bands:
    """Of what `vibrations` tells."""
    kind = system.tags["structure"]
    cube = (crystal.volume * PER_CUBE[kind] / len(crystal)) ** (1 / 3)
    named = PATHS.get(kind, FACE_CENTRED)
    corners = np.array([point for _, point in named]) / cube
    points = _between(corners)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    distances = np.concatenate([[0.0], np.cumsum(steps)])
    labels = tuple((name, float(distances[LINE * i])) for i, (name, _) in enumerate(named))
    return Bands(distances, frequencies(of, points), labels)


def density_of_states(of: Phonopy) -> Density | None:
    """By the linear tetrahedron method on a mesh of MESH³; None of atoms that do not feel each
    other, whose frequencies are all nought."""
    mesh = of.run_mesh([MESH] * 3, is_gamma_center=True)
    lowest, highest = float(mesh.frequencies.min()), float(mesh.frequencies.max())
    if highest - lowest < STILL:
        return None
    pitch = (highest - lowest) / BINS
    density = of.run_total_dos(freq_min=lowest - pitch, freq_max=highest + pitch, freq_pitch=pitch)
    return Density(np.asarray(density.frequency_points), np.asarray(density.dos))


def _between(corners: Floats) -> Floats:
    """LINE steps from each corner to the next, shape (LINE (corners - 1) + 1, 3)."""
    along = np.arange(LINE)[:, None] / LINE
    lines = [a + along * (b - a) for a, b in pairwise(corners)]
    return np.concatenate([*lines, corners[-1:]])
