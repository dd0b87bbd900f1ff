"""The unit of prediction, of failure, of resumption and of bootstrap resampling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tasks.structure import Structure

Arrays = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class System:
    """What a task's `predict` sees of one case. It holds no reference.

    id: unique within its dataset; letters, digits and ``._+-`` only.
    structures: by name, in order ("complex", "monomer-a", …).
    settings: numbers that the protocol needs for this system (seeds, coefficients), as arrays.
    tags: what errors are grouped by, e.g. {"interaction": "dispersion"}.
    cluster: systems of one cluster are related and are resampled together; the id by default.
        "Ih|II" lies between two clusters, as a pair does (see tasks/bootstrap.py).
    """

    id: str
    structures: Mapping[str, Structure]
    settings: Arrays = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    cluster: str = ""

    @property
    def elements(self) -> frozenset[int]:
        return frozenset(int(z) for s in self.structures.values() for z in s.numbers)

    @property
    def periodic(self) -> bool:
        return any(s.periodic for s in self.structures.values())

    @property
    def kind(self) -> str:
        """Which board asks for it: "materials" for periodic systems, else "molecules"."""
        return "materials" if self.periodic else "molecules"
