"""The elastic tensor of a crystal from stresses under small strains, and what follows from it."""

from __future__ import annotations

from functools import partial

import numpy as np
from ase.units import GPa

from tasks.drivers.lockstep import side_by_side
from tasks.drivers.relax import relax
from tasks.potential import STRESS, Potential, evaluate
from tasks.structure import Floats, Structure

STRAIN = 0.005  # each way, of each of Voigt's six; shears are engineering shears (γ = 2ε)
SHAPE = (6, 2, 6)
_PLACES = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))


def stresses(crystal: Structure, potential: Potential, fmax: float, steps: int) -> Floats:
    """eV/Å³, shape SHAPE: under minus and plus STRAIN along each of Voigt's six, atoms relaxed."""
    signed = [(place, sign) for place in range(6) for sign in (-1.0, 1.0)]
    jobs = [
        partial(_stress, crystal.strained(_strain(place, sign * STRAIN)), fmax, steps)
        for place, sign in signed
    ]
    return np.array([o.result for o in side_by_side(jobs, potential)]).reshape(SHAPE)


def stiffness(found: Floats) -> Floats:
    """found: as `stresses` gives it. GPa, shape (6, 6), C = ∂σ/∂ε, made symmetric."""
    slopes = (found[:, 1] - found[:, 0]) / (2 * STRAIN) / GPa
    return np.asarray((slopes + slopes.T) / 2)


def cubic(tensor: Floats) -> Floats:
    """C11, C12, C44 of a crystal whose cubic axes lie along x, y, z: means of three each, GPa."""
    off = [tensor[0, 1], tensor[0, 2], tensor[1, 2]]
    diagonal = np.diag(tensor)
    return np.array([diagonal[:3].mean(), np.mean(off), diagonal[3:].mean()])


def tensor_of(constants: Floats) -> Floats:
    """C11, C12, C44 as the tensor of a cubic crystal, shape (6, 6)."""
    c11, c12, c44 = constants
    tensor = np.diag([c11] * 3 + [c44] * 3)
    tensor[:3, :3] += c12 * (1 - np.eye(3))
    return np.asarray(tensor)


def stable(tensor: Floats) -> bool:
    """Born's criterion: every strain costs energy."""
    return bool(np.linalg.eigvalsh(tensor).min() > 0)


def hill(tensor: Floats) -> tuple[float, float]:
    """Bulk and shear modulus of a polycrystal, GPa: the means of Voigt's and Reuss's bounds.

    Nan where the tensor has no inverse (Hill, Proc. Phys. Soc. A 65, 349 (1952)).
    """
    try:
        soft = np.linalg.inv(tensor)
    except np.linalg.LinAlgError:
        return float("nan"), float("nan")
    sums = [
        (m[:3, :3].trace(), m[0, 1] + m[0, 2] + m[1, 2], m[3:, 3:].trace()) for m in (tensor, soft)
    ]
    (a, b, c), (p, q, r) = sums
    bulk = ((a + 2 * b) / 9 + 1 / (p + 2 * q)) / 2
    shear = ((a - b + 3 * c) / 15 + 15 / (4 * p - 4 * q + 3 * r)) / 2
    return float(bulk), float(shear)


def _strain(place: int, size: float) -> Floats:
    strain = np.zeros((3, 3))
    i, j = _PLACES[place]
    strain[i, j] += size / 2
    strain[j, i] += size / 2
    return strain


def _stress(strained: Structure, fmax: float, steps: int, potential: Potential) -> Floats:
    """In the strained cell as it is, atoms at rest."""
    if len(strained) > 1:
        strained = relax(strained, potential, cell=False, fmax=fmax, steps=steps).structure
    (answer,) = evaluate(potential, [strained], STRESS)
    return np.asarray(answer.stress)
