"""Which reader reads which folder of published data.

A reader is `read(folder) -> list[Collection]`. It raises Malformed, with file, line and reason,
before it returns anything: what it returns is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tasks.imports import (
    adsorption,
    experimental_solids,
    folmsbee,
    minerals,
    molecular_crystals,
    phonon_conductivity,
    wbm,
)
from tasks.imports.collection import Collection
from tasks.imports.gscdb138 import read as gscdb138

Reader = Callable[[Path], list[Collection]]

READERS: dict[str, Reader] = {
    folmsbee.FOLDER: folmsbee.read,
    experimental_solids.FOLDER: experimental_solids.read,
    minerals.FOLDER: minerals.read,
    phonon_conductivity.FOLDER: phonon_conductivity.read,
    "gscdb138": gscdb138.read,
    molecular_crystals.FOLDER: molecular_crystals.read,
    adsorption.FOLDER: adsorption.read,
    wbm.FOLDER: wbm.read,
}
"""By the name of the source's folder."""
