"""How much work a candidate is, before it is computed: to begin with what is cheap, and to leave
out what no machine here would finish.

A count of multiplications, good to a factor of three or so. CCSD: 12 rounds of o² v⁴ and 4 o³ v³;
(T): 2 o³ v⁴; density-fitted MP2: 60 o n³; Kohn-Sham: 1800 n³. o: correlated pairs, v: empty
orbitals, n: basis functions. Open shells take three times as much.
"""

from __future__ import annotations

from tasks.references.candidate import FOCAL_POINT, Candidate, Species
from tasks.references.sizes import deep_core, functions, pairs
from tasks.structure import Structure

CORE_VALENCE = 1.4
"""Functions of cc-pwCVTZ for each of cc-pVTZ, roughly."""
TRIPLE = 0.55
"""Functions of a triple-zeta set for each of the quadruple-zeta one, roughly."""


def work(candidate: Candidate) -> float:
    """Multiplications, of all its species and, where forces are asked, of all displacements."""
    distinct = {_key(candidate, one): one for one in candidate.species}
    total = sum(_of(candidate, one) for one in distinct.values())
    return total * _frames(candidate)


def _frames(candidate: Candidate) -> int:
    if not candidate.forces:
        return 1
    atoms = len(candidate.species[0].structure)
    return 1 + 2 * (1 if atoms == 2 else 3 * atoms - 6)


def _key(candidate: Candidate, one: Species) -> tuple[bytes, tuple[int, ...] | None]:
    part = one.part if candidate.counterpoise else None
    return one.structure.identity, part


def _of(candidate: Candidate, one: Species) -> float:
    basis = candidate.whole if candidate.counterpoise and candidate.whole else one.structure
    occupied, shells = pairs(one.structure), 1.0 if one.structure.spin == 1 else 3.0
    if candidate.protocol == FOCAL_POINT:
        fitted = 60.0 * occupied * functions(basis, "aQZ") ** 3
        steps = _coupled_cluster(occupied, functions(basis, "aDZ")) + fitted
    else:
        steps = _composite(one.structure, occupied)
    return shells * (steps + 1800.0 * functions(basis, "def2") ** 3)


def _composite(structure: Structure, occupied: int) -> float:
    large = functions(structure, "QZ")
    small = TRIPLE * large
    every = occupied + deep_core(structure)
    valence = _coupled_cluster(occupied, large) + _coupled_cluster(occupied, small)
    core = CORE_VALENCE * small
    return valence + _coupled_cluster(occupied, core) + _coupled_cluster(every, core)


def _coupled_cluster(occupied: float, functions: float) -> float:
    empty = max(functions - occupied, 1.0)
    rounds = 12.0 * (occupied**2 * empty**4 + 4.0 * occupied**3 * empty**3)
    return rounds + 2.0 * occupied**3 * empty**4
