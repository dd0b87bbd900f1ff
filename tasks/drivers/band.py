"""The path of least energy between two structures: ASE's nudged elastic band, a step a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.mep import NEB
from ase.optimize import FIRE

from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats, Structure

FMAX = 0.03  # eV/Å
STEPS = 200


@dataclass(frozen=True, eq=False)
class Path:
    """energies: eV, of all images, the ends included. saddle: the highest. steps: taken."""

    energies: Floats
    saddle: Structure
    steps: int
    converged: bool


def path(
    start: Structure,
    end: Structure,
    potential: Potential,
    images: int,
    fmax: float = FMAX,
    steps: int = STEPS,
) -> Path:
    """From start to end, both relaxed, over so many images between, the highest of them climbing.

    fmax: eV/Å, of the force across the band. The band is first interpolated by the image dependent
    pair potential (Smidstrup et al., J. Chem. Phys. 140, 214106 (2014)), the minimum image of each
    atom taken; the climbing image is that of Henkelman, Uberuaga and Jónsson, J. Chem. Phys. 113,
    9901 (2000). Raises NoAnswer.
    """
    band = [start.to_atoms(), *(start.to_atoms() for _ in range(images)), end.to_atoms()]
    chain = _Batched(band, potential, start)
    chain.interpolate(method="idpp", mic=start.periodic)  # type: ignore[no-untyped-call]
    optimizer = FIRE(chain, logfile=None)
    converged = bool(optimizer.run(fmax=fmax, steps=steps))
    energies = np.array([image.get_potential_energy() for image in band])
    saddle = Structure.from_atoms(band[int(np.argmax(energies))], start.charge, start.spin)
    return Path(energies, saddle, optimizer.nsteps, converged)


class _Batched(NEB):
    """All images of a step in one request."""

    def __init__(self, images: list[Atoms], potential: Potential, like: Structure) -> None:
        super().__init__(images, climb=True, method="improvedtangent", k=0.5)  # type: ignore[no-untyped-call]
        self._potential, self._like = potential, like
        self._ask(range(len(images)))

    def get_forces(self) -> Any:
        self._ask(range(1, len(self.images) - 1))
        return super().get_forces()  # type: ignore[no-untyped-call]

    def _ask(self, which: range) -> None:
        images = [self.images[i] for i in which]
        charge, spin = self._like.charge, self._like.spin
        structures = [Structure.from_atoms(image, charge, spin) for image in images]
        answers = evaluate(self._potential, structures, ENERGY, FORCES)
        for image, answer in zip(images, answers, strict=True):
            image.calc = SinglePointCalculator(image, energy=answer.energy, forces=answer.forces)
