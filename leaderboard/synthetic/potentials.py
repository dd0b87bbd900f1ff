"""Artificial potentials: plausible cards under names that nobody takes for a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.contrib.auth.models import User
from django.utils import timezone

from leaderboard.models import Potential, Submission

NAME = "Synthetic"
OWNERS = 40
DAYS = 900  # over which they were published
SETS = (
    ("MPtrj", "PBE+U", "materials"),
    ("MPtrj, sAlex", "PBE+U", "materials"),
    ("OMat24", "PBE+U", "materials"),
    ("MatPES", "r2SCAN", "materials"),
    ("SPICE", "ωB97M-D3(BJ)", "molecules"),
    ("OMol25", "ωB97M-V", "molecules"),
    ("ANI-1ccx", "CCSD(T)", "molecules"),
    ("OMat24, OMol25", "PBE+U; ωB97M-V", "both"),
)
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "CC-BY-4.0", "CC-BY-NC-4.0", "GPL-3.0-only")
ORGANIC = (1, 6, 7, 8, 9, 15, 16, 17, 35, 53)
MANY = tuple(range(1, 90))


@dataclass(frozen=True)
class Drawn:
    """potentials and submissions: as many as were asked for, in the same order.

    strong: what each was trained for: "molecules", "materials" or "both".
    """

    potentials: list[Potential]
    submissions: list[Submission]
    strong: list[str]


def drawn(count: int, rng: np.random.Generator) -> Drawn:
    """In the database, published and scored."""
    owners = User.objects.bulk_create(_owner(i) for i in range(min(count, OWNERS)))
    sets = rng.choice(len(SETS), count)
    made = [_potential(i, owners[i % len(owners)], int(sets[i]), rng) for i in range(count)]
    potentials = Potential.objects.bulk_create(made)
    submissions = [_submission(one, rng) for one in potentials]
    return Drawn(potentials, _published(submissions, rng), [SETS[s][2] for s in sets])


def _owner(i: int) -> User:
    """Nobody can sign in to it."""
    name = f"synthetic-{i + 1:02}"
    return User(username=name, email=f"{name}@assay.example", password="!")  # noqa: S106


def _potential(i: int, owner: User, trained: int, rng: np.random.Generator) -> Potential:
    data, level, strong = SETS[trained]
    name = f"{NAME} {i + 1:04}"
    return Potential(
        owner=owner,
        name=name,
        slug=name.lower().replace(" ", "-"),
        authors="Nobody: made by `manage.py seed_large`",
        link=f"https://example.org/synthetic/{i + 1:04}",
        parameters=int(10 ** rng.uniform(4.5, 9)),
        training_data=data,
        training_level=level,
        forces=Potential.Forces.DIRECT if rng.random() < 0.15 else Potential.Forces.GRADIENT,
        licence=str(rng.choice(LICENCES)),
        elements=list(ORGANIC if strong == "molecules" else MANY),
        description="It does not exist. Its numbers were drawn at random.",
    )


def _submission(potential: Potential, rng: np.random.Generator) -> Submission:
    return Submission(
        public_id=f"s{potential.slug[-4:]}-{rng.integers(16**6):06x}",
        potential=potential,
        route=Submission.Route.BUNDLE,
        runtime="base",
        blob_sha256=rng.bytes(32).hex(),
        blob_bytes=int(10 ** rng.uniform(3, 8)),
        filename="potential.zip",
        state=Submission.State.SCORED,
    )


def _published(submissions: list[Submission], rng: np.random.Generator) -> list[Submission]:
    """Over years; `created` is the moment of creation, whatever it is told."""
    now = timezone.now().replace(microsecond=0)
    made = Submission.objects.bulk_create(submissions)
    for one in made:
        one.published = now - timedelta(days=float(rng.uniform(0, DAYS)))
        one.created = one.published - timedelta(hours=3)
        one.finished = one.published
    Submission.objects.bulk_update(made, ["published", "created", "finished"], batch_size=500)
    return made
