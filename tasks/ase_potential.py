"""An ASE calculator in this process, asked like any other potential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ase.calculators.calculator import BaseCalculator
from ase.stress import full_3x3_to_voigt_6_stress

from tasks.meter import Reading, of_this_process
from tasks.potential import (
    DESCRIPTORS,
    ENERGIES,
    ENERGY,
    FORCES,
    PROPERTIES,
    STRESS,
    UNCERTAINTY,
    Answer,
    Capabilities,
    Failed,
    NoAnswer,
    NotFinite,
    Unsupported,
)
from tasks.structure import Floats, Structure

MAX_NOTE = 2_000
DEAREST_FIRST = (DESCRIPTORS, UNCERTAINTY, ENERGIES, STRESS, FORCES, ENERGY)
"""As the server in the container asks: a calculation of the stress brings the rest with it."""


class AsePotential:
    """Asks an ASE calculator, one structure at a time.

    Charge and multiplicity travel in ``atoms.info["charge"]`` and ``atoms.info["spin"]``; a
    calculator that reads them says so in its capabilities. The energy is ASE's ``energy``, the one
    that forces and stress are compared with.
    """

    def __init__(self, calculator: BaseCalculator, capabilities: Capabilities | None = None):
        """capabilities: by default those properties that the calculator says it implements."""
        self.calculator = calculator
        self._capabilities = capabilities or capabilities_of(calculator)
        self._asked: dict[str, int] | None = None

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def reading(self) -> Reading:
        return of_this_process()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises Unsupported where the calculator has no such property or parameters, NotFinite
        where it says NaN or infinity, Failed where it raises anything else, SystemExit included."""
        return [self._one(structure, properties) for structure in structures]

    def _one(self, structure: Structure, properties: frozenset[str]) -> Answer:
        try:
            answer = self._ask(structure, properties)
        except NoAnswer:
            raise
        except NotImplementedError as missing:  # PropertyNotImplementedError, unknown elements
            raise Unsupported(_text(missing)) from missing
        except (Exception, SystemExit) as error:
            raise Failed(_text(error)) from error
        if not answer.finite():
            raise NotFinite("the calculator answered NaN or an infinity")
        return answer

    def _ask(self, structure: Structure, properties: frozenset[str]) -> Answer:
        atoms = structure.to_atoms()
        # ASE's cache looks at atoms and positions, not at `info`: without the reset, OH- would be
        # answered by what was computed for OH a moment ago.
        if atoms.info != self._asked:
            self._reset()
        self._asked = None  # until it has answered, what it holds is not to be trusted
        width = self._capabilities.descriptors
        values = {
            name: _shaped(name, self.calculator.get_property(name, atoms), len(structure), width)
            for name in DEAREST_FIRST
            if name in properties | {ENERGY}
        }
        self._asked = dict(atoms.info)
        return made(values)

    def _reset(self) -> None:
        """Calculators outside of ASE's Calculator, such as SumCalculator, have results alone."""
        forget = getattr(self.calculator, "reset", None) or self.calculator.results.clear
        forget()


def capabilities_of(calculator: BaseCalculator) -> Capabilities:
    """What a calculator says of itself: the properties that it implements, and no charges.

    Raises ValueError where it has no energy.
    """
    has = frozenset(PROPERTIES) & frozenset(calculator.implemented_properties)
    if ENERGY not in has:
        name = type(calculator).__name__
        raise ValueError(f'{name} has no energy; list "energy" in its implemented_properties')
    return Capabilities(properties=has)


def made(values: Mapping[str, Floats]) -> Answer:
    """Of arrays by the names of properties; the energy is among them."""
    spread = values.get(UNCERTAINTY)
    return Answer(
        float(values[ENERGY]),
        values.get(FORCES),
        values.get(STRESS),
        values.get(ENERGIES),
        None if spread is None else float(spread),
        values.get(DESCRIPTORS),
    )


def _shaped(name: str, value: Any, n: int, width: int) -> Floats:
    """A copy, because calculators reuse their buffers; a full stress tensor becomes Voigt's six."""
    if value is None:
        raise Unsupported(f"the calculator gave no {name}")
    array = np.array(value, dtype=np.float64)
    if name in (ENERGY, UNCERTAINTY) and array.shape == (1,):
        return array.reshape(())
    if name == STRESS and array.shape == (3, 3):
        return np.asarray(full_3x3_to_voigt_6_stress(array))
    of_atoms = {FORCES: (n, 3), ENERGIES: (n,), DESCRIPTORS: (n, width)}
    expected = ({ENERGY: (), STRESS: (6,), UNCERTAINTY: ()} | of_atoms)[name]
    if array.shape != expected:
        raise Failed(f"{name} has shape {array.shape}; expected {expected}")
    return array


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_NOTE]
