"""Rung by rung hotter, or denser, until something gives way or the ramp is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from ase import Atoms
from ase.md.velocitydistribution import thermalize_momenta

from tasks.checkpoint import Checkpoint, checkpoint_of
from tasks.cost import Cost
from tasks.drivers.asking import Asking
from tasks.drivers.dynamics import Stage, run_stage
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.survival import Ending, Watch, fused
from tasks.drivers.trajectory import Trajectory
from tasks.potential import ENERGY, FORCES, NotFinite, Potential, require
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

START = 300.0  # K, at the first rung of heat
WARM = 600.0  # K, under compression, whose work may heat threefold
HEAT, COMPRESSION = "heat", "compression"


@dataclass(frozen=True)
class Plan:
    """rungs of `steps` each, a frame each `every` of them; replicas: each of a seed of its own."""

    rungs: int
    steps: int
    every: int
    replicas: int

    @property
    def frames(self) -> int:
        return self.rungs * (self.steps // self.every)


def heat(
    name: str, start: Structure, plan: Plan, to: float, timestep: float, seed: int, kind: str
) -> System:
    """to: K, at the last rung. timestep: fs. The cell stays."""
    wanted = np.linspace(START, to, plan.rungs)
    settings = _settings(plan, wanted, np.ones(plan.rungs), timestep, seed)
    tags = {"kind": kind, "ramp": HEAT}
    return System(f"{name}-heated", {"start": start}, settings, tags, cluster=name)


def compression(
    name: str, start: Structure, plan: Plan, to: float, timestep: float, seed: int, kind: str
) -> System:
    """to: of the volume at the start, at the last rung; at WARM all the way."""
    volumes = np.linspace(1.0, to, plan.rungs)
    settings = _settings(plan, np.full(plan.rungs, WARM), volumes, timestep, seed)
    tags = {"kind": kind, "ramp": COMPRESSION}
    return System(f"{name}-compressed", {"start": start}, settings, tags, cluster=name)


def climb(system: System, potential: Potential, bonds: Sequence[tuple[int, int]]) -> Arrays:
    """All replicas side by side. bonds: what must not break. Raises NoAnswer.

    frames: how many each survived, shape (replicas,); ending: of each. temperatures (K) and
    energies (eV), shape (replicas, frames of the ramp); zeros after the end.
    """
    start = system.structures["start"]
    require(potential.capabilities, start, frozenset((ENERGY, FORCES)))
    checkpoint = checkpoint_of(potential)
    jobs = [
        partial(_climb, system, bonds, int(seed), checkpoint.part(f"replica-{i}"))
        for i, seed in enumerate(system.settings["seeds"])
    ]
    return recorded(system, [outcome.result for outcome in side_by_side(jobs, potential)])


def recorded(system: System, climbed: Sequence[Sequence[Trajectory]]) -> Arrays:
    """climbed: of each replica, its rungs."""
    shape = (len(climbed), frames(system))
    found = {"temperatures": np.zeros(shape), "energies": np.zeros(shape)}
    survived, endings = np.zeros(shape[0]), np.zeros(shape[0])
    for i, rungs in enumerate(climbed):
        endings[i] = float(rungs[-1].ending)
        for name, values in found.items():
            told = np.concatenate([rung[name] for rung in rungs])
            values[i, : len(told)] = told
        # The frame in which it was seen to have ended is none that it survived; a run without an
        # answer has no such frame.
        seen = rungs[-1].ending not in (Ending.SURVIVED, Ending.NOT_FINITE)
        survived[i] = sum(rung.frames for rung in rungs) - seen
    return found | {"frames": survived, "ending": endings}


def frames(system: System) -> int:
    """Of the whole ramp."""
    of = system.settings
    return len(of["temperatures"]) * (int(of["steps"]) // int(of["every"]))


def places(system: System) -> Floats:
    """Where on the ramp each frame is: K, or parts of the volume at the start."""
    name = "temperatures" if system.tags["ramp"] == HEAT else "volumes"
    each = int(system.settings["steps"]) // int(system.settings["every"])
    return np.repeat(system.settings[name], each)


def cost(system: System) -> Cost:
    """Each rung begins with the forces where the one before has ended, strained or not."""
    of = system.settings
    asked = (int(of["steps"]) + 1) * len(of["temperatures"]) * len(of["seeds"])
    return Cost(asked, asked * len(system.structures["start"]))


def _settings(plan: Plan, kelvin: Floats, volumes: Floats, timestep: float, seed: int) -> Arrays:
    return {
        "temperatures": kelvin,
        "volumes": volumes,
        "timestep": np.array(timestep),
        "steps": np.array(float(plan.steps)),
        "every": np.array(float(plan.every)),
        "seeds": seed + np.arange(float(plan.replicas)),
    }


def _climb(
    system: System,
    bonds: Sequence[tuple[int, int]],
    seed: int,
    checkpoint: Checkpoint,
    potential: Potential,
) -> list[Trajectory]:
    """Velocities are drawn anew at each rung, so that what is wanted is what there is."""
    start, of = system.structures["start"], system.settings
    atoms, rng, found = start.to_atoms(), np.random.default_rng(seed), list[Trajectory]()
    asking = Asking(potential, charge=start.charge, spin=start.spin)
    look = partial(_look, Watch.of(start, bonds))
    for rung, (kelvin, volume) in enumerate(zip(of["temperatures"], of["volumes"], strict=True)):
        if start.periodic:
            atoms.set_cell(start.cell * np.cbrt(volume), scale_atoms=True)
        thermalize_momenta(atoms, temperature_K=float(kelvin), rng=rng)
        stage = Stage(
            f"rung-{rung}", int(of["steps"]), float(kelvin), float(of["timestep"]), int(of["every"])
        )
        found.append(_rung(atoms, asking, stage, rng, look, checkpoint, bool(found)))
        if found[-1].ending is not Ending.SURVIVED:
            break
    return found


def _rung(
    atoms: Atoms,
    asking: Asking,
    stage: Stage,
    rng: np.random.Generator,
    look: partial[Ending],
    checkpoint: Checkpoint,
    begun: bool,
) -> Trajectory:
    """begun: the ramp has, so that numbers that are none end it instead of being no answer."""
    try:
        return run_stage(atoms, asking, stage, rng, look, checkpoint.part(stage.name))
    except NotFinite:
        if not begun:
            raise
        ended = Trajectory.begin(stage.every * stage.timestep)
        ended.ending = Ending.NOT_FINITE
        return ended


def _look(watch: Watch, atoms: Atoms, kelvin: float) -> Ending:
    """Atoms that fall into each other are hot, too: that they fused says more."""
    ending = watch(atoms, kelvin)
    may = ending in (Ending.SURVIVED, Ending.HOT)
    return Ending.FUSED if may and fused(atoms) else ending
