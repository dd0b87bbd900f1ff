"""The scoring host draws what anybody may see, and nothing of what is held out."""

from __future__ import annotations

from pathlib import Path

import pytest
from ase.calculators.emt import EMT

from tasks.artefact import write_predictions, write_references, write_systems
from tasks.ase_potential import AsePotential
from tasks.prediction import predict
from tasks.registry import TASKS
from workers import config, results, scoring
from workers.lease import Lease
from workers.messages import ScoreOrder

TASK = TASKS["equation-of-state"]
METALS = ("cu", "ag")


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScoreOrder:
    for name in ("INPUTS", "REFERENCES", "PREDICTIONS", "RESULTS"):
        monkeypatch.setenv(f"ASSAY_STORE_{name}", str(tmp_path / name.lower()))
    dataset = TASK.dataset()
    systems = [s for s in dataset.systems if s.id in METALS]
    answers = [predict(TASK, system, AsePotential(EMT())) for system in systems]
    return ScoreOrder(
        evaluation=1,
        token="token",
        task=TASK.slug,
        task_version=TASK.version,
        inputs_sha256=config.store("INPUTS").put(write_systems(systems)),
        held_out=False,
        submission="a",
        references_sha256=config.store("REFERENCES").put(
            write_references({name: dataset.references[name] for name in METALS})
        ),
        predictions_sha256=config.store("PREDICTIONS").put(write_predictions(answers)),
    )


def letter(order: ScoreOrder) -> results.Letter:
    with Lease(order, lambda heartbeat: True, 60) as lease:
        return results.get(config.store("RESULTS"), scoring.run(order, lease))


def test_public_systems_are_drawn_beside_their_references(order: ScoreOrder) -> None:
    parity, *drawn = letter(order).figures
    assert parity.curves[0].names == METALS
    assert [one.system for one in drawn] == list(METALS)
    assert "experiment" in {curve.label for one in drawn for curve in one.curves}


def test_of_hidden_systems_no_curve_leaves_the_scoring_host(order: ScoreOrder) -> None:
    hidden = ScoreOrder.from_json(order.to_json() | {"held_out": True})
    assert letter(hidden).figures == ()
    assert letter(hidden).result["states"] == letter(order).result["states"]
