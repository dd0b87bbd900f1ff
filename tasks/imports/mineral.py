"""One mineral: the crystal of its CIF, or the reason why no potential can be asked for it.

A half-occupied site, a missing hydrogen or two atoms in one place are no slips of the file:
crystals are like that, or were not resolved. Such minerals are left out, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from ase.data import atomic_masses, atomic_numbers, chemical_symbols, covalent_radii
from ase.geometry import cellpar_to_cell
from ase.units import mol

from tasks.imports.cif import Cif
from tasks.imports.malformed import Malformed
from tasks.imports.symmetry import clash, images, operation
from tasks.structure import Floats, Integers, Structure

LABEL, OCCUPANCY = "_atom_site_label", "_atom_site_occupancy"
OPERATION = "_space_group_symop_operation_xyz"
PARAMETERS = tuple(f"_cell_{each}" for each in (
    "length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma",
))  # fmt: skip
DEUTERIUM = 2.014  # u
AGREE = 0.02  # relative: densities as stated, and as the structure has them
VOLUMES = 0.005  # relative: volumes as stated, and as the cell has them
RATIO = 0.01  # relative: atoms of an element, as in the formula and as in the cell
WHOLE = 1e-3  # of a site's occupancy: 0.99998 is written here and there
MOST_ATOMS = 20_000

_ELEMENT = re.compile(r"([A-Z][a-z]?)(\d*\.?\d*)")


class Unusable(Exception):
    """Why no structure can be made of a mineral."""


@dataclass(frozen=True, eq=False)
class Mineral:
    """parameters: a, b, c (Å), α, β, γ (degrees). density: of the structure, g/cm³, with the
    elements' natural masses. stated: the density in the file, g/cm³. deuterated: D counts as H."""

    structure: Structure
    parameters: Floats
    density: float
    stated: float
    deuterated: bool


def mineral(cif: Cif) -> Mineral:
    """Raises Malformed where the file is broken, Unusable where the crystal is."""
    parameters = np.array([cif.number(tag) for tag in PARAMETERS])
    cell = _cell(cif, parameters)
    formula = composition(cif)
    numbers, positions = _atoms(cif, cell, formula)
    _complete(numbers, formula)
    if (pair := clash(positions, covalent_radii[numbers], cell)) is not None:
        one, other = (chemical_symbols[numbers[i]] for i in pair)
        raise Unusable(f"atoms in one place: {one} and {other}")
    structure = Structure(numbers, positions @ cell, cell, np.ones(3, dtype=bool))
    stated = cif.number("_exptl_crystal_density_diffrn")
    density, heavy = (_density(structure, mass) for mass in (atomic_masses[1], DEUTERIUM))
    deuterated = "D" in formula
    if abs((heavy if deuterated else density) / stated - 1) > AGREE:
        raise Unusable(f"a density of {density:.3f} g/cm³, where the file states {stated:g}")
    return Mineral(structure, parameters, density, stated, deuterated)


def composition(cif: Cif) -> dict[str, float]:
    """Atoms of the stated formula, by symbol; D is its own. Raises Malformed."""
    text = cif.text("_chemical_formula_sum")
    found: dict[str, float] = {}
    for symbol, count in _ELEMENT.findall(text):
        if symbol != "D" and symbol not in atomic_numbers:
            raise Malformed(cif.file, cif.values["_chemical_formula_sum"][0], f"{symbol} in {text}")
        found[symbol] = found.get(symbol, 0.0) + float(count or 1)
    return found


def _cell(cif: Cif, parameters: Floats) -> Floats:
    """Rows, Å, shape (3, 3)."""
    line = cif.values[PARAMETERS[0]][0]
    if (parameters <= 0).any() or (parameters[3:] >= 180).any():
        raise Malformed(cif.file, line, f"a cell cannot have the parameters {parameters.tolist()}")
    cell = np.asarray(cellpar_to_cell(parameters), dtype=np.float64)
    volume, stated = abs(np.linalg.det(cell)), cif.number("_cell_volume")
    if not abs(volume / stated - 1) < VOLUMES:
        raise Unusable(f"a cell of {volume:.1f} Å³, where the file states {stated:g}")
    return cell


def _atoms(cif: Cif, cell: Floats, formula: dict[str, float]) -> tuple[Integers, Floats]:
    """Atomic numbers, shape (n,); fractional positions, shape (n, 3)."""
    operations = _operations(cif)
    numbers, positions = [], []
    for line, cells in cif.rows(LABEL):
        site = np.array([cif.cell_number(line, cells, f"_atom_site_fract_{x}") for x in "xyz"])
        occupied = cif.cell_number(line, cells, OCCUPANCY) if OCCUPANCY in cells else 1.0
        if abs(occupied - 1) > WHOLE:
            raise Unusable("sites that are occupied in part, or more than once")
        found = images(operations, site, cell)
        numbers += [_element(cif, line, cells[LABEL], formula)] * len(found)
        positions.append(found)
        if len(numbers) > MOST_ATOMS:
            raise Malformed(cif.file, line, f"a cell of more than {MOST_ATOMS} atoms")
    return np.array(numbers, dtype=np.int32), np.concatenate(positions)


def _operations(cif: Cif) -> Floats:
    found = []
    for line, cells in cif.rows(OPERATION):
        try:
            found.append(operation(cells[OPERATION]))
        except ValueError as error:
            raise Malformed(cif.file, line, str(error)) from error
    return np.array(found)


def _element(cif: Cif, line: int, label: str, formula: dict[str, float]) -> int:
    """Labels are symbols with a site's name behind: "OH2" is an oxygen, "SI" a sulfur. The symbol
    is the longest one that the formula has."""
    for symbol in (label[:2], label[:1]):
        if symbol in formula:
            return 1 if symbol == "D" else atomic_numbers[symbol]
    if label[:1] in ("H", "D"):
        return 1
    raise Malformed(cif.file, line, f"the site {label!r} is of no element of the formula")


def _complete(numbers: Integers, formula: dict[str, float]) -> None:
    """The cell holds a whole number of formulas. Raises Unusable."""
    have = Counter(chemical_symbols[int(z)] for z in numbers)
    want = {symbol: count for symbol, count in formula.items() if symbol not in ("H", "D")}
    want["H"] = formula.get("H", 0.0) + formula.get("D", 0.0)
    heavy = [symbol for symbol in want if symbol != "H"] or ["H"]
    units = sum(have[s] for s in heavy) / sum(want[s] for s in heavy)
    odd = [s for s in {*have, *want} if abs(have[s] - units * want[s]) > RATIO * units * want[s]]
    if odd == ["H"] and have["H"] < units * want["H"]:
        raise Unusable("hydrogens whose places are not given")
    if odd:
        raise Unusable("sites that do not make up the stated formula")


def _density(structure: Structure, hydrogen: float) -> float:
    """g/cm³."""
    masses = np.where(structure.numbers == 1, hydrogen, atomic_masses[structure.numbers])
    return float(masses.sum() / mol / (structure.volume * 1e-24))
