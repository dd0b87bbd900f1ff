"""Kinds of systems, told from what the web zone knows of each: its elements, its task, and whether
it repeats in space."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ase.data import atomic_numbers


def _numbers(symbols: str) -> frozenset[int]:
    return frozenset(atomic_numbers[symbol] for symbol in symbols.split())


NONMETALS = _numbers("H He B C N O F Ne Si P S Cl Ar Ge As Se Br Kr Sb Te I Xe At Rn")
ORGANIC = _numbers("H B C N O F Si P S Cl Se Br I")
CARBON = atomic_numbers["C"]
MOLECULES, MATERIALS = "molecules", "materials"
PACKED = ("lattice-energies", "ice-lattice-energies", "polymorph-order")
CHARGED = ("ionic-interactions", "hydrated-ions", "reactions-of-ions", "metal-ions")
SURFACES = ("surface-energies", "adsorption-on-oxides")
LIQUIDS = ("molten-metals", "molten-metals-quick", "liquid-water", "liquid-water-quick")
MINERALS = ("minerals", "minerals-full")


@dataclass(frozen=True)
class Sort:
    """What is known of a system: of which task it is, whether it is periodic, what it holds."""

    task: str
    kind: str
    elements: frozenset[int]


Holds = Callable[[Sort], bool]


@dataclass(frozen=True)
class Kind:
    """slug: as it stands in a URL. of: MOLECULES or MATERIALS. says: the rule, on the page."""

    slug: str
    title: str
    of: str
    says: str
    holds: Holds

    def has(self, one: Sort) -> bool:
        return one.kind == self.of and self.holds(one)


def _of_tasks(tasks: Collection[str]) -> Holds:
    return lambda one: one.task in tasks


def _organic(one: Sort) -> bool:
    return CARBON in one.elements and one.elements <= ORGANIC


def _with_metal(one: Sort) -> bool:
    return bool(one.elements - NONMETALS)


def _metallic(one: Sort) -> bool:
    return bool(one.elements) and not one.elements & NONMETALS


def _compound(one: Sort) -> bool:
    return bool(one.elements & NONMETALS) and one.task not in {*PACKED, *LIQUIDS}


def _any(one: Sort) -> bool:
    return True


KINDS = (
    Kind(MOLECULES, "All molecules", MOLECULES, "whatever does not repeat in space", _any),
    Kind("organic", "Organic molecules", MOLECULES,
         "molecules with carbon, of H, B, C, N, O, F, Si, P, S, Cl, Se, Br and I alone", _organic),
    Kind("with-metal", "Molecules with a metal atom", MOLECULES,
         "molecules that hold an atom of a metal", _with_metal),
    Kind("ions", "Ions and charged complexes", MOLECULES,
         "the systems of the tasks about ions", _of_tasks(CHARGED)),
    Kind(MATERIALS, "All materials", MATERIALS, "whatever repeats in space", _any),
    Kind("metals", "Metals and alloys", MATERIALS,
         "materials of metal atoms alone, solid or molten", _metallic),
    Kind("compounds", "Semiconductors, oxides, salts and surfaces with them", MATERIALS,
         "materials that hold a nonmetal, except crystals of molecules, and liquids", _compound),
    Kind("molecular-crystals", "Crystals of molecules, and ice", MATERIALS,
         "the systems of the tasks about lattice energies and polymorphs", _of_tasks(PACKED)),
    Kind("minerals", "Minerals", MATERIALS,
         "the systems of the tasks about minerals", _of_tasks(MINERALS)),
    Kind("surfaces", "Surfaces", MATERIALS,
         "the systems of the tasks about surfaces and adsorption", _of_tasks(SURFACES)),
    Kind("liquids", "Liquids", MATERIALS,
         "the systems of the tasks about liquids", _of_tasks(LIQUIDS)),
)  # fmt: skip

BY_SLUG = {kind.slug: kind for kind in KINDS}
