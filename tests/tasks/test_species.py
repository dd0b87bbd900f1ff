from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from ase.build import molecule

from tasks import reactions, species
from tasks.coupled_cluster import barriers
from tasks.potential import Answer, Capabilities, Failed, NoAnswer, Potential, TimedOut
from tasks.prediction import Prediction, State, predict
from tasks.structure import Structure
from tasks.system import System
from tests.tasks.potentials import gfn2

TASK = barriers.TASK  # its `predict` is the one of all reactions
NAMES = ("CH4", "NH3", "H2O", "C2H2", "CO2", "HCN", "N2", "O2")


def atomization(name: str) -> System:
    """A molecule less its atoms, each distinct atom once."""
    atoms = molecule(name)
    parts = [(name, -1.0, Structure.from_atoms(atoms))]
    for z, count in Counter(atoms.numbers.tolist()).items():
        parts.append((str(z), float(count), Structure(np.array([z]), np.zeros((1, 3)))))
    return reactions.reaction(name, parts, {})


@cache
def systems() -> tuple[System, ...]:
    return tuple(atomization(name) for name in NAMES)


DISTINCT = len(NAMES) + 4  # and H, C, N, O


class Counting:
    """The energy is the sum of atomic numbers; keeps every request. fails: these formulas."""

    def __init__(self, batch: int, fails: Sequence[str] = (), raised: NoAnswer | None = None):
        self.capabilities = Capabilities(batch=batch)
        self.fails, self.raised = fails, raised or Failed("too hard")
        self.requests: list[list[str]] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        names = [s.to_atoms().get_chemical_formula() for s in structures]
        self.requests.append(names)
        if set(names) & set(self.fails):
            raise self.raised
        return [Answer(-1.5 * float(s.numbers.sum())) for s in structures]

    @property
    def asked(self) -> Counter[str]:
        return Counter(name for request in self.requests for name in request)


def shared(potential: Potential) -> list[Prediction]:
    return list(species.predictions(TASK, systems(), potential))


def apart(potential: Potential) -> list[Prediction]:
    return [predict(TASK, system, potential) for system in systems()]


def said(predictions: Sequence[Prediction]) -> list[tuple[State, str, list[float]]]:
    return [(p.state, p.note, p.arrays.get("energies", np.empty(0)).tolist()) for p in predictions]


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
def test_each_distinct_species_is_asked_once_in_full_batches(batch: int) -> None:
    potential = Counting(batch)
    assert said(shared(potential)) == said(apart(Counting(batch)))
    assert set(potential.asked.values()) == {1}
    assert len(potential.asked) == DISTINCT
    sizes = [len(request) for request in potential.requests]
    assert max(sizes) == min(batch, DISTINCT)
    assert len(sizes) <= DISTINCT // batch + 3  # a request may be cut where a reaction begins
    assert Counting(batch).asked == Counter()


def test_without_sharing_the_atoms_are_asked_again_and_again() -> None:
    potential = Counting(100)
    apart(potential)
    assert potential.asked["H"] == 5


@pytest.mark.parametrize("batch", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("fails", [["N"], ["CO2"], ["CH4"], ["C", "O2"], ["H", "C", "N", "O"]])
def test_a_species_that_fails_costs_the_reactions_that_hold_it(
    batch: int, fails: list[str]
) -> None:
    potential = Counting(batch, fails)
    found = shared(potential)
    assert said(found) == said(apart(Counting(batch, fails)))
    holding = [
        any(s.to_atoms().get_chemical_formula() in fails for s in system.structures.values())
        for system in systems()
    ]
    assert [p.state is State.FAILED for p in found] == holding


def test_what_failed_alone_is_not_asked_again() -> None:
    potential = Counting(1, ["H"], TimedOut("no answer within 600 s"))
    found = shared(potential)
    assert potential.asked["H"] == 1  # though five reactions hold it
    assert Counter(p.note for p in found)["no answer within 600 s"] == 5


def test_a_failure_in_a_batch_is_pinned_on_the_one_that_failed() -> None:
    potential = Counting(100, ["CO2"])
    shared(potential)
    assert potential.asked["CO2"] == 2  # with all the others, then with its own
    assert [r for r in potential.requests if "CO2" in r][-1] == ["CO2"]
    assert potential.asked["N2"] == 2


class Crashes(Counting):
    """It ends where it fails, as a container does."""

    def __init__(self, batch: int, fails: Sequence[str]) -> None:
        super().__init__(batch, fails, Failed("the container ended"))
        self.raised.ended = True
        self.forgiven = 0

    @property
    def ends(self) -> int:
        return sum(bool(set(request) & set(self.fails)) for request in self.requests)

    def forgive(self) -> None:
        self.forgiven += 1


@pytest.mark.parametrize("fails", [["CO2"], ["H"], ["HCN", "CO2"]])
def test_looking_ahead_ends_no_container_that_would_have_lived(fails: list[str]) -> None:
    plain, ahead = Crashes(3, fails), Crashes(3, fails)
    without = said(apart(plain))
    assert said(list(species.predictions(TASK, systems(), ahead, ahead.forgive))) == without
    assert ahead.ends - ahead.forgiven <= plain.ends
    assert ahead.forgiven <= 1


def test_nobody_looks_ahead_after_it_ended_the_potential() -> None:
    potential = Crashes(100, ["N2"])
    list(species.predictions(TASK, systems(), potential, potential.forgive))
    assert [len(request) for request in potential.requests[:2]] == [DISTINCT, 3]
    assert all(len(request) <= 3 for request in potential.requests[1:])


def test_what_is_not_supported_is_not_looked_ahead_to() -> None:
    potential = Counting(100)
    potential.capabilities = Capabilities(batch=100, elements=frozenset({1, 6}))
    found = shared(potential)
    assert [p.state for p in found] == [p.state for p in apart(potential)]
    assert potential.requests[0] == ["CH4", "C", "H", "C2H2"]


def test_charge_and_multiplicity_tell_species_apart() -> None:
    atom = molecule("O")
    variants = [Structure.from_atoms(atom, charge, spin) for charge, spin in ((0, 3), (-1, 2))]
    pair = [reactions.reaction(f"r{i}", [("O", 1.0, s)], {}) for i, s in enumerate(variants)]
    potential = Counting(10)
    potential.capabilities = Capabilities(batch=10, charges=True)
    list(species.predictions(TASK, pair, potential))
    assert potential.requests == [["O", "O"]]


def test_no_request_is_filled_up_beyond_a_number_of_atoms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(species, "ATOMS_AT_ONCE", 12)
    potential = Counting(100)
    assert said(shared(potential)) == said(apart(Counting(100)))
    assert potential.requests[0] == ["CH4", "C", "H", "H3N", "N"]  # 5 + 1 + 1 and 4 + 1 atoms
    assert set(potential.asked.values()) == {1}


def test_what_no_coming_reaction_needs_is_forgotten() -> None:
    memory = species.Shared(Counting(3), systems(), lambda: None)
    for system in systems():
        predict(TASK, system, memory)
        memory.settle(system)
    kept = (memory._known, memory._failed, memory._alone, memory._uses)
    assert not any(kept)


def test_a_run_may_begin_anywhere() -> None:
    """As when what an earlier run had answered is not asked again."""
    rest = list(species.predictions(TASK, systems()[5:], Counting(4)))
    assert said(rest) == said(shared(Counting(4)))[5:]


class Slow(Counting):
    """An atom takes it a second; `now` is its clock."""

    now = 0.0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.now += sum(map(len, structures))
        return super().evaluate(structures, properties)


@pytest.mark.parametrize("batch", [1, 4, 100])
def test_a_reactions_seconds_are_its_part_of_the_requests(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    potential = Slow(batch)
    monkeypatch.setattr("time.perf_counter", lambda: potential.now)
    found = {p.system: p.seconds for p in shared(potential)}
    assert sum(found.values()) == pytest.approx(potential.now)
    assert found["O2"] == pytest.approx(2 + 1 / 3)  # its own, and a third of O
    assert found["CH4"] == pytest.approx(5 + 1 / 4 + 1 / 5)  # C is in four reactions, H in five


def test_gfn2_gets_the_same_numbers_for_dbh24() -> None:
    data, potential = TASK.dataset(), gfn2()
    potential._capabilities = replace(potential.capabilities, batch=16)
    for one, system in zip(
        species.predictions(TASK, data.systems, potential), data.systems, strict=True
    ):
        again = predict(TASK, system, potential)
        np.testing.assert_allclose(one.arrays["energies"], again.arrays["energies"], atol=1e-6)
