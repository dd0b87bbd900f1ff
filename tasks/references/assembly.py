"""Putting rigid monomers beside one another, and the interaction energies of what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from tasks.references.candidate import Species
from tasks.structure import Floats, Structure

# Å. Van der Waals radii: M. Mantina et al., J. Phys. Chem. A 113, 5806 (2009).
RADII = {
    1: 1.10, 2: 1.40, 3: 1.81, 5: 1.92, 6: 1.70, 7: 1.55, 8: 1.52, 9: 1.47, 10: 1.54,
    11: 2.27, 13: 1.84, 14: 2.10, 15: 1.80, 16: 1.80, 17: 1.75, 18: 1.88,
}  # fmt: skip

# Å. Crystal radii of the bare cations, which are far smaller than their atoms: R. D. Shannon, Acta
# Cryst. A 32, 751 (1976), six neighbours.
CATION_RADII = {3: 0.90, 11: 1.16}


def radii(structure: Structure) -> Floats:
    """Å, shape (n,)."""
    bare = len(structure) == 1 and structure.charge == 1
    table = CATION_RADII if bare else RADII
    return np.array([table[int(z)] for z in structure.numbers])


def rotated(structure: Structure, rng: np.random.Generator) -> Structure:
    """Turned at random about its centroid, which comes to lie at the origin."""
    return structure.moved((structure.positions - structure.positions.mean(0)) @ rotation(rng).T)


def rotation(rng: np.random.Generator) -> Floats:
    """Uniform over all rotations, by a random unit quaternion; shape (3, 3)."""
    w, x, y, z = _unit(rng.normal(size=4))
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def direction(rng: np.random.Generator) -> Floats:
    return _unit(rng.normal(size=3))


def contact(parts: Sequence[Structure]) -> float:
    """The closest contact between any two of the parts, as a fraction of the sum of the radii."""
    found = []
    for a, b in combinations(parts, 2):
        distances = np.linalg.norm(a.positions[:, None] - b.positions[None], axis=2)
        found.append((distances / (radii(a)[:, None] + radii(b)[None])).min())
    return float(min(found))


def approached(
    fixed: Sequence[Structure], moving: Structure, along: Floats, fraction: float
) -> Structure:
    """`moving`, pushed in from infinity against `along` until its closest contact is `fraction`.

    Its centroid travels on the line through the origin. The contact that comes first is the
    largest root of |p + R along| = fraction (r_i + r_j) over all pairs of atoms.
    """
    roots = [0.0]
    for part in fixed:
        offsets = (moving.positions[None] - part.positions[:, None]).reshape(-1, 3)
        reach = fraction * (radii(part)[:, None] + radii(moving)[None]).reshape(-1)
        middle = offsets @ along
        square = middle**2 - (offsets**2).sum(1) + reach**2
        real = square >= 0
        roots.extend((-middle[real] + np.sqrt(square[real])).tolist())
    return moving.moved(moving.positions + max(roots) * along)


def joined(parts: Sequence[Structure]) -> Structure:
    """One structure of all parts, in their order; closed shells only."""
    numbers = np.concatenate([p.numbers for p in parts])
    positions = np.concatenate([p.positions for p in parts])
    return Structure(numbers, positions, charge=sum(p.charge for p in parts))


def species(parts: Sequence[Structure], order: int) -> list[Species]:
    """The term of the many-body expansion that all parts share: a sum over all their subsets.

    order 2: E(ab) - E(a) - E(b). order 3: E(abc) - E(ab) - E(ac) - E(bc) + E(a) + E(b) + E(c).
    """
    if len(parts) != order:
        raise ValueError(f"{len(parts)} parts have no term of order {order} that all share")
    ends = np.cumsum([len(p) for p in parts]).tolist()
    spans = [tuple(range(end - len(p), end)) for end, p in zip(ends, parts, strict=True)]
    names = "abc"[:order]
    terms = []
    for size in range(order, 0, -1):
        for chosen in combinations(range(order), size):
            name = "".join(names[i] for i in chosen)
            inside = tuple(atom for i in chosen for atom in spans[i])
            structure = joined([parts[i] for i in chosen])
            terms.append(Species(name, float((-1) ** (order - size)), structure, inside))
    return terms


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
