"""Mallory's potential is asked for hidden structures, and says them wherever it can."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docker
import pytest

from tasks.artefact import read_predictions, write_systems
from tasks.registry import find
from workers import config, jobs, prediction
from workers.lease import Lease
from workers.messages import Faulted, Heartbeat, Predicted, PredictOrder
from workers.sandbox.docker import OWNER
from workers.sandbox.owner import myself

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("unset_sandbox")]

TASK = find("noncovalent-interactions")
SYSTEMS = TASK.dataset().systems[:3]
SAID = "I WAS ASKED"
MALLORY = """
import os
import time
from ase.calculators.calculator import Calculator

class Mallory(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, atoms, *args):
        said = f"I WAS ASKED {atoms.positions.tolist()}"
        print(said, flush=True)
        time.sleep(0.2)
        with open("/tmp/kept", "a") as file:
            file.write(said)
        if len(atoms) > ANSWERS_UP_TO:
            raise ValueError(said)
        self.results = {"energy": 0.0, "forces": 0 * atoms.positions}

def load(device):
    kept = os.path.exists("/tmp/kept")
    print(f"I REMEMBER {kept}", flush=True)
    return Mallory()
"""
TALKATIVE, SILENT = 6, 0  # answers structures of so many atoms, or none; speaks in any case


class House:
    """A GPU host's stores, with the systems and Mallory's bundle in them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("submissions", "inputs", "predictions"):
            monkeypatch.setenv(f"ASSAY_STORE_{name.upper()}", str(folder / name))
        self._folder = folder
        self.heartbeats: list[Heartbeat] = []

    def run(self, answers_up_to: int, held_out: bool) -> Predicted | Faulted:
        bundle = self._folder / "mallory.zip"
        with zipfile.ZipFile(bundle, "w") as archive:
            text = MALLORY.replace("ANSWERS_UP_TO", str(answers_up_to))
            archive.writestr("potential.py", text)
        blob = config.store("SUBMISSIONS").put_file(bundle)
        inputs = config.store("INPUTS").put(write_systems(SYSTEMS))
        about = (TASK.slug, TASK.version, inputs, "bundle", "base", blob)
        order = PredictOrder(1, "token", *about, held_out)  # type: ignore[arg-type]
        with Lease(order, self._heard, 0.01) as lease:
            report = jobs._outcome(order, lease, prediction.run)
        assert isinstance(report, Predicted | Faulted)
        return report

    def _heard(self, heartbeat: Heartbeat) -> bool:
        self.heartbeats.append(heartbeat)
        return True


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: Callable[[str], str]) -> House:
    runtime("base")
    return House(tmp_path, monkeypatch)


def test_of_a_public_run_she_reads_what_she_said(house: House) -> None:
    """So the next two tests can fail."""
    report = house.run(TALKATIVE, held_out=False)
    assert isinstance(report, Predicted)
    assert SAID in report.log
    assert any(SAID in beat.log for beat in house.heartbeats)
    notes = read_predictions(config.store("PREDICTIONS").get(report.predictions_sha256))
    assert any(SAID in each.note for each in notes)
    fault = house.run(SILENT, held_out=False)
    assert isinstance(fault, Faulted)
    assert SAID in fault.reason


@pytest.mark.parametrize("answers_up_to", [TALKATIVE, SILENT])
def test_of_a_held_out_run_nothing_that_she_said_comes_back(
    house: House, answers_up_to: int
) -> None:
    report = house.run(answers_up_to, held_out=True)
    sent = json.dumps([report.to_json(), *(beat.to_json() for beat in house.heartbeats)])
    assert SAID not in sent
    hidden = {f"{x:.4f}" for s in SYSTEMS for m in s.structures.values() for x in m.positions.flat}
    assert [number for number in hidden - {"0.0000"} if number in sent] == []
    if isinstance(report, Predicted):
        assert (report.log, report.device, report.seconds % 10) == ("", "cpu", 0)
        kept = read_predictions(config.store("PREDICTIONS").get(report.predictions_sha256))
        assert {each.note for each in kept} == {""}
        assert 0 < report.answered < report.asked
    else:
        assert report.log == ""
        assert report.reason == "The potential answered none of the held-out systems."


def test_held_out_and_public_systems_run_in_containers_of_their_own(
    house: House, engine: docker.DockerClient
) -> None:
    begun = time.time_ns()
    house.run(TALKATIVE, held_out=True)
    report = house.run(TALKATIVE, held_out=False)
    assert isinstance(report, Predicted)
    assert "I REMEMBER False" in report.log
    filters = {"type": "container", "event": "create", "label": f"{OWNER}={myself()}"}
    seconds = begun // 10**9, time.time_ns() // 10**9 + 1
    created = engine.events(*seconds, filters=filters, decode=True)
    assert len({event["id"] for event in created if event["timeNano"] >= begun}) == 2
