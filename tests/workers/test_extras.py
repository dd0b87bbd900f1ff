"""Shares of the energy and its uncertainty, over the wire: offered by name, and as sound as it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.batch_potential import BatchPotential
from tasks.load import load_potential
from tasks.potential import (
    ENERGIES,
    ENERGY,
    FORCES,
    PROPERTIES,
    UNCERTAINTY,
    Capabilities,
    Failed,
    NotFinite,
    Unsupported,
    evaluate,
)
from tasks.structure import Structure
from tests.workers.peers import atoms, submitted
from workers import wire

EXTRAS = frozenset({ENERGY, ENERGIES, UNCERTAINTY})
LENNARD_JONES = """
from ase.calculators.lj import LennardJones
PROPERTIES = ["energy", "forces", "stress", "energies"]
def load(device):
    return LennardJones(rc=6.0)
"""
MINE = """
import numpy as np
PROPERTIES = ["energy", "energies", "uncertainty"]
BATCH = 4
class Mine:
    def evaluate(self, batch):
        said = lambda a: {"energy": 2.0 * len(a), "energies": ENERGIES, "uncertainty": SPREAD}
        return [said(a) for a in batch]
def load(device):
    return Mine()
"""


def mine(energies: str = "np.full(len(a), 2.0)", spread: str = "0.25") -> str:
    return MINE.replace("ENERGIES", energies).replace("SPREAD", spread)


def crystal() -> Structure:
    material = bulk("Ar", a=1.7) * (2, 2, 2)
    material.rattle(0.05, seed=2)
    return Structure.from_atoms(material)


def test_shares_are_those_of_the_same_calculator_in_process(tmp_path: Path) -> None:
    asked = crystal()
    here = AsePotential(LennardJones(rc=6.0), Capabilities(frozenset({ENERGY, ENERGIES})))
    (expected,) = here.evaluate([asked], frozenset({ENERGY, ENERGIES}))
    with submitted(tmp_path, LENNARD_JONES) as potential:
        assert potential.capabilities.properties == {*PROPERTIES, ENERGIES}
        (said,) = potential.evaluate([asked], frozenset({ENERGY, FORCES, ENERGIES}))
    assert expected.energies is not None
    assert said.forces is not None
    np.testing.assert_array_equal(said.energies, expected.energies)
    assert expected.energies.sum() == pytest.approx(said.energy)
    assert said.uncertainty is None


def test_an_object_answers_them_for_a_batch_of_any_sizes(tmp_path: Path) -> None:
    sizes = (1, 3, 2, 5, 4)
    with submitted(tmp_path, mine()) as potential:
        answers = evaluate(potential, [atoms(n) for n in sizes], *EXTRAS)
    for n, answer in zip(sizes, answers, strict=True):
        assert answer.energies is not None
        assert (answer.energy, answer.uncertainty, answer.energies.tolist()) == (
            2.0 * n,
            0.25,
            [2.0] * n,
        )


def test_who_does_not_name_them_is_not_asked(tmp_path: Path) -> None:
    silent = "\n".join(line for line in LENNARD_JONES.split("\n") if "PROPERTIES" not in line)
    with submitted(tmp_path, silent) as potential:
        assert potential.capabilities.properties == frozenset(PROPERTIES)
        with pytest.raises(Unsupported, match="declares no energies"):
            evaluate(potential, [crystal()], ENERGIES)


@pytest.mark.parametrize(
    ("code", "silence"),
    [
        (mine(energies="np.ones(len(a) + 1)"), Failed),
        (mine(energies="np.ones((len(a), 1))"), Failed),
        (mine(energies="None"), Unsupported),
        (mine(energies="np.full(len(a), np.nan)"), NotFinite),
        (mine(spread="np.inf"), NotFinite),
        (mine(spread="[0.1, 0.2]"), Failed),
        (mine(spread="None"), Unsupported),
    ],
)
def test_what_is_no_such_thing_is_no_answer_there_or_here(
    tmp_path: Path, code: str, silence: type[Exception]
) -> None:
    with submitted(tmp_path, code) as potential, pytest.raises(silence):
        potential.evaluate([atoms(3)], EXTRAS)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "potential.py").write_text(code)
    with pytest.raises(silence):
        load_potential(tmp_path / "here" / "potential.py", "cpu").evaluate([atoms(3)], EXTRAS)


def test_an_object_in_process_says_what_it_says_over_the_wire() -> None:
    capabilities = Capabilities(EXTRAS)
    here = BatchPotential(
        lambda batch: [
            {"energy": [1.0], "energies": [1.0] * len(a), "uncertainty": [0.5]} for a in batch
        ],
        capabilities,
    )
    (answer,) = here.evaluate([atoms(2)], EXTRAS)
    assert (answer.energy, answer.uncertainty) == (1.0, 0.5)
    np.testing.assert_array_equal(answer.energies, [1.0, 1.0])


def test_the_longest_reply_grows_by_what_is_wanted() -> None:
    many = [atoms(1000)]
    plain = wire.reply_bound(many, frozenset({ENERGY, FORCES}))
    assert wire.reply_bound(many, frozenset({ENERGY, FORCES}) | EXTRAS) == plain + 8 * 1001
