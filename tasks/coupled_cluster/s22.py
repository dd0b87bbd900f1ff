"""The 22 complexes of S22, their monomers and their reference energies, as two tasks share them."""

from __future__ import annotations

from dataclasses import dataclass

from ase import Atoms
from ase.data import s22

from tasks.reactions import KCAL_MOL, reaction
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Source

GEOMETRIES = Source(
    "P. Jurečka, J. Šponer, J. Černý, P. Hobza, Benchmark database of accurate (MP2 and CCSD(T) "
    "complete basis set limit) interaction energies of small model complexes, DNA base pairs, and "
    "amino acid pairs, Phys. Chem. Chem. Phys. 8, 1985 (2006): S22, complexes and geometries",
    "https://doi.org/10.1039/B600027D",
)
ENERGIES = Source(
    "T. Takatani, E. G. Hohenstein, M. Malagoli, M. S. Marshall, C. D. Sherrill, Basis set "
    "consistent revision of the S22 test set of noncovalent interaction energies, J. Chem. Phys. "
    "132, 144104 (2010): S22A, CCSD(T)/CBS, the energies that ase.data.s22 holds",
    "https://doi.org/10.1063/1.3378024",
)
REVISION = Source(
    "M. S. Marshall, L. A. Burns, C. D. Sherrill, Basis set convergence of the coupled-cluster "
    "correction, J. Chem. Phys. 135, 194102 (2011): S22B, from which the uncertainties are taken",
    "https://doi.org/10.1063/1.3659142",
)
REVISION_COPY = Source(
    "J. Liang, M. Head-Gordon, GSCDB138, arXiv:2508.13468 (2025), CC BY 4.0: "
    "the S22B energies in machine-readable form",
    "https://doi.org/10.48550/arXiv.2508.13468",
)

# S22B, kcal/mol, in the order of S22, negative is binding (REVISION, as given in REVISION_COPY).
S22B = (
    -3.133, -4.989, -18.753, -16.062, -20.641, -16.934, -16.660,
    -0.527, -1.472, -1.448, -2.654, -4.255, -9.805, -4.524, -11.730,
    -1.496, -3.275, -2.312, -4.541, -2.717, -5.627, -7.097,
)  # fmt: skip

# kcal/mol. The last digit that the tables of S22A and S22x5 print: two revisions can agree by
# chance, and no reference is known better than it was written down.
LEAST_UNCERTAINTY = 0.01


@dataclass(frozen=True)
class Complex:
    """One of the 22. number: 1 to 22. energy, revised: S22A and S22B, kcal/mol, negative binds."""

    name: str
    number: int
    energy: float
    revised: float

    @property
    def interaction(self) -> str:
        """The class that Jurečka et al. (2006) put it in."""
        if self.number <= 7:
            return "hydrogen-bonded"
        return "dispersion" if self.number <= 15 else "mixed"

    @property
    def uncertainty(self) -> float:
        """kcal/mol: what the later revision changed."""
        return max(LEAST_UNCERTAINTY, abs(self.energy - self.revised))


def complexes() -> list[Complex]:
    energies = [s22.get_interaction_energy_cc(name) / KCAL_MOL for name in s22.s22]
    rows = enumerate(zip(s22.s22, energies, S22B, strict=True), 1)
    return [Complex(name, number, energy, revised) for number, (name, energy, revised) in rows]


def binding(name: str, atoms: Atoms, of: Complex, tags: dict[str, str]) -> System:
    """E(complex) - E(a) - E(b), the monomers as they sit in the complex."""
    first, _ = s22.get_number_of_dimer_atoms(of.name)
    parts = [("complex", 1.0, atoms), ("a", -1.0, atoms[:first]), ("b", -1.0, atoms[first:])]
    species = [(part, sign, Structure.from_atoms(piece)) for part, sign, piece in parts]
    return reaction(name, species, tags, cluster=of.name)
