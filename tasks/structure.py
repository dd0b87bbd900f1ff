"""One arrangement of atoms, as it is sent to a potential."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ase import Atoms

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Structure:
    """Atoms in a box, or in the vacuum.

    numbers: atomic numbers, shape (n,).
    positions: Cartesian, Å, shape (n, 3).
    cell: lattice vectors as rows, Å, shape (3, 3); zero where there is none.
    pbc: periodic along each lattice vector, shape (3,).
    charge: total charge in units of e.
    spin: multiplicity 2S + 1 (1 is a closed shell), the convention of OMol25.
    """

    numbers: Integers
    positions: Floats
    cell: Floats = field(default_factory=lambda: np.zeros((3, 3)))
    pbc: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(3, dtype=bool))
    charge: int = 0
    spin: int = 1

    def __post_init__(self) -> None:
        n = len(self.numbers)
        shapes = (self.positions.shape, self.cell.shape, self.pbc.shape)
        if n == 0 or shapes != ((n, 3), (3, 3), (3,)):
            raise ValueError(f"a structure of {n} atoms cannot have arrays of shapes {shapes}")

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def periodic(self) -> bool:
        return bool(self.pbc.any())

    @property
    def identity(self) -> bytes:
        """Equal for equal bytes of all that a potential is told; a digest, so that it is short."""
        told = hashlib.sha256(b"%d/%d" % (self.charge, self.spin))
        for array in (self.numbers, self.positions, self.cell, self.pbc):
            told.update(np.ascontiguousarray(array).tobytes())
        return told.digest()

    @property
    def volume(self) -> float:
        """Volume of the cell, Å³."""
        return float(abs(np.linalg.det(self.cell)))

    @classmethod
    def from_atoms(cls, atoms: Atoms, charge: int = 0, spin: int = 1) -> Structure:
        return cls(
            numbers=np.asarray(atoms.numbers, dtype=np.int32),
            positions=np.asarray(atoms.positions, dtype=np.float64),
            cell=np.asarray(atoms.cell.array, dtype=np.float64),
            pbc=np.asarray(atoms.pbc, dtype=bool),
            charge=charge,
            spin=spin,
        )

    def to_atoms(self) -> Atoms:
        """ASE atoms; charge and spin travel in ``atoms.info``, as fairchem does it."""
        from ase import Atoms

        return Atoms(
            numbers=self.numbers,
            positions=self.positions,
            cell=self.cell,
            pbc=self.pbc,
            info={"charge": self.charge, "spin": self.spin},
        )

    def moved(self, positions: Floats) -> Structure:
        """The same atoms at other positions (Å, shape (n, 3))."""
        return Structure(self.numbers, positions, self.cell, self.pbc, self.charge, self.spin)

    def strained(self, strain: Floats) -> Structure:
        """Positions and cell times (1 + strain); strain is dimensionless, shape (3, 3)."""
        deform = np.eye(3) + strain
        positions, cell = self.positions @ deform.T, self.cell @ deform.T
        return Structure(self.numbers, positions, cell, self.pbc, self.charge, self.spin)
