"""A system before its reference is known: what is to be computed, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tasks.structure import Structure

FOCAL_POINT = "FP-aDZ"
COMPOSITE = "CC-CBS(TQ)+CV"


@dataclass(frozen=True, eq=False)
class Species:
    """One term of the sum. The reference is the sum of coefficient times energy.

    part: the indices of those atoms of the candidate's `whole` that this is, in order. With
    counterpoise the others are ghosts. None: a structure of its own, without ghosts.
    """

    name: str
    coefficient: float
    structure: Structure
    part: tuple[int, ...] | None = None


@dataclass(frozen=True, eq=False)
class Candidate:
    """id: letters, digits and ``-``; says nothing of the seed. family: "dimers", "torsions", ….

    protocol: FOCAL_POINT or COMPOSITE. whole: the complex, where species are parts of one.
    counterpoise: every part is computed in the basis of the whole.
    forces: the reference is the forces on the first species, by finite differences, and no energy.
    tags, cluster: as in tasks.system.System.
    """

    id: str
    family: str
    protocol: str
    species: Sequence[Species]
    whole: Structure | None = None
    counterpoise: bool = False
    forces: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    cluster: str = ""

    def __post_init__(self) -> None:
        if self.counterpoise and (self.whole is None or any(s.part is None for s in self.species)):
            raise ValueError(f"{self.id}: counterpoise needs the whole, and each species as a part")
