"""Bob looks at a potential's curves: on its page, on a page of their own, and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase.calculators.emt import EMT
from django.contrib.auth.models import User
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leaderboard.models import Dataset, Evaluation, Submission
from tasks.ase_potential import AsePotential
from tasks.figure import Figure, Kind, curve
from tasks.figures import figures
from tasks.prediction import predict
from tasks.registry import TASKS
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import scored
from tests.leaderboard.seasons import opened, practice, result
from workers import results
from workers.messages import Claim
from workers.storage import open_store

TASK = TASKS["equation-of-state"]
SOLIDS = ("cu", "ag", "au")
PAGE = "/potentials/metals/tasks/equation-of-state/"
JSON = "/api/v1/potentials/metals/figures/equation-of-state"


@pytest.fixture
def metals(datasets: list[Dataset], alice: User) -> Submission:
    """Scored by a silent potential; its figures are those of a real one on three metals."""
    dataset = TASK.dataset()
    systems = [s for s in dataset.systems if s.id in SOLIDS]
    answers = [predict(TASK, s, AsePotential(EMT())) for s in systems]
    drawn = figures(TASK, systems, dataset.references, answers)
    submission = scored(alice, "Metals", "silent", TASK.slug)
    evaluation = submission.evaluations.get()
    evaluation.figures = [figure.to_json() for figure in drawn]
    evaluation.save(update_fields=["figures"])
    return submission


@pytest.mark.usefixtures("metals")
def test_bob_sees_parity_and_each_curve_without_a_script() -> None:
    page = Client().get(PAGE).content.decode()
    assert page.count('<figure class="panel"') == len(SOLIDS)
    assert "Volume / Å³ per atom" in page
    assert 'id="chart-parity"' in page
    for label in ("asked", "fit", "experiment"):
        assert f"</svg> {label}</li>" in page


@pytest.mark.usefixtures("metals")
def test_the_potentials_page_leads_there() -> None:
    page = Client().get("/potentials/metals/").content.decode()
    assert f'<a href="{PAGE}">' in page


@pytest.mark.usefixtures("metals")
def test_the_old_address_leads_there() -> None:
    answer = Client().get("/potentials/metals/plots/equation-of-state/")
    assert (answer.status_code, answer.headers["Location"]) == (301, PAGE)


def test_the_same_numbers_come_as_json(metals: Submission) -> None:
    said = Client().get(JSON).json()
    assert (said["submission"], said["version"]) == (metals.public_id, TASK.version)
    parity, *systems = said["figures"]
    assert parity["level"]
    assert sorted(one["system"] for one in systems) == sorted(SOLIDS)
    curves = {curve["label"]: curve for curve in systems[0]["curves"]}
    assert len(curves["asked"]["x"]) == len(curves["asked"]["y"]) == 11


@pytest.mark.parametrize("path", [PAGE, JSON])
def test_nobody_sees_curves_of_what_is_not_published(
    path: str, datasets: list[Dataset], alice: User
) -> None:
    scored(alice, "Metals", "silent", TASK.slug, publish=False)
    assert Client().get(path).status_code == 404


@pytest.mark.usefixtures("metals")
@pytest.mark.parametrize("task", ["no-such-task", "barrier-heights"])
def test_a_task_without_a_result_has_no_plots(task: str) -> None:
    for name in ("plots", "tasks"):
        assert Client().get(f"/potentials/metals/{name}/{task}/").status_code == 404


@pytest.mark.usefixtures("metals")
def test_a_page_without_plots_reads_no_figures() -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get("/potentials/metals/")
    assert not [q for q in queries if '"figures"' in q["sql"]]


def test_a_figure_has_its_points_as_a_table_thinned_evenly_where_they_are_many() -> None:
    tag = Template("{% load plots %}{% figure_numbers figure %}")

    def rows(count: int) -> tuple[str, list[tuple[str, str]]]:
        line = curve("potential", Kind.LINE, np.arange(count), np.arange(count) / 8)
        html = tag.render(
            Context({"figure": Figure("cu", "Drift: cu", "t / fs", "E / eV", (line,))})
        )
        return html, re.findall(r'<td class="num">([^<]*)</td><td class="num">([^<]*)</td>', html)

    few, told = rows(3)
    assert told == [("0.0000", "0.0000"), ("1.0000", "0.1250"), ("2.0000", "0.2500")]
    assert '<th scope="col" class="num">t / fs</th>' in few
    assert "one in" not in few
    many, told = rows(200)
    assert [float(x) for x, _ in told] == list(range(0, 200, 3))
    assert "Of 200 points one in 3" in many


@pytest.mark.usefixtures("vault")
def test_the_web_zone_keeps_no_curve_of_hidden_systems_whatever_it_is_sent(
    alice: User, settings: Any, tmp_path: Path
) -> None:
    settings.ASSAY_STORE_RESULTS = str(tmp_path / "results")
    practice()
    season = opened()
    evaluation = a_submission(a_potential(alice, "Hers")).evaluations.get(dataset__season=season)
    attempt = evaluation.attempts.get()
    points = curve("reference", Kind.REFERENCE, [1.0, 2.0], [0.1, 0.2])
    claimed = Claim(evaluation.pk, attempt.token, "worker")
    report = results.put(
        open_store(settings.ASSAY_STORE_RESULTS),
        claimed,
        json.loads(json.dumps(result("argon", True).to_json())),
        [Figure("hidden", "hidden", "x", "y", (points,))],
    )
    evaluation.scored(report)
    evaluation.refresh_from_db()
    assert evaluation.state == Evaluation.State.SCORED
    assert evaluation.figures == []
