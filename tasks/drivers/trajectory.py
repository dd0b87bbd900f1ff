"""Frames of a simulation, in single precision, and what was measured in each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
from ase import Atoms, units
from numpy.typing import NDArray

from tasks.drivers.survival import Ending
from tasks.structure import Floats
from tasks.system import Arrays

FRAMES = ("positions", "velocities", "cells", "energies", "temperatures", "pressures")


@dataclass(eq=False)
class Trajectory:
    """interval: fs between frames. ending: SURVIVED so far.

    Of each frame: positions (Å, not wrapped, shape (n, 3), single precision), velocities (Å/fs,
    the same), cells (Å, shape (3, 3)), energies (eV), temperatures (K), pressures (GPa, with the
    ideal gas's part; zero where the cell is fixed).
    """

    interval: float
    ending: Ending = Ending.SURVIVED
    _frames: dict[str, list[NDArray[np.floating]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, interval: float) -> Trajectory:
        return cls(interval, Ending.SURVIVED, {name: [] for name in FRAMES})

    @classmethod
    def loaded(cls, arrays: Arrays) -> Trajectory:
        """arrays: as `arrays` gave them."""
        frames = {name: list(arrays[name]) for name in FRAMES}
        return cls(float(arrays["interval"]), Ending(int(arrays["ending"])), frames)

    @property
    def frames(self) -> int:
        return len(self._frames["energies"])

    def over(self, frames: int) -> bool:
        return self.ending is not Ending.SURVIVED or self.frames >= frames

    def __getitem__(self, name: str) -> Floats:
        """All frames of one of FRAMES."""
        return np.array(self._frames[name])

    def add(self, atoms: Atoms, stress: bool) -> None:
        found = {
            "positions": np.asarray(atoms.get_positions(), dtype=np.float32),
            "velocities": np.asarray(atoms.get_velocities() * units.fs, dtype=np.float32),
            "cells": np.array(atoms.cell.array),
            "energies": np.array(atoms.get_potential_energy()),
            "temperatures": np.array(atoms.get_temperature()),
            "pressures": np.array(_pressure(atoms) if stress else 0.0),
        }
        for name, value in found.items():
            self._frames[name].append(value)

    def arrays(self) -> Arrays:
        found = {name: self[name] for name in FRAMES}
        return found | {
            "interval": np.array(self.interval),
            "ending": np.array(float(self.ending)),
        }


def _pressure(atoms: Atoms) -> float:
    """GPa."""
    stress = atoms.get_stress(voigt=False, include_ideal_gas=True)
    return float(-np.trace(stress) / 3 / units.GPa)


def generator(rng: np.random.Generator) -> Floats:
    """Its state as an array that `generator_state` reads."""
    text = json.dumps(rng.bit_generator.state).encode()
    return np.frombuffer(text, dtype=np.uint8).astype(float)


def generator_state(rng: np.random.Generator, state: Floats) -> None:
    rng.bit_generator.state = json.loads(state.astype(np.uint8).tobytes())
