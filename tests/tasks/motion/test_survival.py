"""Ramps: what is sound survives them, and each way to fail is told from the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.calculators.emt import EMT
from ase.data import covalent_radii
from ase.neighborlist import neighbor_list

from tasks.ase_potential import AsePotential
from tasks.checkpoint import Carrying
from tasks.drivers.survival import Ending, fused
from tasks.motion.ramp import Plan, frames, heat, places
from tasks.motion.survival import TASK, WORST, alive
from tasks.notebook import Notebook
from tasks.potential import Answer, Capabilities, NotFinite, Potential
from tasks.prediction import State
from tasks.prediction import predict as asked_of
from tasks.structure import Floats, Structure
from tasks.system import Arrays

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
HEATED, COMPRESSED = SYSTEMS["copper-heated"], SYSTEMS["copper-compressed"]
ETHANOL = SYSTEMS["ethanol-heated"]
SHORT = heat("copper", HEATED.structures["start"], Plan(3, 8, 4, 2), 900.0, 2.0, 1, "metal")


class Walls:
    """Atoms repel each other softly below the sum of their covalent radii times `reach`, by
    `height` eV where they meet; a negative one is a hole in the wall. warm: eV/Å of noise."""

    capabilities = Capabilities(batch=64)

    def __init__(self, height: float, reach: float = 1.2, warm: float = 0.0) -> None:
        self.height, self.reach, self.warm, self.asked = height, reach, warm, 0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += len(structures)
        return [self._one(structure) for structure in structures]

    def _one(self, structure: Structure) -> Answer:
        radii = self.reach * covalent_radii[structure.numbers]
        i, j, apart, far = neighbor_list("ijdD", structure.to_atoms(), list(radii))
        least = radii[i] + radii[j]
        deep = np.maximum(1 - apart / least, 0.0)
        slopes = (2 * self.height * deep / least / apart)[:, None] * far
        forces = np.zeros((len(structure), 3))
        np.subtract.at(forces, i, slopes)
        return Answer(float(self.height * (deep**2).sum() / 2), forces + self._noise(structure))

    def _noise(self, structure: Structure) -> Floats:
        seed = int.from_bytes(structure.identity[:4], "big")
        drawn = np.random.RandomState(seed).standard_normal((len(structure), 3))
        return np.asarray(self.warm * drawn)


class Bonds(Walls):
    """Ethanol's atoms are held where they stand by springs (eV/Å²)."""

    def __init__(self, stiff: float) -> None:
        super().__init__(0.0)
        self.stiff = stiff

    def _one(self, structure: Structure) -> Answer:
        at, rest = structure.positions, ETHANOL.structures["start"].positions
        moved = at - rest
        return Answer(float(self.stiff * (moved**2).sum() / 2), -self.stiff * moved)


class Silent(Walls):
    """Says no number from some structure on."""

    def __init__(self, after: int) -> None:
        super().__init__(40.0)
        self.after = after

    def _one(self, structure: Structure) -> Answer:
        if self.asked > self.after:
            raise NotFinite("no number")
        return super()._one(structure)


def told(name: str, potential: Potential) -> tuple[dict[str, float], Arrays]:
    predicted = TASK.predict(SYSTEMS[name], potential)
    return TASK.compare(SYSTEMS[name], predicted, {}), predicted


def endings(name: str, potential: Potential) -> set[Ending]:
    return {Ending(int(e)) for e in told(name, potential)[1]["ending"]}


@pytest.mark.parametrize("name", ["copper-heated", "copper-compressed"])
def test_emt_survives(name: str) -> None:
    found, predicted = told(name, AsePotential(EMT()))
    assert found["ramp_lost"] == found["died"] == 0.0
    assert predicted["frames"].tolist() == [frames(SYSTEMS[name])] * 4


def test_gfn2_s_ethanol_survives() -> None:
    from tblite.ase import TBLite

    found, predicted = told("ethanol-heated", AsePotential(TBLite(method="GFN2-xTB", verbosity=0)))
    assert found["ramp_lost"] == 0.0
    hottest = predicted["temperatures"][:, -3:].mean()
    assert 800 < hottest < 1_800  # 1,500 wanted


def test_walls_and_springs_survive() -> None:
    assert endings("copper-heated", Walls(40.0)) == {Ending.SURVIVED}
    assert endings("ethanol-heated", Bonds(20.0)) == {Ending.SURVIVED}


def test_a_hole_in_the_wall_swallows_atoms() -> None:
    found, predicted = told("copper-compressed", Walls(-40.0))
    assert set(predicted["ending"]) <= {Ending.HOT, Ending.FUSED}
    assert found["ramp_lost"] > 50


def test_atoms_inside_of_each_other_are_fused() -> None:
    for apart, inside in ((1.35, False), (1.30, True)):  # Å; the covalent radius is 1.32
        assert fused(Atoms("Cu2", [[0, 0, 0], [apart, 0, 0]])) is inside
    assert not fused(COMPRESSED.structures["start"].to_atoms())
    squeezed = COMPRESSED.structures["start"].strained(-0.5 * np.eye(3)).to_atoms()
    assert fused(squeezed)  # across the cell's faces, too


def test_bonds_too_weak_break() -> None:
    assert endings("ethanol-heated", Bonds(0.01)) == {Ending.BROKEN}


def test_noise_is_too_hot() -> None:
    assert endings("copper-compressed", Walls(40.0, warm=20.0)) == {Ending.HOT}


def test_no_number_ends_a_ramp_that_has_begun_and_is_no_answer_before() -> None:
    found, predicted = told("copper-heated", Silent(200))
    assert set(predicted["ending"]) == {float(Ending.NOT_FINITE)}
    assert found["not_finite"] == 100.0
    assert 0 < found["ramp_lost"] < 100
    assert asked_of(TASK, HEATED, Silent(0)).state is State.NOT_FINITE


def test_the_shape_of_an_answer_does_not_depend_on_how_it_ended() -> None:
    shapes = {k: v.shape for k, v in TASK.null(SHORT).items()}
    for potential in (Walls(40.0), Walls(-40.0), Silent(30)):
        predicted = TASK.predict(SHORT, potential)
        assert {k: v.shape for k, v in predicted.items()} == shapes
        assert all(np.isfinite(values).all() for values in predicted.values())


def test_what_is_lost_is_the_share_behind_the_end() -> None:
    predicted = TASK.null(HEATED) | {"frames": np.array([24.0, 12.0, 6.0, 24.0])}
    predicted["energies"] = np.tile(np.arange(24.0), (4, 1))
    predicted["ending"] = np.array([0.0, 2.0, 1.0, 0.0])
    found = TASK.compare(HEATED, predicted, {})
    assert found["ramp_lost"] == pytest.approx((0 + 50 + 75 + 0) / 4)
    assert found["died"] == 50.0
    assert found["broken"] == found["hot"] == 25.0
    assert found["noise"] == pytest.approx(np.std([0, 50, 75, 0], ddof=1) / 2)
    share = alive(HEATED, predicted)
    assert share[[0, 5, 6, 11, 12, 23]].tolist() == [1.0, 1.0, 0.75, 0.75, 0.5, 0.5]


def test_the_null_model_survives_for_nothing_and_pays() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["ramp_lost"] == WORST
        assert {metric.of for metric in TASK.metrics} <= set(found)


def test_atoms_without_forces_pay_too() -> None:
    for name in ("copper-heated", "ethanol-heated"):
        assert told(name, Walls(0.0))[0]["ramp_lost"] > 50


def test_ramps_lead_where_they_should() -> None:
    assert places(HEATED)[[0, -1]].tolist() == [300.0, 2_500.0]
    assert places(COMPRESSED)[[0, -1]].tolist() == [1.0, 0.6]
    volumes: list[float] = []

    class Seen(Walls):
        def _one(self, structure: Structure) -> Answer:
            volumes.append(structure.volume)
            return super()._one(structure)

    TASK.predict(COMPRESSED, Seen(40.0))
    assert volumes[-1] == pytest.approx(0.6 * volumes[0])
    assert len(volumes) == pytest.approx(TASK.cost(COMPRESSED).structures, rel=0.1)


def test_a_ramp_that_goes_on_is_the_one_that_was_not_cut_off(tmp_path: Path) -> None:
    class Cut(Walls):
        def _one(self, structure: Structure) -> Answer:
            if self.asked > 25:
                raise KeyboardInterrupt
            return super()._one(structure)

    whole = TASK.predict(SHORT, Walls(40.0))
    place = Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    with pytest.raises(KeyboardInterrupt):
        TASK.predict(SHORT, Carrying(Cut(40.0), place))
    rest, again = Walls(40.0), Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    joined = TASK.predict(SHORT, Carrying(rest, again))
    assert rest.asked < TASK.cost(SHORT).structures - 15
    for name, values in whole.items():
        np.testing.assert_array_equal(joined[name], values)


def test_survivors_are_drawn_along_the_ramp() -> None:
    assert TASK.draw is not None
    _, predicted = told("copper-compressed", Silent(200))
    survival, warmth = TASK.draw(COMPRESSED, predicted, {})
    assert survival.curves[0].y[0] == 100.0
    assert survival.curves[0].y[-1] == 0.0
    assert warmth.curves[0].label == "wanted"
    assert len(warmth.curves) == 5
