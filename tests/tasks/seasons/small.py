"""A season of argon dimers: real energies of a Lennard-Jones potential, from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tasks import reactions
from tasks.commitment import Commitment
from tasks.dataset import Dataset
from tasks.references.candidate import FOCAL_POINT, Candidate, Species
from tasks.references.record import Record
from tasks.seasons.reveal import season_files
from tasks.structure import Structure

SEED = b"a seed of thirty-two bytes, or so"
SALT = "5a" * 32
TASK = "unseen-interactions"
WELL, WIDTH = 0.0104, 3.4  # eV, Å: argon


def plan(seed: bytes, size: int, families: Sequence[str]) -> list[Candidate]:
    """Argon dimers whose distances (3.2 to 6 Å) follow from the seed."""
    return [_candidate(seed, i, family) for i in range(size) for family in families]


def _candidate(seed: bytes, i: int, family: str) -> Candidate:
    drawn = hashlib.sha256(seed + f"{family}/{i}".encode()).digest()
    far = 3.2 + 2.8 * int.from_bytes(drawn[:4], "big") / 2**32
    atom, there = np.zeros((1, 3)), np.array([[0.0, 0.0, far]])
    argon = np.array([18], dtype=np.int32)
    pair = Structure(np.array([18, 18], dtype=np.int32), np.vstack([atom, there]))
    species = (
        Species("complex", 1.0, pair),
        Species("a", -1.0, Structure(argon, atom)),
        Species("b", -1.0, Structure(argon, there)),
    )
    tags = {"family": family}
    return Candidate(f"{family}-{i:03d}", family, FOCAL_POINT, species, tags=tags)


def record(candidate: Candidate) -> Record:
    """Rejects what touches, and takes the rest at its Lennard-Jones energy."""
    far = float(candidate.species[0].structure.positions[1, 2])
    if far < 3.8:
        return Record(candidate.id, candidate.family, False, reasons=("closer than the wall",))
    energy = 4 * WELL * ((WIDTH / far) ** 12 - (WIDTH / far) ** 6)
    return Record(
        candidate.id, candidate.family, True, energy, uncertainty=0.02, provenance={"far": far}
    )


def dataset(candidates: Sequence[Candidate], records: Sequence[Record]) -> Dataset:
    by_id = {r.id: r for r in records if r.accepted}
    systems, references = [], {}
    for c in candidates:
        if c.id in by_id:
            species = [(s.name, s.coefficient, s.structure) for s in c.species]
            systems.append(reactions.reaction(c.id, species, c.tags))
            found = by_id[c.id]
            assert found.energy is not None
            assert found.uncertainty is not None
            references[c.id] = reactions.reference(found.energy, found.uncertainty, 1.0)
    return Dataset(systems, references)


def files(
    seed: bytes = SEED, salt: str = SALT, size: int = 12
) -> tuple[Commitment, dict[str, bytes]]:
    candidates = plan(seed, size, ("dimers",))
    records = [record(c) for c in candidates]
    return season_files(
        {TASK: (1, dataset(candidates, records))},
        records,
        season="Winter",
        generator="argon",
        seed=seed.hex(),
        salt=salt,
        size=size,
        families=("dimers",),
    )  # fmt: skip


def laid_down(folder: Path, named: dict[str, bytes]) -> Path:
    for name, data in named.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder
