from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest

from tasks.coupled_cluster.polymorph_order import TASK
from tasks.dataset import Dataset
from tasks.imports.molecular_crystals import FOLDER
from tasks.reactions import KJ_MOL
from tasks.result import Result
from tasks.scoring import null_errors, score
from tasks.structure import Structure
from tests.tasks.imported import library
from tests.tasks.imports.data import folder
from tests.tasks.published_scores import scored, value
from tests.tasks.tabulated import Tabulated

WITH_D4, PBE_D3_OF_DRUGS = "dE(A-B)_LNO-MBE-CCSD(T)_withD4", "check_PBE-D3(BJ)_table"
CCSD_T, DMC = "E_latt_LNO-MBE-CCSD(T)", "E_latt_DMC"
PBE_D3 = "check_PBE-D3(BJ)_from_same_geometries"


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


@cache
def dataset() -> Dataset:
    return TASK.dataset()


@cache
def crystals() -> dict[str, Structure]:
    return {name: s for system in dataset().systems for name, s in system.structures.items()}


def table(name: str) -> list[dict[str, str]]:
    with (folder(FOLDER) / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


def ice(column: str) -> dict[str, float]:
    """Lattice energies, kJ/mol, by phase; the molecule in the gas is at zero."""
    found = table("ice13_lattice_energies_kJmol.csv")
    return {f"ice_{row['phase']}": float(row[column]) for row in found}


def drugs(column: str) -> dict[str, float]:
    """Form A above form B, which is at zero."""
    rows = table("pharma_polymorph_relative_energies_kJmol.csv")
    return {r["form_A"]: float(r[column]) for r in rows} | {r["form_B"]: 0.0 for r in rows}


MOLECULE = {"ice": 3, "ROY": 27, "Axitinib": 46, "Rotigotine": 47}  # its atoms


def answers(per_molecule: dict[str, float]) -> Tabulated:
    """Cells whose molecules have these energies, kJ/mol."""
    cells = {n: len(s) / MOLECULE[n.split("_")[0]] for n, s in crystals().items()}
    energies = {s.identity: per_molecule[n] * cells[n] * KJ_MOL for n, s in crystals().items()}
    return Tabulated(energies)


def wrong(result: Result, group: str) -> list[str]:
    found = [k for k, errors in result.errors.items() if errors["misordered"] == 100]
    return sorted(k for k in found if k.startswith("ice") == (group == "ice"))


def test_pbe_d3_puts_two_pairs_of_ice_and_two_drugs_in_the_wrong_order() -> None:
    pbe = answers({**ice(PBE_D3), **drugs(PBE_D3_OF_DRUGS)})
    result = scored(TASK, pbe, dataset())
    assert wrong(result, "ice") == ["ice_II-ice_III", "ice_II-ice_IX"]
    assert wrong(result, "drugs") == ["Axitinib", "ROY"]
    assert value(result, "misordered") == pytest.approx(100 * 4 / 53)
    assert value(result, "misordered", "ice") == pytest.approx(100 * 2 / 50)


# The paper's supplement prints errors of -7.0, -9.5 and -1.8 kJ/mol; axitinib's does not follow
# from the -2.4 and 7.5 that it prints beside it.
@pytest.mark.parametrize(
    ("drug", "error"), [("ROY", -7.0), ("Axitinib", -9.9), ("Rotigotine", -1.7)]
)
def test_pbe_d3_is_as_wrong_about_drugs_as_published(drug: str, error: float) -> None:
    result = scored(TASK, answers({**ice(PBE_D3), **drugs(PBE_D3_OF_DRUGS)}), dataset())
    assert result.errors[drug]["error"] == pytest.approx(error, abs=0.01)


def test_phases_are_as_wrong_relative_to_ice_ih_as_published() -> None:
    result = scored(TASK, answers({**ice(PBE_D3), **drugs(PBE_D3_OF_DRUGS)}), dataset())
    to_ih = [abs(e["error"]) for k, e in result.errors.items() if k.startswith("ice_Ih-")]
    near = abs(ice(PBE_D3)["ice_XI"] - ice(PBE_D3)["ice_Ih"])  # equal by CCSD(T): not asked
    large = 4.7 - 3.8  # by which VII, in a larger cell, is nearer to Ih than by lattice energies
    assert len(to_ih) == 11
    assert (sum(to_ih) + near + large) / 12 == pytest.approx(3.3, abs=0.1)


@pytest.mark.parametrize("column", [CCSD_T, DMC])
def test_coupled_cluster_and_monte_carlo_make_no_mistake(column: str) -> None:
    result = scored(TASK, answers({**ice(column), **drugs(WITH_D4)}), dataset())
    assert value(result, "misordered") == 0


def test_a_shift_of_all_phases_alike_changes_no_order() -> None:
    shifted = {name: energy - 8.0 for name, energy in ice(CCSD_T).items()}
    result = scored(TASK, answers({**shifted, **drugs(WITH_D4)}), dataset())
    assert value(result, "misordered") == 0
    assert value(result) == pytest.approx(0, abs=1e-9)


def test_who_knows_nothing_has_a_coins_chance_and_silence_is_worse() -> None:
    nulls = null_errors(TASK, dataset().systems, dataset().references)
    assert {e["misordered"] for e in nulls.values()} == {50}
    absolute = TASK.metrics[1]
    assert absolute.worst is not None
    assert max(abs(e["error"]) for e in nulls.values()) < absolute.worst
    silent = score(TASK, dataset().systems, dataset().references, [])
    assert value(silent, "misordered") == 100
    assert (silent.anchors.null, TASK.primary.worst) == (50, 100)
    assert silent.anchors.floor == pytest.approx(2.8, abs=0.1)  # %


def test_the_reverse_order_is_wrong_about_every_pair() -> None:
    upside_down = {n: -energy for n, energy in {**ice(CCSD_T), **drugs(WITH_D4)}.items()}
    assert value(scored(TASK, answers(upside_down), dataset()), "misordered") == 100


def test_a_phase_that_is_wrong_alone_widens_the_interval_more_than_its_pairs_would() -> None:
    off = ice(CCSD_T) | {"ice_VII": -70.0}  # below all others: wrong in each of its 12 pairs
    share = 12 / 53
    share = 12 / 53
    result = scored(TASK, answers({**off, **drugs(WITH_D4)}), dataset())
    (whole,) = [s for s in result.scores if (s.metric, s.group) == ("misordered", "")]
    assert whole.value == pytest.approx(100 * share)
    assert whole.low is not None
    assert whole.high is not None
    independent = 100 * np.sqrt(share * (1 - share) / 53)  # standard error of 53 coins
    assert (whole.high - whole.low) / 2 > 3 * independent


def test_each_crystal_is_computed_once_for_all_its_pairs() -> None:
    table = answers({**ice(CCSD_T), **drugs(WITH_D4)})
    result = scored(TASK, table, dataset())
    assert set(result.states.values()) == {"answered"}
    assert table.asked == len(crystals()) == 13 + 6
