"""Surface energies of metals' closest-packed facets, estimated from the tension of the liquid.

The systems hold the bulk crystal, and the facet as Miller indices: how a slab is cut, and how thick
it is, belongs to the protocol of a task.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tasks.dataset import Dataset
from tasks.imports.rows import Row, rows
from tasks.imports.solid_cells import CELLS, start
from tasks.system import Arrays, System

FILE = "surface_energies_SE30.csv"
FIRST, SECOND = "E_surf_J_m2_a(Vitos1998 expt estimates)", "E_surf_J_m2_b"
SIZE = 30
FACETS = {"bcc": "110", "hcp": "0001", "fcc": "111"}
ERROR = 0.2
"""Of a surface energy: the upper end of the ±10–20 % that such estimates are known to."""


def surfaces(folder: Path) -> Dataset:
    """settings["miller"]: three indices, four for hexagonal crystals. J/m². Raises Malformed."""
    table = rows(folder / FILE, ("name", "solid", "facet", FIRST, SECOND, "in_SE30"))
    made: dict[str, tuple[System, Arrays]] = {}
    for row in table:
        if row.text("name") in made:
            raise row.malformed(f"a second {row['name']}")
        made[row["name"]] = _surface(row)
    if sum(row["in_SE30"] == "1" for row in table) != SIZE:
        raise table[-1].malformed(f"SE30 has {SIZE} members: rows are missing")
    references = {name: reference for name, (_, reference) in made.items()}
    return Dataset([system for system, _ in made.values()], references)


def _surface(row: Row) -> tuple[System, Arrays]:
    formula, _, crystal = row.text("solid").partition("_")
    if crystal not in CELLS or row.text("facet") != FACETS.get(crystal):
        raise row.malformed(f"{row['facet']!r} is not the closest-packed facet of {row['solid']}")
    if row.text("in_SE30") not in ("0", "1"):
        raise row.malformed(f"in_SE30 is {row['in_SE30']!r}, not 0 or 1")
    set_ = "SE30" if row["in_SE30"] == "1" else "beside SE30"
    tags = {"structure": crystal, "set": set_, "use": "ranking only"}
    settings = {"miller": np.array([float(index) for index in row["facet"]])}
    solid = start(row, formula, crystal)
    return System(row["name"], {"solid": solid}, settings, tags), _reference(row)


def _reference(row: Row) -> Arrays:
    """The second estimate, where there is one, is kept beside the first."""
    first, second = row.number(FIRST), row.maybe(SECOND)
    if first <= 0 or (second is not None and second <= 0):
        raise row.malformed("a surface that forms by itself: its energy is not positive")
    found = {"surface": np.array(first), "uncertainty": np.array(ERROR * first)}
    return found if second is None else {**found, "second": np.array(second)}
