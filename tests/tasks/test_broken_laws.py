"""Each exact law has a potential that breaks it and no other; one that is right breaks none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from tasks.exact import curvature, repeatability, separation
from tasks.exact.hallmark import Grade, Mark, hallmark
from tasks.potential import Potential
from tasks.prediction import predict
from tasks.result import Result
from tasks.scoring import score
from tasks.structure import Structure
from tasks.task import Task
from tests.tasks import exact_broken as broken
from tests.tasks.potentials import emt, gfn2

ASKED = {
    curvature.TASK: ("h2o", "cu"),
    separation.TASK: ("ch4-ch4", "al-cells", "cu-small", "methane-from-acid-pulled"),
    repeatability.TASK: ("ch3cl", "cu"),
}
NEW = {
    "convergence", "hessian", "noise", "supercells", "small-cell", "size-consistency",
    "energy-jump", "force-jump", "determinism", "batching", "leak", "moved-far", "same-places",
}  # fmt: skip


def known() -> list[Structure]:
    return [s.structures["displaced"] for s in curvature.TASK.dataset().systems]


def result(task: Task, made: Callable[[], Potential]) -> Result:
    """Each system is asked of a potential that has just been made."""
    data = task.dataset()
    systems = [s for s in data.systems if s.id in ASKED[task]]
    return score(task, systems, data.references, [predict(task, s, made()) for s in systems])


def marks(made: Callable[[], Potential]) -> dict[str, Mark]:
    found = hallmark(result(task, made) for task in ASKED)
    return {mark.law.metric: mark for mark in found}


def of(found: dict[str, Mark], *grades: Grade) -> set[str]:
    return {law for law, mark in found.items() if mark.grade in grades}


@cache
def honest() -> dict[str, Mark]:
    return marks(broken.Pairs)


ONE_LAW: list[tuple[str, Callable[[], Potential]]] = [
    ("convergence", lambda: broken.Altered(broken.scaled)),
    ("hessian", lambda: broken.swirling(known())),
    ("noise", lambda: broken.rough(6e-4)),
    ("supercells", lambda: broken.added(broken.elongated)),
    ("small-cell", broken.NearestImages),
    ("size-consistency", lambda: broken.added(broken.across_nothing)),
    ("energy-jump", lambda: broken.Truncated(broken.cut_off)),
    ("force-jump", lambda: broken.Truncated(broken.shifted)),
    ("determinism", lambda: broken.Drawing(5.0)),
    ("batching", broken.Mixed),
    ("leak", broken.Leaking),
    ("moved-far", broken.Stale),
    ("same-places", broken.Remembering),
]


def test_a_right_potential_keeps_all() -> None:
    assert set(honest()) == NEW
    assert of(honest(), Grade.HOLDS) == NEW
    assert all(mark.answered == mark.asked > 0 for mark in honest().values())


def test_every_law_has_one_who_breaks_it() -> None:
    assert {law for law, _ in ONE_LAW} == NEW


@pytest.mark.parametrize(("law", "made"), ONE_LAW, ids=[law for law, _ in ONE_LAW])
def test_who_breaks_one_law_is_told_so_and_of_no_other(
    law: str, made: Callable[[], Potential]
) -> None:
    found = marks(made)
    assert of(found, Grade.BROKEN) == {law}
    assert of(found, Grade.HOLDS) == NEW - {law}
    assert found[law].system in {key for systems in ASKED.values() for key in systems}


def test_forces_of_their_own_head_are_no_slope_and_have_no_hessian() -> None:
    found = marks(lambda: broken.Altered(broken.direct))
    assert of(found, Grade.BROKEN) == {"convergence", "hessian"}


def test_single_precision_is_not_held_against_a_potential_and_half_precision_is() -> None:
    single = marks(lambda: broken.rounded(np.float32))
    half = marks(lambda: broken.rounded(np.float16))
    assert of(single, Grade.BROKEN, Grade.STRAINED) == set()
    assert {"noise", "energy-jump", "force-jump"} <= of(half, Grade.BROKEN)
    assert of(half, Grade.BROKEN).isdisjoint({"determinism", "batching", "leak", "same-places"})
    said = {"double precision": honest(), "single precision": single, "half": half}
    assert all(word in found["noise"].note for word, found in said.items())
    assert "less than single" in half["noise"].note


def test_distances_of_ten_bits_are_seen_in_slopes_and_steps_but_repeat() -> None:
    found = marks(broken.Tf32)
    assert {"noise", "energy-jump"} <= of(found, Grade.BROKEN)
    assert "TF32" in found["noise"].note
    assert {"determinism", "leak", "supercells", "size-consistency"} <= of(found, Grade.HOLDS)


def test_a_steep_wall_that_is_smooth_has_no_step() -> None:
    found = marks(lambda: broken.Truncated(broken.cut_off_wall))
    assert of(found, Grade.HOLDS) == NEW


def test_published_potentials_keep_what_they_are_asked() -> None:
    metals, molecules = marks(emt), marks(gfn2)
    assert of(metals, Grade.BROKEN, Grade.STRAINED) == set()
    assert of(molecules, Grade.BROKEN, Grade.STRAINED) == set()
    assert of(molecules, Grade.UNTESTED) == {"supercells", "small-cell"}
    assert "between double and single" in molecules["noise"].note
