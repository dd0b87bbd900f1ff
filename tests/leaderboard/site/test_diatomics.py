"""Bob looks at what two atoms of an element do, on the periodic table, beside a rival."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leaderboard.models import Dataset, Submission
from leaderboard.results.diatomics import SILENT, squares
from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.prediction import predict
from tasks.registry import TASKS
from tasks.scoring import score
from tests.leaderboard.conftest import a_potential, a_submission
from workers.publish import publish
from workers.storage import FolderStore

TASK = TASKS["diatomics"]
PAGE = "/potentials/emt/diatomics/"
METALS = ("Al", "Ni", "Cu", "Pd", "Ag", "Pt", "Au")


@pytest.fixture
def registered(db: None, tmp_path: Any) -> list[Dataset]:
    stores = (FolderStore(tmp_path / name) for name in ("inputs", "references"))
    return Dataset.objects.register(publish([TASK], *stores))


@pytest.fixture
def emt(registered: list[Dataset], alice: User) -> Submission:
    return submitted(alice, "EMT")


@pytest.fixture
def rival(registered: list[Dataset], bob: User) -> Submission:
    return submitted(bob, "Pairs")


@cache
def made(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Its real result and figures, of the seven metals, carbon and helium alone."""
    pairs = LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True)
    potential, data = AsePotential(pairs if name == "Pairs" else EMT()), TASK.dataset()
    asked = [system for system in data.systems if system.id in (*METALS, "C", "He")]
    answers = [predict(TASK, system, potential) for system in asked]
    drawn = figures(TASK, asked, data.references, answers)
    result = score(TASK, data.systems, data.references, answers)
    return result.to_json(), [figure.to_json() for figure in drawn]


def submitted(owner: User, name: str) -> Submission:
    submission = a_submission(a_potential(owner, name), publish_when_scored=True)
    evaluation = submission.evaluations.get()
    evaluation.result, evaluation.figures = made(name)
    evaluation.finish(evaluation.State.SCORED)
    evaluation.save(update_fields=["figures"])
    submission.settle()
    return submission


def square(page: str, symbol: str) -> str:
    found = re.search(rf'<a href="\?element={symbol}[&#].*?</a>', page)
    assert found is not None
    return found[0]


@pytest.mark.usefixtures("emt")
def test_each_element_says_in_a_word_and_a_number_what_was_found() -> None:
    page = Client().get(PAGE).content.decode()
    assert 'aria-label="Copper: sound, 0.0 %"' in square(page, "Cu")
    assert 'aria-label="Carbon: no wall, 100 %"' in square(page, "C")
    assert f'aria-label="Helium: {SILENT}"' in square(page, "He")
    assert page.count("?element=") == 2 * 96  # the squares, and their table


@pytest.mark.usefixtures("emt", "rival")
def test_a_chosen_element_is_drawn_beside_the_rival_with_the_measured_bond_length() -> None:
    page = Client().get(PAGE, {"element": "Cu", "rival": "pairs"}).content.decode()
    assert 'id="chart-energy"' in page
    assert 'id="chart-force"' in page
    for name in ("EMT", "Pairs", "screened nuclei", "measured bond length"):
        assert f'"label": "{name}"' in page or f'"label":"{name}"' in page
    assert 'aria-current="true" aria-label="Copper' in page
    assert "These numbers as a table" in page
    assert '<th scope="col" class="num">Pairs</th>' in page


@pytest.mark.usefixtures("emt")
def test_without_a_rival_the_page_stands_alone() -> None:
    page = Client().get(PAGE, {"element": "Pt"}).content.decode()
    assert 'name="rival"' not in page
    assert 'id="chart-energy"' in page


@pytest.mark.usefixtures("emt")
def test_a_silent_element_says_why_and_draws_nothing() -> None:
    page = Client().get(PAGE, {"element": "He"}).content.decode()
    assert "gave no answer for helium" in page
    assert 'id="chart-energy"' not in page


@pytest.mark.usefixtures("emt")
@pytest.mark.parametrize("query", [{"element": "Xx"}, {"rival": "nobody"}, {"rival": "emt"}])
def test_what_is_not_there_is_not_found(query: dict[str, str]) -> None:
    assert Client().get(PAGE, query).status_code == 404


@pytest.mark.usefixtures("emt")
def test_its_curves_are_the_api_s() -> None:
    told = Client().get("/api/v1/potentials/emt/figures/diatomics").json()
    titles = [figure["title"] for figure in told["figures"] if figure["system"] == "Cu"]
    assert titles == ["Cu₂: energy", "Cu₂: force"]


def test_one_more_rival_costs_no_more_queries(
    emt: Submission, rival: Submission, bob: User
) -> None:
    with CaptureQueriesContext(connection) as before:
        Client().get(PAGE, {"element": "Cu"})
    submitted(bob, "Third")
    with CaptureQueriesContext(connection) as after:
        Client().get(PAGE, {"element": "Cu"})
    assert len(after) <= len(before)


def test_words_follow_the_detour(emt: Submission) -> None:
    result = emt.evaluations.get().parsed_result()
    assert result is not None
    words = {one.symbol: one.word for _, one in squares(result) if one}
    assert {words[metal] for metal in METALS} == {"sound"}
    assert words["C"] == "no wall"


@pytest.mark.usefixtures("emt")
def test_the_potential_s_results_lead_there() -> None:
    assert PAGE in Client().get("/potentials/emt/tasks/diatomics/").content.decode()
    assert PAGE in Client().get("/potentials/emt/").content.decode()
