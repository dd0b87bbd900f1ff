"""Potentials that are right but for one thing, for the tests of the exact laws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from ase.neighborlist import neighbor_list

from tasks.potential import Answer, Capabilities
from tasks.structure import Floats, Structure

DEPTH, SIGMA, REACH = 3.0, 2.3, 7.0  # eV, Å, Å
ALL = Capabilities()
Indices = tuple[np.ndarray, np.ndarray, np.ndarray]


def pairs_of(structure: Structure, reach: float = REACH) -> Indices:
    """Which atoms see which, and across how many cells: i, j (m,) and shifts (m, 3)."""
    if not structure.periodic:
        gaps = np.linalg.norm(structure.positions[:, None] - structure.positions, axis=2)
        i, j = np.nonzero((gaps < reach) & ~np.eye(len(gaps), dtype=bool))
        return i, j, np.zeros((len(i), 3))
    i, j, shifts = neighbor_list("ijS", structure.to_atoms(), reach)
    return np.asarray(i), np.asarray(j), np.asarray(shifts)


class Pairs:
    """Lennard-Jones of soft core (nothing explodes), smooth to the second derivative at REACH."""

    def __init__(self, batch: int = 1) -> None:
        self.capabilities = replace(ALL, batch=batch)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [self.answer(structure) for structure in structures]

    def answer(self, structure: Structure) -> Answer:
        return summed(structure, self.listed(structure), well)

    def listed(self, structure: Structure) -> Indices:
        return pairs_of(structure)


Law = Callable[[Floats], tuple[Floats, Floats]]


def well(r: Floats) -> tuple[Floats, Floats]:
    """Energy of a pair (eV) and its slope (eV/Å)."""
    soft = 3.0  # Å²: r² + soft in the place of r²
    s2 = SIGMA**2 / (r**2 + soft)
    energy = 4 * DEPTH * (s2**6 - s2**3)
    slope = 4 * DEPTH * (-6 * s2**6 + 3 * s2**3) * 2 * r / (r**2 + soft)
    x = np.clip(r / REACH, 0, 1)
    fade, fall = (1 - x**2) ** 3, -6 * x * (1 - x**2) ** 2 / REACH
    return energy * fade, slope * fade + energy * fall


def summed(structure: Structure, listed: Indices, law: Law) -> Answer:
    i, j, shifts = listed
    apart = structure.positions[j] + shifts @ structure.cell - structure.positions[i]
    r = np.linalg.norm(apart, axis=1)
    energy, slope = law(r)
    pull = (slope / np.where(r > 0, r, 1))[:, None] * apart
    forces = np.zeros((len(structure), 3))
    np.add.at(forces, i, pull)
    virial = apart.T @ pull / 2
    volume = structure.volume or 1.0
    stress = (virial / volume)[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]]
    return Answer(float(energy.sum() / 2), forces, stress)


class Altered(Pairs):
    """A function changes each answer of the pairs."""

    def __init__(self, change: Callable[[Structure, Answer], Answer]) -> None:
        super().__init__()
        self.change = change

    def answer(self, structure: Structure) -> Answer:
        return self.change(structure, super().answer(structure))


def added(energy: Callable[[Structure], float]) -> Altered:
    """Only the energy, by so many eV."""
    return Altered(lambda s, a: replace(a, energy=a.energy + energy(s)))


class Drawing(Pairs):
    """Whoever asks again gets a member of an ensemble, and never twice the same (eV apart)."""

    def __init__(self, size: float) -> None:
        super().__init__()
        self.random, self.size = np.random.RandomState(0), size
        self.known: set[bytes] = set()

    def answer(self, structure: Structure) -> Answer:
        found = super().answer(structure)
        if structure.identity in self.known:
            more = self.size * self.random.standard_normal()
            return replace(found, energy=found.energy + more)
        self.known.add(structure.identity)
        return found


class Leaking(Pairs):
    """A buffer of each element is written where a structure has it, and never cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.before: set[int] = set()

    def answer(self, structure: Structure) -> Answer:
        found, here = super().answer(structure), set(structure.numbers.tolist())
        left, self.before = self.before - here, here
        return replace(found, energy=found.energy + 2.0 * len(left))


class Stale(Pairs):
    """The neighbours are looked for again where the number of atoms is another, and only then."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.kept = 0, pairs_of(Structure(np.array([1]), np.zeros((1, 3))))

    def listed(self, structure: Structure) -> Indices:
        if len(structure) != self.count:
            self.count, self.kept = len(structure), pairs_of(structure)
        return self.kept


class Remembering(Pairs):
    """It knows a structure by its places alone."""

    def __init__(self) -> None:
        super().__init__()
        self.places, self.told = b"", Answer(0.0)

    def answer(self, structure: Structure) -> Answer:
        places = structure.positions.tobytes()
        if places != self.places:
            self.places, self.told = places, super().answer(structure)
        return self.told


class Mixed(Pairs):
    """Elements of a batch are averaged over, not those of each of its structures."""

    def __init__(self) -> None:
        super().__init__(batch=8)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        found = super().evaluate(structures, properties)
        kinds = [set(structure.numbers.tolist()) for structure in structures]
        strange = [len(set.union(*kinds) - kind) for kind in kinds]
        pairs = zip(found, strange, strict=True)
        return [replace(answer, energy=answer.energy + 2.0 * more) for answer, more in pairs]


class Truncated(Pairs):
    """Pairs of carbon atoms have something more than the others, up to 6 Å."""

    def __init__(self, more: Law) -> None:
        super().__init__()
        self.more = more

    def answer(self, structure: Structure) -> Answer:
        found = super().answer(structure)
        i, j, shifts = pairs_of(structure, 6.0)
        carbon = (structure.numbers[i] == 6) & (structure.numbers[j] == 6)
        more = summed(structure, (i[carbon], j[carbon], shifts[carbon]), self.more)
        assert found.forces is not None
        assert more.forces is not None
        assert found.stress is not None
        assert more.stress is not None
        return Answer(
            found.energy + more.energy, found.forces + more.forces, found.stress + more.stress
        )


def cut_off(r: Floats) -> tuple[Floats, Floats]:
    """Energy that is there up to the cutoff, and then is not."""
    return np.full_like(r, -0.05), np.zeros_like(r)


def shifted(r: Floats) -> tuple[Floats, Floats]:
    """Nought at the cutoff, and yet a force."""
    return 0.05 * (r - 6.0), np.full_like(r, 0.05)


def cut_off_wall(r: Floats) -> tuple[Floats, Floats]:
    """Steep, smooth, and gone at the cutoff with all its derivatives: nothing to complain of."""
    inside = np.clip(1 - (r / 6.0) ** 2, 0, 1)
    wall = 300 * np.exp(-4 * r)
    return wall * inside**4, -4 * wall * inside**4 - wall * 8 * inside**3 * r / 36


class NearestImages(Pairs):
    """In cells thinner than 3 Å each atom sees the nearest image of each other, and no more."""

    def listed(self, structure: Structure) -> Indices:
        i, j, shifts = super().listed(structure)
        if not structure.periodic or thickness(structure) > 3.0:
            return i, j, shifts
        apart = structure.positions[j] + shifts @ structure.cell - structure.positions[i]
        near = np.argsort(np.linalg.norm(apart, axis=1), kind="stable")
        pairs = np.stack([i, j], axis=1)[near]
        first = near[np.unique(pairs, axis=0, return_index=True)[1]]
        first = first[i[first] != j[first]]
        return i[first], j[first], shifts[first]


def thickness(structure: Structure) -> float:
    return float(1 / np.linalg.norm(np.linalg.inv(structure.cell), axis=0).max())


def elongated(structure: Structure) -> float:
    """A grid that is too coarse along the long side of a box."""
    edges = np.linalg.norm(structure.cell, axis=1)
    return 1.0 if structure.periodic and edges.max() > 2.6 * edges.min() else 0.0


def across_nothing(structure: Structure) -> float:
    """Pairs that are farther apart than 30 Å still count."""
    if structure.periodic:
        return 0.0
    gaps = structure.positions[:, None] - structure.positions
    return 0.1 * int(np.count_nonzero(np.linalg.norm(gaps, axis=2) > 30.0))


def scaled(structure: Structure, answer: Answer) -> Answer:
    """Forces two per cent too large: of another energy than the one that is told."""
    assert answer.forces is not None
    return replace(answer, forces=1.02 * answer.forces)


def direct(structure: Structure, answer: Answer) -> Answer:
    """Forces by a head of their own: as they should be, times what each atom's surroundings say.
    They turn, add up and repeat as they must; they only belong to no energy."""
    assert answer.forces is not None
    i, j, shifts = pairs_of(structure, 3.0)
    apart = structure.positions[j] + shifts @ structure.cell - structure.positions[i]
    near = np.zeros(len(structure))
    np.add.at(near, i, (1 - (np.linalg.norm(apart, axis=1) / 3.0) ** 2) ** 3)
    return replace(answer, forces=answer.forces * (near**2)[:, None])


def swirling(known: Sequence[Structure]) -> Altered:
    """Right at the structures that it knows; beside them, a curl."""

    def change(structure: Structure, answer: Answer) -> Answer:
        assert answer.forces is not None
        for one in known:
            if structure.numbers.tobytes() == one.numbers.tobytes():
                aside = (structure.positions - one.positions).ravel()
                if np.sqrt(np.mean(aside**2)) < 0.03:
                    random = np.random.RandomState(1).standard_normal((len(aside), len(aside)))
                    curl = 2.0 * (random - random.T) @ aside
                    return replace(answer, forces=answer.forces + curl.reshape(-1, 3))
        return answer

    return Altered(change)


def rough(size: float) -> Altered:
    """Noise that is always the same for the same places, of molecules; eV."""

    def more(structure: Structure) -> float:
        if structure.periodic:
            return 0.0
        seed = int.from_bytes(structure.identity[:4], "little")
        return size * float(np.random.RandomState(seed).standard_normal())

    return added(more)


def rounded(kind: type[np.floating]) -> Altered:
    """Energy and forces as a narrower number holds them."""

    def change(structure: Structure, answer: Answer) -> Answer:
        assert answer.forces is not None
        told = np.asarray(answer.forces.astype(kind), dtype=np.float64)
        return replace(answer, energy=float(kind(answer.energy)), forces=told)

    return Altered(change)


class Tf32(Pairs):
    """Distances go into the energy with ten bits of mantissa, as into a product on a GPU."""

    def answer(self, structure: Structure) -> Answer:
        return summed(structure, self.listed(structure), lambda r: well(ten_bits(r)))


def ten_bits(values: Floats) -> Floats:
    mantissa, exponent = np.frexp(values)
    return np.asarray(np.ldexp(np.round(mantissa * 2**11) / 2**11, exponent))
