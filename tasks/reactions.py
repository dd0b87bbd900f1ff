"""Energies of reactions: a sum of coefficient times energy over species, against a reference.

An interaction energy is a reaction (complex minus monomers), a barrier is one (transition state
minus reactants), and so are conformer, isomerisation and atomisation energies. A task of this kind
takes `predict` and `null` from here, `compare` from `compare_in(unit)`, and makes its systems with
`reaction`.

The arrays of a reaction:
    settings["coefficients"]   shape (species,), in the order of ``system.structures``
    predicted["energies"]      eV, shape (species,), in the same order
    reference["energy"]        eV, shape (): of the reaction
    reference["uncertainty"]   shape (), in the unit given to `compare_in`, as for every task
    reference["level:PBE"]     eV, shape (): what that functional gives for the same reaction
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from ase import units

from tasks.groups import CHARGE, COORDINATION, ELEMENT, SIZE, size
from tasks.potential import Potential, energies
from tasks.splitting import PREFIX
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Metric, Parity, Reduce

KCAL_MOL = float(units.kcal / units.mol)
"""1 kcal/mol in eV."""

KJ_MOL = float(units.kJ / units.mol)
"""1 kJ/mol in eV."""

MEV = 1e-3
"""1 meV in eV."""

LEVEL = "level:"
"""Begins the keys of what functionals give, in a reference."""

Compare = Callable[[System, Arrays, Arrays], dict[str, float]]


def reaction(
    name: str,
    species: Sequence[tuple[str, float, Structure]],
    tags: Mapping[str, str],
    cluster: str = "",
) -> System:
    """The system `name` of (species, coefficient, structure) triples, each species once.

    Its tag "size" is set here: the bin of the largest species' number of atoms.
    Raises ValueError where two species share a name.
    """
    names = [each for each, _, _ in species]
    if len(set(names)) != len(names):
        raise ValueError(f"{name}: two species share a name: {', '.join(names)}")
    coefficients = np.array([coefficient for _, coefficient, _ in species], dtype=np.float64)
    structures = {each: structure for each, _, structure in species}
    tags = {**tags, SIZE: size(max(map(len, structures.values())))}
    return System(name, structures, {"coefficients": coefficients}, tags, cluster)


def reference(
    energy: float, uncertainty: float, unit: float, levels: Mapping[str, float] | None = None
) -> Arrays:
    """Energy, uncertainty and levels are given in a unit that is worth `unit` eV.

    levels: what functionals give for the same reaction, by name: {"PBE": -3.1}.
    """
    found = {"energy": np.array(energy * unit), "uncertainty": np.array(uncertainty)}
    return found | {LEVEL + name: np.array(value * unit) for name, value in (levels or {}).items()}


def predict(system: System, potential: Potential) -> Arrays:
    """Total energies of the species as they are, nothing relaxed. Equal species are asked once."""
    places: dict[bytes, int] = {}
    distinct: list[Structure] = []
    order = []
    for structure in system.structures.values():
        place = places.setdefault(structure.identity, len(distinct))
        if place == len(distinct):
            distinct.append(structure)
        order.append(place)
    return {"energies": energies(potential, distinct)[order]}


def null(system: System) -> Arrays:
    """The honest nothing: no interaction, no barrier."""
    return {"energies": np.zeros(len(system.structures))}


def compare_in(unit: float) -> Compare:
    """A `compare` whose "error" is predicted minus reference, in a unit that is worth `unit` eV.

    A positive error of an interaction energy means bound too weakly, of a barrier too high.
    For each level that the reference holds there is the functional's own error beside it, level
    minus reference: "functional:PBE" (see tasks/splitting.py).
    """

    def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
        energy = system.settings["coefficients"] @ predicted["energies"]
        found = {"error": float((energy - reference["energy"]) / unit)}
        for name in reference:
            if name.startswith(LEVEL):
                functional = PREFIX + name.removeprefix(LEVEL)
                found[functional] = float((reference[name] - reference["energy"]) / unit)
        return found

    return compare


def metrics(unit: str, worst: float, by: tuple[str, ...] = ()) -> tuple[Metric, ...]:
    """Mean absolute and mean signed error of the reactions, also for each value of the tags `by`,
    for each size, element, coordination and charge."""
    by = tuple(dict.fromkeys((*by, SIZE, ELEMENT, COORDINATION, CHARGE)))
    absolute = Metric("mae", "MAE", of="error", unit=unit, worst=worst, by=by)
    signed = Metric("mean-error", "Mean signed error", "error", unit, Reduce.MEAN, by=by)
    return absolute, signed


def parity_in(unit: float, name: str) -> Parity:
    """The reaction's energy, in a unit of this name that is worth `unit` eV."""

    def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float]:
        energy = system.settings["coefficients"] @ predicted["energies"]
        return float(reference["energy"] / unit), float(energy / unit)

    return Parity("energy", name, pair)
