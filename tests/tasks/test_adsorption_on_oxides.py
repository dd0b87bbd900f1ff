from __future__ import annotations

import csv
from functools import cache

import pytest

from tasks.coupled_cluster.adsorption_on_oxides import TASK
from tasks.dataset import Dataset
from tasks.imports.adsorption import FOLDER
from tasks.potential import Capabilities
from tasks.prediction import State, predict
from tasks.reactions import MEV
from tasks.result import Result
from tasks.scoring import null_errors
from tests.tasks.imported import library
from tests.tasks.imports.data import folder
from tests.tasks.published_scores import scored, value
from tests.tasks.tabulated import Tabulated

REVPBE_D4 = "check_revPBE-D4_E_int_same_geometry_total_per_cell"


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


@cache
def dataset() -> Dataset:
    return TASK.dataset()


def revpbe_d4() -> Tabulated:
    """From the published energies per cell: what is apart is at zero."""
    with (folder(FOLDER) / "adsorption_energies_meV.csv").open(newline="") as lines:
        cells = {r["system"].replace("/", "-"): float(r[REVPBE_D4]) for r in csv.DictReader(lines)}
    table: dict[bytes, float] = {}
    for system in dataset().systems:
        whole, *parts = system.structures.values()
        table |= {part.identity: 0.0 for part in parts}
        table[whole.identity] = cells[system.id] * MEV
    return Tabulated(table)


@cache
def result() -> Result:
    return scored(TASK, revpbe_d4(), dataset())


def interaction(system: str) -> float:
    """meV per molecule, back from the scoring."""
    reference = float(dataset().references[system]["energy"]) / MEV
    return result().errors[system]["error"] + reference


def test_revpbe_d4_comes_out_as_the_source_says() -> None:
    said = {"CO": -215, "H2O_Monomer": -637, "NH3": -636, "CH4": -143, "C6H6": -565}
    assert {name: round(interaction(f"MgO-{name}")) for name in said} == said


def test_a_tetramer_and_a_dimer_come_out_per_molecule() -> None:
    assert interaction("MgO-H2O_Tetramer") == pytest.approx(-404.5, abs=0.1)
    assert interaction("MgO-NO_Dimer") == pytest.approx(-364.4, abs=0.1)


def test_the_whole_error_of_revpbe_d4_is_its_functionals() -> None:
    split = result().splits["revPBE-D4"]
    assert split.systems == 29
    assert split.remainder.value == pytest.approx(0, abs=1e-6)
    assert split.verdict == "functional"


def test_revpbe_d4_fails_for_nitric_oxide_and_chemisorbed_carbon_dioxide() -> None:
    assert (
        value(result(), group="open-shell molecule") > 3 * value(result(), group="closed shell") / 2
    )
    assert value(result(), group="chemisorbed") == pytest.approx(3504 - 2981.1)
    assert value(result(), "mean-error", "open-shell molecule") < -100  # bound too strongly


def test_silence_costs_more_than_the_null_model_on_any_system() -> None:
    nulls = null_errors(TASK, dataset().systems, dataset().references)
    assert TASK.primary.worst is not None
    assert max(abs(e["error"]) for e in nulls.values()) < TASK.primary.worst


def test_a_potential_without_spin_is_asked_for_nitric_oxide() -> None:
    (bent,) = [s for s in dataset().systems if s.id == "MgO-NO_Bent-Mg"]
    table = revpbe_d4()
    table.capabilities = Capabilities(spins=False)
    assert predict(TASK, bent, table).state is State.ANSWERED
