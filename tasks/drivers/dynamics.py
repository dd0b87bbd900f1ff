"""Molecular dynamics of a black box: ASE's integrators, replicas side by side, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from ase import Atoms, units
from ase.md.bussi import Bussi
from ase.md.langevinbaoab import LangevinBAOAB
from ase.md.velocitydistribution import thermalize_momenta

from tasks.checkpoint import Checkpoint, checkpoint_of
from tasks.drivers.asking import Asking
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.survival import Ending
from tasks.drivers.trajectory import Trajectory, generator, generator_state
from tasks.potential import NotFinite, Potential
from tasks.structure import Structure
from tasks.system import Arrays

THERMOSTAT = 100.0  # fs: of Langevin's friction while a liquid settles, or its volume breathes
GENTLE = 500.0  # fs: of Bussi's thermostat
BAROSTAT = 500.0  # fs

Look = Callable[[Atoms, float], Ending]
"""At a frame, with the temperature (K) that it should have; see tasks/drivers/survival.py."""


@dataclass(frozen=True)
class Stage:
    """steps of `timestep` fs at `temperature` K; a frame is kept each `every` steps.

    pressure: GPa; None keeps the cell as it is.
    gentle: Bussi's stochastic rescaling of all velocities at once, which samples the canonical
        ensemble and leaves diffusion and spectra as they are (Bussi, Donadio, Parrinello, J. Chem.
        Phys. 126, 014101 (2007)). Otherwise Langevin dynamics (BAOAB; Leimkuhler and Matthews, J.
        Chem. Phys. 138, 174102 (2013)), and under pressure the Langevin-Hoover barostat of Quigley
        and Probert, J. Chem. Phys. 120, 11432 (2004), of the volume alone: its noise reaches every
        degree of freedom, so that it samples the isothermal-isobaric ensemble even of an ideal gas,
        where deterministic barostats do not, and Berendsen's, which damps the volume's
        fluctuations, never does.
    """

    name: str
    steps: int
    temperature: float
    timestep: float
    every: int
    pressure: float | None = None
    gentle: bool = False


def replicas(
    starts: Sequence[Structure],
    potential: Potential,
    stages: Sequence[Stage],
    seeds: Sequence[int],
    watch: Look,
) -> list[list[Trajectory]]:
    """Each start through all stages, side by side: one request a step. A list a start, of stages.

    After a stage that did not survive there are no others. Long runs are saved and go on, see
    tasks/checkpoint.py. Raises NoAnswer; numbers that are none end the replica instead.
    """
    checkpoint = checkpoint_of(potential)
    jobs = [
        partial(_through, start, stages, seed, watch, checkpoint.part(f"replica-{i}"))
        for i, (start, seed) in enumerate(zip(starts, seeds, strict=True))
    ]
    return [outcome.result for outcome in side_by_side(jobs, potential)]


def _through(
    start: Structure,
    stages: Sequence[Stage],
    seed: int,
    watch: Look,
    checkpoint: Checkpoint,
    potential: Potential,
) -> list[Trajectory]:
    atoms, found = start.to_atoms(), list[Trajectory]()
    rng = np.random.default_rng(seed)
    thermalize_momenta(atoms, temperature_K=stages[0].temperature, rng=rng)
    for stage in stages:
        asking = Asking(potential, stage.pressure is not None, start.charge, start.spin)
        found.append(run_stage(atoms, asking, stage, rng, watch, checkpoint.part(stage.name)))
        if found[-1].ending is not Ending.SURVIVED:
            break
    return found


def run_stage(
    atoms: Atoms,
    asking: Asking,
    stage: Stage,
    rng: np.random.Generator,
    watch: Look,
    checkpoint: Checkpoint,
) -> Trajectory:
    """Moves the atoms and the generator to the stage's end.

    Raises NoAnswer; numbers that are none end the stage instead, once it has a frame.
    """
    saved = checkpoint.load()
    found = Trajectory.begin(stage.every * stage.timestep)
    if saved is not None:
        found = Trajectory.loaded(saved)
        atoms.set_cell(saved["cell"])
        atoms.set_positions(saved["atoms"])
        atoms.set_momenta(saved["momenta"])
        generator_state(rng, saved["generator"])
    if found.over(stage.steps // stage.every):
        return found
    try:
        _walk(atoms, asking, stage, rng, watch, found, saved, checkpoint)
    except NotFinite:
        if not found.frames:
            raise
        found.ending = Ending.NOT_FINITE
    checkpoint.save(_state(atoms, rng, found, {}))
    return found


def _walk(
    atoms: Atoms,
    asking: Asking,
    stage: Stage,
    rng: np.random.Generator,
    watch: Look,
    found: Trajectory,
    saved: Arrays | None,
    checkpoint: Checkpoint,
) -> None:
    atoms.calc = asking
    mover = _integrator(atoms, stage, rng, begins=saved is None)
    kept = ("p_eps", "force_eps", "gamma_mod") if stage.pressure is not None else ()
    for name in kept if saved is not None else ():
        setattr(mover, name, float(saved[name]))  # type: ignore[index]
    while not found.over(stage.steps // stage.every):
        for _ in range(stage.every):
            mover.step()
        found.add(atoms, stage.pressure is not None)
        found.ending = watch(atoms, stage.temperature)
        if checkpoint.due:
            own = {name: np.array(getattr(mover, name)) for name in kept}
            checkpoint.save(_state(atoms, rng, found, own))


def _integrator(atoms: Atoms, stage: Stage, rng: np.random.Generator, begins: bool) -> Any:
    step = stage.timestep * units.fs
    if stage.gentle:
        return _bussi(atoms, stage, rng, begins)
    langevin: Callable[..., Any] = LangevinBAOAB
    options: dict[str, Any] = {"temperature_K": stage.temperature, "T_tau": THERMOSTAT * units.fs}
    if stage.pressure is not None:
        options |= {"externalstress": -stage.pressure * units.GPa, "hydrostatic": True}
        options |= {"P_tau": BAROSTAT * units.fs, "P_mass": _inertia(atoms, stage)}
    return langevin(atoms, step, rng=rng, **options)


def _bussi(atoms: Atoms, stage: Stage, rng: np.random.Generator, begins: bool) -> Any:
    """The centre of mass is stopped, and not counted."""
    if begins:
        momenta, masses = atoms.get_momenta(), atoms.get_masses()
        drift = momenta.sum(axis=0) / masses.sum()
        atoms.set_momenta(momenta - masses[:, None] * drift)
    make: Callable[..., Any] = Bussi
    step, tau = stage.timestep * units.fs, GENTLE * units.fs
    mover = make(atoms, step, temperature_K=stage.temperature, taut=tau, rng=rng)
    mover.ndof = 3 * len(atoms) - 3
    mover.target_kinetic_energy = mover.ndof * units.kB * stage.temperature / 2
    return mover


def _inertia(atoms: Atoms, stage: Stage) -> float:
    """Of the volume, as Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994) choose it."""
    tau = BAROSTAT * units.fs / (2 * np.pi)
    return float((3 * len(atoms) + 3) * units.kB * stage.temperature * tau**2)


def _state(atoms: Atoms, rng: np.random.Generator, found: Trajectory, own: Arrays) -> Arrays:
    return {
        **found.arrays(),
        **own,
        "cell": np.array(atoms.cell.array),
        "atoms": atoms.get_positions(),
        "momenta": atoms.get_momenta(),
        "generator": generator(rng),
    }
