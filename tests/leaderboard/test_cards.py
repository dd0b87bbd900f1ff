"""Model cards of Matbench Discovery: operators take them in, Bob reads them beside our numbers."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from leaderboard.cards import beside, card_of, take_in
from leaderboard.models import Dataset, Evaluation, Potential
from leaderboard.views.scores import task_scores
from tasks.model_card import BOARD, CardError, read
from tasks.prediction import Prediction, State
from tasks.scoring import score
from tasks.solids.crystal_stability import TASK
from tasks.structure import Structure
from tasks.system import System
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.scored import scored

FILE = Path(__file__).parents[1] / "tasks" / "cards" / "chgnet.yml"
CARD = read(FILE.read_text(encoding="utf-8"))


def command(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_a_card_becomes_a_potential_and_a_card_again(alice: User) -> None:
    assert "/potentials/chgnet/" in command("import_card", str(FILE), "--owner", alice.email)
    found = Potential.objects.get(slug="chgnet")
    assert (found.owner, found.parameters, found.forces) == (alice, 412_525, "gradient")
    again = read(command("export_card", "chgnet"))
    assert again == replace(CARD, key="chgnet", source=f"{BOARD}/chgnet")


def test_numbers_of_a_card_go_to_a_potential_that_is_described_already(alice: User) -> None:
    a_potential(alice, "My own", description="As I say it.")
    command("import_card", str(FILE), "--into", "my-own")
    found = Potential.objects.get(slug="my-own")
    assert found.description == "As I say it."
    assert found.elsewhere["numbers"]["F1"] == 0.613
    assert found.elsewhere["source"].endswith("/models/chgnet-0.3.0")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([str(FILE), "--into", "nobody-knows-it"], "no potential"),
        ([str(FILE), "--owner", "nobody@example.org"], "Nobody has the address"),
        ([str(FILE.parent / "gone.yml"), "--into", "my-own"], "gone.yml"),
    ],
)
def test_what_an_operator_mistypes(alice: User, arguments: list[str], reason: str) -> None:
    a_potential(alice, "My own")
    with pytest.raises(CommandError, match=reason):
        command("import_card", *arguments)
    with pytest.raises(CommandError, match="no potential"):
        command("export_card", "nobody-knows-it")


def test_a_card_with_the_name_of_somebody_elses_potential_is_refused(
    alice: User, mallory: User
) -> None:
    a_potential(alice, "CHGNet")
    with pytest.raises(CardError, match="refused"):
        take_in(mallory, CARD)


def test_bob_reads_published_numbers_with_their_source_and_gets_the_card(
    datasets: list[Dataset], alice: User
) -> None:
    submission = scored(alice, "Listed", "sticky", "symmetries")
    potential = take_in(alice, CARD, submission.potential)
    page = Client().get(f"/potentials/{potential.slug}/").content.decode()
    assert "Published by others" in page
    assert "https://matbench-discovery.materialsproject.org/models/chgnet-0.3.0" in page
    assert "κ_SRME" in page
    assert "not measured" in page
    said = Client().get(f"/api/v1/potentials/{potential.slug}").json()["elsewhere"]
    assert (said["source"], said["numbers"]) == (CARD.source, CARD.numbers)
    answer = Client().get(f"/potentials/{potential.slug}/matbench-discovery.yml")
    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert read(answer.content.decode()).numbers == CARD.numbers


def test_a_potential_without_published_numbers_has_no_such_table(
    datasets: list[Dataset], alice: User
) -> None:
    scored(alice, "Plain", "sticky", "symmetries")
    assert "Published by others" not in Client().get("/potentials/plain/").content.decode()


def test_what_was_measured_here_stands_beside_what_was_published(
    datasets: list[Dataset], alice: User
) -> None:
    """F1 of a made set of crystals, by the task's own scoring."""
    potential = take_in(alice, CARD, a_potential(alice, "Measured"))
    submission = a_submission(potential)
    row = Dataset.objects.create(
        task=TASK.slug, task_version=TASK.version, inputs_sha256="1" * 64,
        references_sha256="2" * 64,
    )  # fmt: skip
    result = score(TASK, *_made())
    Evaluation.objects.create(
        submission=submission, dataset=row, state=Evaluation.State.SCORED, result=result.to_json()
    )
    told = {one.name: one for one in beside(potential, task_scores(submission))}
    f1 = told["F1"].here
    assert f1 is not None
    assert f1.value == pytest.approx(2 / 3)
    assert told["F1"].published == 0.613
    assert told["RMSD"].here is None
    assert card_of(potential).numbers == CARD.numbers


def _made() -> tuple[list[System], dict[str, dict[str, np.ndarray]], list[Prediction]]:
    """Of four stable crystals two are found, and no other is called stable."""
    crystal = Structure(np.array([29], dtype=np.int32), np.zeros((1, 3)), np.eye(3))
    hulls = [-0.1, -0.1, -0.1, -0.1, 0.1, 0.1, 0.1, 0.1]
    called = [-0.1, -0.1, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1]
    systems = [System(f"x-{i}", {"start": crystal}, {"elements": np.array(0.0)}) for i in range(8)]
    references = {
        s.id: {
            "hull": np.array(hull), "formation": np.array(-1.0), "correction": np.array(0.0),
            "uncertainty": np.array(0.01),
        }
        for s, hull in zip(systems, hulls, strict=True)
    }  # fmt: skip
    answers = [
        Prediction(
            s.id,
            State.ANSWERED,
            {
                "energy": np.array(-1.0 + call - hull), "corrected": np.array(1.0),
                "steps": np.array(1.0), "converged": np.array(1.0),
            },
        )
        for s, hull, call in zip(systems, hulls, called, strict=True)
    ]  # fmt: skip
    return systems, references, answers
