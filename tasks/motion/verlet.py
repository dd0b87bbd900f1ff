"""Newton's law at constant energy: velocity Verlet, and what should not change on the way.

The energy of the discrete trajectory wavers with the square of the time step, however good the
potential. The step's leading error is known, however: along a trajectory of a potential that is
smooth and conservative, the shadow energy

    H + h²/12 · v·(∂²U/∂x²)·v - h²/24 · Σ |F|²/m

wavers with the fourth power only (Hairer, Lubich, Wanner, Acta Numerica 12, 399 (2003)). The
curvature along the velocity is the change of the force from step to step: it costs nothing. So what
the shadow energy does is the potential's own doing, even in a run of a hundred steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from ase import units
from ase.data import atomic_masses

from tasks.checkpoint import Checkpoint
from tasks.drivers.survival import Ending
from tasks.potential import ENERGY, FORCES, NotFinite, Potential, evaluate
from tasks.structure import Floats, Structure
from tasks.system import Arrays

SCALARS = ("potential", "kinetic", "shadow")
VECTORS = ("momentum", "angular")
SERIES = (*SCALARS, *VECTORS)
TEMPERATURE = 2 / (3 * units.kB)  # K of an atom's kinetic energy in eV
HOTTEST = 1e6  # K: beyond it nothing is simulated any more


@dataclass(frozen=True, eq=False)
class State:
    """positions: Å. velocities: Å/fs. forces: eV/Å, at these positions; before: those of the step
    before. energy: eV. done: steps."""

    positions: Floats
    velocities: Floats
    forces: Floats
    before: Floats
    energy: float
    done: int


@dataclass(eq=False)
class Flight:
    """Where a trajectory is, and what was recorded of it.

    Of each frame: potential, kinetic and shadow energy (eV), momentum (u Å/fs, shape (3,)),
    angular momentum about the centre of mass (u Å²/fs, shape (3,)).
    """

    state: State
    ending: Ending = Ending.SURVIVED
    frames: dict[str, list[Floats]] = field(default_factory=lambda: {n: [] for n in SERIES})

    def __len__(self) -> int:
        return len(self.frames["shadow"])

    def padded(self, frames: int) -> Arrays:
        """Shape (frames,) or (frames, 3), zeros after the last frame; how many there are, and the
        ending."""
        found = {"frames": np.array(float(len(self))), "ending": np.array(float(self.ending))}
        for name in SERIES:
            whole = np.zeros((frames, 3) if name in VECTORS else frames)
            if len(self):
                whole[: len(self)] = self.frames[name]
            found[name] = whole
        return found


def fly(
    start: Structure,
    velocities: Floats,
    timestep: float,
    steps: int,
    every: int,
    potential: Potential,
    checkpoint: Checkpoint,
) -> Flight:
    """steps // every frames, the first after `every` steps. velocities: Å/fs. timestep: fs.

    Asks for steps + 2 structures: one step beyond the last tells the last frame's curvature. Raises
    NoAnswer; numbers that are none, or a temperature beyond HOTTEST, end the flight instead once it
    has begun.
    """
    masses = atomic_masses[start.numbers][:, None]
    flight = _begun(start, velocities, potential, checkpoint)
    while flight.state.done <= steps and flight.ending is Ending.SURVIVED:
        try:
            coming = _step(start, flight.state, masses, timestep, potential)
        except NotFinite:
            flight.ending = Ending.NOT_FINITE
            break
        if flight.state.done and flight.state.done % every == 0:
            _record(flight, coming.forces, masses, timestep)
        flight.state = coming
        if kinetic(coming.velocities, masses) * TEMPERATURE > HOTTEST * len(masses):
            flight.ending = Ending.HOT
        if checkpoint.due:
            checkpoint.save(_saved(flight))
    checkpoint.save(_saved(flight))
    return flight


def _begun(
    start: Structure, velocities: Floats, potential: Potential, checkpoint: Checkpoint
) -> Flight:
    saved = checkpoint.load()
    if saved is not None:
        return _loaded(saved)
    energy, forces = _ask(start, start.positions, potential)
    return Flight(State(start.positions, velocities, forces, forces, energy, 0))


def _step(
    start: Structure, state: State, masses: Floats, timestep: float, potential: Potential
) -> State:
    """Half a kick, a drift, half a kick."""
    half = state.velocities + acceleration(state.forces, masses) * timestep / 2
    positions = state.positions + half * timestep
    energy, forces = _ask(start, positions, potential)
    velocities = half + acceleration(forces, masses) * timestep / 2
    return State(positions, velocities, forces, state.forces, energy, state.done + 1)


def acceleration(forces: Floats, masses: Floats) -> Floats:
    """Å/fs², of eV/Å and u."""
    return np.asarray(forces / masses * units.fs**2)


def kinetic(velocities: Floats, masses: Floats) -> float:
    """eV, of Å/fs and u."""
    return float((masses * velocities**2).sum() / 2 / units.fs**2)


def _record(flight: Flight, after: Floats, masses: Floats, timestep: float) -> None:
    """after: the forces of the coming step."""
    state = flight.state
    curvature = -np.sum(state.velocities * (after - state.before)) / (2 * timestep)
    pushed = float((state.forces * acceleration(state.forces, masses)).sum())
    moving = kinetic(state.velocities, masses)
    momenta = masses * state.velocities
    centre = (masses * state.positions).sum(axis=0) / masses.sum()
    found = {
        "potential": np.array(state.energy),
        "kinetic": np.array(moving),
        "shadow": np.array(state.energy + moving + timestep**2 * (curvature / 12 - pushed / 24)),
        "momentum": momenta.sum(axis=0),
        "angular": np.cross(state.positions - centre, momenta).sum(axis=0),
    }
    for name, value in found.items():
        flight.frames[name].append(np.asarray(value))


def _ask(start: Structure, positions: Floats, potential: Potential) -> tuple[float, Floats]:
    (answer,) = evaluate(potential, [start.moved(positions)], ENERGY, FORCES)
    return answer.energy, np.asarray(answer.forces)


def _saved(flight: Flight) -> Arrays:
    state = {name: np.asarray(value, dtype=float) for name, value in vars(flight.state).items()}
    return flight.padded(len(flight)) | state


def _loaded(saved: Arrays) -> Flight:
    state = State(
        saved["positions"],
        saved["velocities"],
        saved["forces"],
        saved["before"],
        float(saved["energy"]),
        int(saved["done"]),
    )
    frames = {name: list(saved[name]) for name in SERIES}
    return Flight(state, Ending(int(saved["ending"])), frames)
