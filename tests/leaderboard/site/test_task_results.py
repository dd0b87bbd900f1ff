"""Bob reads a potential's results on a task: where it errs, how badly, and beside what."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Dataset, Submission
from leaderboard.results.breakdown import by_element
from leaderboard.results.rows import answered, asked
from leaderboard.shown_systems import Shown, shown_systems
from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.prediction import predict
from tasks.registry import TASKS
from tests.leaderboard.scored import CALCULATORS, result, scored
from tests.leaderboard.seasons import hidden_ids, opened, practice
from workers.publish import publish
from workers.storage import FolderStore

TASK = TASKS["noncovalent-interactions"]
PAGE = "/potentials/argon/tasks/noncovalent-interactions/"


@pytest.fixture
def shown(db: None, tmp_path: Path, settings: Any) -> Shown:
    """S22 as the operator publishes it for the pages."""
    settings.ASSAY_STORE_REVEALED = str(tmp_path / "revealed")
    stores = (FolderStore(tmp_path / name) for name in ("inputs", "references", "revealed"))
    [dataset] = Dataset.objects.register(publish([TASK], *stores))
    found = shown_systems(dataset)
    assert found is not None
    return found


@pytest.fixture
def argon(shown: Shown, alice: User) -> Submission:
    """Lennard-Jones on all of S22, with the parity that the scoring host draws."""
    submission = scored(alice, "Argon", "argon", TASK.slug)
    evaluation = submission.evaluations.get()
    dataset, potential = TASK.dataset(), AsePotential(CALCULATORS["argon"])
    answers = [predict(TASK, system, potential) for system in dataset.systems]
    drawn = figures(TASK, dataset.systems, dataset.references, answers)
    evaluation.figures = [figure.to_json() for figure in drawn]
    evaluation.save(update_fields=["figures"])
    return submission


def test_means_by_element_equal_those_by_hand(argon: Submission, shown: Shown) -> None:
    evaluation = argon.evaluations.select_related("dataset").get()
    found = result(TASK.slug, "argon")
    rows = answered(TASK, evaluation.dataset, found, evaluation.drawn(), shown)
    told = by_element(TASK, found, rows)
    assert told is not None
    systems = TASK.dataset().systems
    for one in told.errors:
        holding = [s.id for s in systems if one.number in s.elements]
        errors = [min(21.0, abs(found.errors[name]["error"])) for name in holding]
        assert one.error == pytest.approx(np.mean(errors))
        assert one.asked == len(holding)
        assert one.score is not None
        assert one.error == pytest.approx(one.score.value)


def test_silence_counts_at_its_price_by_element_too(shown: Shown, alice: User) -> None:
    evaluation = scored(alice, "Silent", "silent", TASK.slug).evaluations.get()
    found = result(TASK.slug, "silent")
    told = by_element(TASK, found, answered(TASK, evaluation.dataset, found, [], shown))
    assert told is not None
    assert {one.error for one in told.errors} == {21.0}
    assert {one.answered for one in told.errors} == {0}


@pytest.mark.usefixtures("argon")
def test_the_page_shows_plots_elements_the_worst_and_all_systems() -> None:
    page = Client().get(PAGE).content.decode()
    for name in ("parity", "errors", "distribution", "by-interaction", "size"):
        assert f'id="chart-{name}"' in page
    assert 'class="elements"' in page
    assert page.count('class="structure"') == 8
    assert "1–22 of 22" in page
    assert "/tasks/noncovalent-interactions/systems/Water_dimer/" in page


def test_the_worst_system_stands_first_with_reference_and_prediction(
    argon: Submission, shown: Shown
) -> None:
    found = result(TASK.slug, "argon")
    worst = max(found.errors, key=lambda name: abs(found.errors[name]["error"]))
    page = Client().get(PAGE).content.decode()
    first = page[page.index('<ol class="worst">') :]
    assert shown.by_id[worst].title in first[: first.index("</li>")]
    value = shown.by_id[worst].value
    assert value is not None
    assert f"{value:.3f}".replace("-", "−") in first[: first.index("</li>")]


@pytest.mark.usefixtures("argon")
def test_the_csv_holds_every_system(shown: Shown) -> None:
    rows = list(csv.DictReader(StringIO(Client().get(f"{PAGE}systems.csv").content.decode())))
    assert [row["system"] for row in rows] == list(shown.by_id)
    for row in rows:
        error = float(row["potential / kcal/mol"]) - float(row["reference / kcal/mol"])
        assert float(row["error / kcal/mol"]) == pytest.approx(error, rel=1e-3, abs=1e-3)


@pytest.mark.usefixtures("argon")
def test_without_what_pages_show_it_says_how_the_operator_gets_it() -> None:
    Dataset.objects.update(shown_sha256="")
    page = Client().get(PAGE).content.decode()
    assert "ASSAY_STORE_REVEALED" in page
    assert "Water dimer" in page
    assert "Show in 3D" not in page


@pytest.mark.usefixtures("argon")
def test_it_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        Client().get(PAGE)


@pytest.mark.usefixtures("argon")
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("sort=beauty", "sort must be one of"),
        ("page=99", "page must be a number from 1 to 1"),
        ("page=-1", "page must be a number"),
        ("element=Xx", "element must be the symbol"),
        ("tag=x", "tag must be a name and a value"),
        (f"q={'x' * 81}", "q must be 80 characters"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_what_can(query: str, says: str) -> None:
    answer = Client().get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert says in answer.content.decode()


@pytest.mark.usefixtures("vault")
def test_of_a_season_nothing_is_told_one_by_one(alice: User) -> None:
    """Neither by a page nor by the code beneath it."""
    practised = practice()
    season = opened()
    held = season.datasets.get()
    with pytest.raises(ValueError, match="systems of a season"):
        asked(held, shown_systems(held))
    known = shown_systems(practised)
    assert known is not None
    assert not set(known.by_id) & set(hidden_ids())
    for name in hidden_ids():
        for end in ("/", ".xyz"):
            path = f"/tasks/{practised.task}/systems/{name}{end}"
            assert Client().get(path).status_code == 404
