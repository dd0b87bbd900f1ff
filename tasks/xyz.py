"""Structures as extended XYZ, one frame after the other, with every digit."""

from __future__ import annotations

from ase.data import chemical_symbols

from tasks.shown import Part, ShownSystem
from tasks.structure import Structure


def xyz(system: ShownSystem) -> str:
    """A frame for each structure of the system, in its order."""
    return "".join(frame(system.id, part) for part in system.parts)


def frame(system: str, part: Part) -> str:
    """Å; charge in e, spin as the multiplicity 2S + 1; a coefficient where energies are summed."""
    one = part.structure
    told = [f'system="{_plain(system)}"', f'part="{_plain(part.name)}"']
    told += [] if part.coefficient is None else [f"coefficient={part.coefficient:g}"]
    told += [f"charge={one.charge}", f"spin={one.spin}"]
    head = " ".join([*_cell(one), "Properties=species:S:1:pos:R:3", *told])
    rows = zip(one.numbers, one.positions.tolist(), strict=True)
    atoms = [f"{chemical_symbols[z]:<2} " + " ".join(f"{x!r:>22}" for x in r) for z, r in rows]
    return "\n".join([str(len(one)), head, *atoms]) + "\n"


def _cell(one: Structure) -> list[str]:
    pbc = " ".join("FT"[int(each)] for each in one.pbc)
    if not one.cell.any():
        return [f'pbc="{pbc}"']
    vectors = " ".join(repr(x) for x in one.cell.ravel().tolist())
    return [f'Lattice="{vectors}"', f'pbc="{pbc}"']


def _plain(text: str) -> str:
    """Nothing that ends a quoted value or a line."""
    return "".join(c for c in text if c.isprintable() and c not in '"\\')
