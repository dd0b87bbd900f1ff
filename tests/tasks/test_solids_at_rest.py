"""Lattice constants and cohesive energies: what a potential was fitted to comes out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.calculators import emt as ase_emt
from ase.calculators.emt import EMT
from ase.data import chemical_symbols

from tasks.ase_potential import AsePotential
from tasks.imports.experimental_solids import FOLDER
from tasks.potential import Answer
from tasks.prediction import State, predict
from tasks.predictions import predictions
from tasks.scoring import score
from tasks.solids import cohesive_energies, equation_of_state, functional, lattice_constants
from tasks.solids.at_rest import lattice
from tasks.solids.birch_murnaghan import fit
from tasks.structure import Floats, Structure
from tasks.system import System
from tasks.task import Task
from tests.tasks.imported import library
from tests.tasks.potentials import emt

CONSTANTS, COHESIVE = lattice_constants.TASK, cohesive_energies.TASK
METALS = ("Ni_fcc", "Pd_fcc", "Pt_fcc", "Cu_fcc", "Ag_fcc", "Au_fcc", "Al_fcc")


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def system(task: Task, name: str) -> System:
    return next(s for s in task.dataset().systems if s.id == name)


def errors(task: Task, name: str) -> dict[str, float]:
    of = system(task, name)
    return task.compare(of, task.predict(of, emt()), task.dataset().references[name])


@pytest.mark.parametrize("metal", METALS)
def test_emt_gives_the_cohesive_energy_that_it_was_made_with(metal: str) -> None:
    of = system(COHESIVE, metal)
    reference = float(COHESIVE.dataset().references[metal]["cohesive"])
    made_with = -float(ase_emt.parameters[metal.removesuffix("_fcc")][0])
    assert reference + errors(COHESIVE, metal)["error"] == pytest.approx(made_with, abs=0.03)
    assert {int(z) for z in of.structures["solid"].numbers} == {
        chemical_symbols.index(metal.removesuffix("_fcc"))
    }


@pytest.mark.parametrize("metal", ["Cu_fcc", "Pt_fcc"])
def test_the_lattice_constant_is_that_of_the_equation_of_state(metal: str) -> None:
    eos = equation_of_state.TASK
    curve = eos.predict(system(eos, metal.removesuffix("_fcc").lower()), emt())
    fitted = fit(curve["volumes"], curve["energies"])
    assert fitted is not None
    a = float(CONSTANTS.dataset().references[metal]["a"]) + errors(CONSTANTS, metal)["a"]
    assert a == pytest.approx((4 * fitted.volume) ** (1 / 3), abs=2e-4)


def test_what_pbe_gets_wrong_stands_beside() -> None:
    found = errors(CONSTANTS, "Ag_fcc")
    assert found["functional:PBE"] == pytest.approx(0.087, abs=0.002)
    answers = [predict(CONSTANTS, system(CONSTANTS, m), emt()) for m in METALS]
    systems = [system(CONSTANTS, m) for m in METALS]
    result = score(CONSTANTS, systems, CONSTANTS.dataset().references, answers)
    split = result.splits["PBE"]
    assert split.systems == len(METALS)
    assert split.functional.value > 3 * split.total.value  # EMT was fitted to experiment


def test_crystals_are_walked_to_rest_side_by_side() -> None:
    class Batched:
        def __init__(self, size: int) -> None:
            self.inner = emt()
            self.capabilities = replace(self.inner.capabilities, batch=size)
            self.requests = 0

        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            self.requests += 1
            return self.inner.evaluate(structures, properties)

    systems = [system(COHESIVE, metal) for metal in METALS]
    alone, together = Batched(1), Batched(16)
    one = [p.arrays["energy"] for p in predictions(COHESIVE, systems, alone)]
    other = [p.arrays["energy"] for p in predictions(COHESIVE, systems, together)]
    np.testing.assert_array_equal(one, other)
    assert together.requests < alone.requests / 3


def cell(lengths: Floats, cosine: float = 0.0) -> Floats:
    cell = np.diag(lengths)
    cell[1, 0] = cosine * lengths[1]
    return cell


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (cell(np.array([4.0, 4.0, 4.0])), (4.0, 4.0)),
        (cell(np.array([4.0, 4.0, 4.2])), None),
        (cell(np.array([4.0, 4.0, 4.0]), cosine=0.05), None),
    ],
)
def test_a_crystal_that_becomes_another_one_is_lost(
    after: Floats, told: tuple[float, float] | None
) -> None:
    cube = Structure(
        np.array([55, 17], dtype=np.int32),
        np.array([[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]]),
        cell(np.full(3, 3.9)),
        np.ones(3, dtype=bool),
    )
    found = {"cell": after, "atoms": np.array(2.0), "converged": np.array(1.0)}
    assert lattice("CsCl", cube, found) == (pytest.approx(told) if told else None)
    found["converged"] = np.array(0.0)
    assert lattice("CsCl", cube, found) is None


def test_a_hexagonal_metal_has_two_constants() -> None:
    of = system(CONSTANTS, "Mg_hcp")
    start = CONSTANTS.null(of)
    told = lattice("hcp", of.structures["solid"], start)
    assert told is not None
    assert told[1] / told[0] == pytest.approx(np.sqrt(8 / 3))
    found = CONSTANTS.compare(of, start, CONSTANTS.dataset().references["Mg_hcp"])
    assert set(found) >= {"a", "signed", "c"}


@pytest.mark.parametrize("task", [CONSTANTS, COHESIVE], ids=lambda task: task.slug)
def test_silence_costs_no_less_than_the_null_model(task: Task) -> None:
    data = task.dataset()
    for one in data.systems:
        told = task.compare(one, task.null(one), data.references[one.id])
        for metric in task.metrics:
            if metric.worst is not None and metric.of in told:
                assert abs(told[metric.of]) <= metric.worst


def test_what_emt_was_not_made_for_is_unsupported() -> None:
    found = predict(COHESIVE, system(COHESIVE, "W_bcc"), AsePotential(EMT()))
    assert found.state is State.UNSUPPORTED


def test_pbes_own_error_of_a_cohesive_energy_is_as_published() -> None:
    found = errors(COHESIVE, "Cu_fcc")
    assert found["functional:PBE"] == pytest.approx(3.48 - 3.518, abs=0.001)
    data = COHESIVE.dataset()
    known = [s for s in data.systems if s.id.partition("_")[0] in functional.cohesive()]
    assert len(known) == len(functional.cohesive()) == 23
    published = [functional.cohesive()[s.id.partition("_")[0]] for s in known]
    measured = [float(data.references[s.id]["cohesive"]) for s in known]
    # PBE underbinds on average, as Harl, Schimka and Kresse found
    assert 0.1 < np.mean(np.subtract(measured, published)) < 0.25
