"""The protocol against published values: what our own references are wrong by, and what they cost.

    python benchmarks/references.py [NAME…]

S22: water and methane dimers, S22B (M. S. Marshall, L. A. Burns, C. D. Sherrill, J. Chem. Phys.
135, 194102 (2011)). Small complexes: NC11 as GSCDB138 holds it (D. G. A. Smith et al., J. Phys.
Chem. Lett. 7, 2197 (2016)). Atomization: W4-17 (A. Karton, N. Sylvetsky, J. M. L. Martin,
J. Comput. Chem. 38, 2063 (2017)) as GSCDB138 holds it, at experimental equilibrium structures.
Barrier of H + H2: HTBH38/08. Forces: zero at the experimental equilibrium distance (K. P. Huber,
G. Herzberg, Constants of Diatomic Molecules, 1979).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
from ase import Atoms
from ase.data import s22

from tasks.coupled_cluster.s22 import complexes
from tasks.reactions import KCAL_MOL
from tasks.references.candidate import COMPOSITE, FOCAL_POINT, Candidate, Species
from tasks.references.compute import compute
from tasks.references.record import Record
from tasks.structure import Structure

# kcal/mol of the atoms, relative to the molecule: W4-17.
W4 = {"H2": 109.50, "HF": 141.64, "H2O": 232.98, "NH3": 298.01, "CH4": 420.44, "N2": 228.48}
W4 |= {"CO": 259.73, "BH": 84.98, "HCl": 107.49, "AlH": 73.58}
SPINS = {"H": 2, "B": 2, "C": 3, "N": 4, "O": 3, "F": 2, "Al": 2, "Cl": 2}
DIATOMICS = {"H2": ("HH", 0.7414), "HF": ("HF", 0.9168), "N2": ("NN", 1.0977)}
DIATOMICS |= {"CO": ("CO", 1.1283), "BH": ("BH", 1.2324)}
NC11 = {"Ne-HF": -0.2565, "H2-HF": -1.1432}
HYDROGEN_EXCHANGE = 9.60


def molecule(name: str) -> Atoms:
    """At its experimental equilibrium structure, Å and degrees."""
    if name in DIATOMICS:
        symbols, distance = DIATOMICS[name]
        return Atoms(list(symbols), [[0, 0, 0], [0, 0, distance]])
    if name in {"HCl", "AlH"}:
        return Atoms(name, [[0, 0, 0], [0, 0, {"HCl": 1.2746, "AlH": 1.6478}[name]]])
    if name == "CH4":
        corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3.0)
        return Atoms("CH4", [[0, 0, 0], *(1.0870 * corners)])
    distance, angle, hydrogens = {"H2O": (0.9578, 104.48, 2), "NH3": (1.0116, 106.7, 3)}[name]
    # Around the axis, tilted so that each pair of bonds has the angle.
    turn = 2.0 * np.pi / hydrogens
    tilt = np.arcsin(np.sin(np.radians(angle / 2.0)) / np.sin(turn / 2.0))
    around = turn * np.arange(hydrogens)
    bonds = [[np.sin(tilt) * np.cos(a), np.sin(tilt) * np.sin(a), np.cos(tilt)] for a in around]
    return Atoms({"H2O": "OH2", "NH3": "NH3"}[name], [[0, 0, 0], *(distance * np.array(bonds))])


def atomization(name: str) -> Candidate:
    atoms = molecule(name)
    symbols = sorted(set(atoms.get_chemical_symbols()))
    parts = [
        Species(each, float(atoms.get_chemical_symbols().count(each)), lone(each))
        for each in symbols
    ]
    whole = Species(name, -1.0, Structure.from_atoms(atoms))
    return Candidate(name, "atomization", COMPOSITE, [*parts, whole])


def lone(element: str) -> Structure:
    return Structure.from_atoms(Atoms(element), spin=SPINS[element])


def dimer(name: str, atoms: Atoms, first: int) -> Candidate:
    """Counterpoise interaction of the first atoms with the others."""
    whole = Structure.from_atoms(atoms)
    everything, a, b = range(len(atoms)), range(first), range(first, len(atoms))
    species = [
        Species(label, sign, Structure.from_atoms(atoms[list(part)]), tuple(part))
        for label, sign, part in (("ab", 1.0, everything), ("a", -1.0, a), ("b", -1.0, b))
    ]
    return Candidate(name, "dimers", FOCAL_POINT, species, whole, counterpoise=True)


def s22_dimer(name: str) -> tuple[Candidate, float]:
    first, _ = s22.get_number_of_dimer_atoms(name)
    published = next(each.revised for each in complexes() if each.name == name)
    return dimer(name, s22.create_s22_system(name), first), published


def neon() -> Candidate:
    """Linear, neon at the hydrogen; the geometry of NC11 in GSCDB138 (CC BY 4.0)."""
    along = [-0.04699468, 0.88589182, 3.21104726]
    return dimer("Ne-HF", Atoms("FHNe", [[0, 0, z] for z in along]), 2)


def hydrogen() -> Candidate:
    """HF pointing at the middle of H2; the geometry of NC11 in GSCDB138 (CC BY 4.0)."""
    places = [[0.38332009, 0, 0], [-0.38332009, 0, 0], [0, 0, 1.97325265], [0, 0, 2.90613918]]
    return dimer("H2-HF", Atoms("HHHF", places), 2)


def exchange() -> Candidate:
    """H + H2, at the saddle point (1.757 bohr twice)."""
    saddle = Atoms("H3", [[0, 0, -0.9298], [0, 0, 0], [0, 0, 0.9298]])
    species = [
        Species("saddle", 1.0, Structure.from_atoms(saddle, spin=2)),
        Species("H", -1.0, lone("H")),
        Species("H2", -1.0, Structure.from_atoms(molecule("H2"))),
    ]
    return Candidate("H+H2", "barriers", COMPOSITE, species)


def at_rest(name: str) -> Candidate:
    whole = Species(name, 1.0, Structure.from_atoms(molecule(name)))
    return Candidate(f"force-{name}", "forces", COMPOSITE, [whole], forces=True)


CASES: dict[str, Callable[[], tuple[Candidate, float]]] = {
    **{name: lambda name=name: (atomization(name), W4[name]) for name in W4},  # type: ignore[misc]
    "H+H2": lambda: (exchange(), HYDROGEN_EXCHANGE),
    "Ne-HF": lambda: (neon(), NC11["Ne-HF"]),
    "H2-HF": lambda: (hydrogen(), NC11["H2-HF"]),
    "S22-water": lambda: s22_dimer("Water_dimer"),
    "S22-methane": lambda: s22_dimer("Methane_dimer"),
    **{f"force-{name}": lambda name=name: (at_rest(name), 0.0) for name in DIATOMICS},  # type: ignore[misc]
}


def main(names: Sequence[str]) -> None:
    for name in names or list(CASES):
        candidate, published = CASES[name]()
        print(report(compute(candidate), published), flush=True)


def report(record: Record, published: float) -> str:
    seconds = record.provenance["cost"]["cpu_seconds"]
    if not record.accepted:
        return f"{record.id:>14}: rejected: {'; '.join(record.reasons)} ({seconds:.0f} CPU s)"
    if record.forces is not None:
        along = 1000.0 * record.forces[1][2]
        return f"{record.id:>14}: {along:+8.1f} meV/Å on the second atom, {seconds:.0f} CPU s"
    energy = (record.energy or 0.0) / KCAL_MOL
    levels = ", ".join(f"{k} {v / KCAL_MOL - published:+.2f}" for k, v in record.levels.items())
    return (
        f"{record.id:>14}: {energy:9.3f} ± {record.uncertainty:.3f}, published {published:9.3f}, "
        f"error {energy - published:+.3f} kcal/mol ({levels}), {seconds:.0f} CPU s"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
