"""A potential in process that answers whole batches: any object with evaluate(batch)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ase import Atoms
from ase.stress import full_3x3_to_voigt_6_stress

from tasks.ase_potential import made
from tasks.meter import Reading, of_this_process
from tasks.potential import (
    DESCRIPTORS,
    ENERGIES,
    ENERGY,
    FORCES,
    STRESS,
    UNCERTAINTY,
    Answer,
    Capabilities,
    Failed,
    NotFinite,
    Unsupported,
)
from tasks.structure import Floats, Structure

Shapes = list[tuple[int, ...]]


class BatchPotential:
    """function: a list of ase.Atoms, charge and spin in their info, to a list of dicts with
    "energy" (eV), "forces" (eV/Å, (n, 3)) and "stress" (eV/Å³, (6,) Voigt order, or (3, 3))."""

    def __init__(
        self, function: Callable[[list[Atoms]], Sequence[Any]], capabilities: Capabilities
    ) -> None:
        self.function = function
        self.capabilities = capabilities

    def reading(self) -> Reading:
        return of_this_process()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises Unsupported where the potential raises NotImplementedError or leaves out a
        property, Failed where it raises anything else or answers in another shape, NotFinite."""
        said = self._ask([structure.to_atoms() for structure in structures])
        if len(said) != len(structures) or not all(isinstance(v, dict) for v in said):
            raise Failed("evaluate(batch) must return a list of dicts, one for each structure")
        pairs = zip(said, structures, strict=True)
        width = self.capabilities.descriptors
        return [_answer(values, len(s), width, properties) for values, s in pairs]

    def _ask(self, batch: list[Atoms]) -> list[Any]:
        try:
            return list(self.function(batch))
        except NotImplementedError as error:
            raise Unsupported(f"{type(error).__name__}: {error}") from error
        except (Exception, SystemExit) as error:
            raise Failed(f"{type(error).__name__}: {error}") from error


def _answer(values: dict[str, Any], n: int, width: int, wanted: frozenset[str]) -> Answer:
    missing = sorted(name for name in wanted if values.get(name) is None)
    if missing:
        raise Unsupported(f"the potential gave no {', '.join(missing)}")
    number: Shapes = [(), (1,)]
    shapes: dict[str, Shapes] = {
        ENERGY: number,
        FORCES: [(n, 3)],
        STRESS: [(6,), (3, 3)],
        ENERGIES: [(n,)],
        UNCERTAINTY: number,
        DESCRIPTORS: [(n, width)],
    }
    given = {name: _array(name, values[name], shapes[name]) for name in wanted}
    answer = made({ENERGY: np.zeros(())} | {name: _plain(name, a) for name, a in given.items()})
    if not answer.finite():
        raise NotFinite("the potential answered NaN or an infinity")
    return answer


def _array(name: str, value: Any, shapes: Shapes) -> Floats:
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Failed(f"{name} is no array of numbers: {error}") from error
    if array.shape not in shapes:
        raise Failed(f"{name} has shape {array.shape}; expected {shapes[0]}")
    return array


def _plain(name: str, array: Floats) -> Floats:
    """A stress in Voigt order, a number without a shape."""
    if name in (ENERGY, UNCERTAINTY):
        return array.reshape(())
    full = name == STRESS and array.shape == (3, 3)
    return np.asarray(full_3x3_to_voigt_6_stress(array)) if full else array
