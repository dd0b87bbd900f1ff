"""How many orbitals are left out of the correlation treatment.

`pyscf.data.elements.chemcore` is not used: it freezes nothing of Li and 1s only of Na and Mg, and
says nothing of the basis; here both are deliberate and the basis fits (see basis.OUTER_CORE).
"""

from __future__ import annotations

from collections.abc import Iterable

from ase.data import atomic_numbers


def valence_core(element: str) -> int:
    """Frozen in the valence step. Li, Be: none; B to Mg: 1s; Al to Ar: 1s 2s 2p."""
    number = atomic_numbers[element]
    return 0 if number <= 4 else 1 if number <= 12 else 5


def deep_core(element: str) -> int:
    """Frozen in the core-valence step: 1s of Na to Ar, which the sets do not describe.

    As in W4 theory (Karton et al., J. Chem. Phys. 125, 144108 (2006)).
    """
    return 1 if atomic_numbers[element] >= 11 else 0


def interleaved(elements: Iterable[str]) -> bool:
    """Al 2p lies among Na and Mg 2s 2p: the frozen orbitals would not be the lowest ones."""
    present = set(elements)
    return "Al" in present and bool(present & {"Na", "Mg"})
