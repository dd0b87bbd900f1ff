"""What a GPU host makes of an order, short of the container."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from tasks.coupled_cluster.barriers import TASK
from tasks.potential import Answer, Capabilities, TimedOut
from tasks.prediction import Prediction, State
from tasks.structure import Structure
from workers import config, prediction
from workers.faults import ServiceFault, SubmissionFault
from workers.lease import Lease
from workers.messages import MAX_TEXT, Claim, PredictOrder
from workers.scoring import known, plain
from workers.text import fit, tail

SHA = "a" * 64
ANSWERED = Prediction("one", State.ANSWERED)
UNSUPPORTED = Prediction("two", State.UNSUPPORTED, note="declares no Xe")
FAILED = Prediction("three", State.FAILED, note="ValueError: no weights")


@pytest.mark.parametrize("others", [[ANSWERED, FAILED], [UNSUPPORTED], [UNSUPPORTED, ANSWERED], []])
def test_one_answer_is_enough_and_to_support_nothing_is_no_fault(others: list[Prediction]) -> None:
    prediction.require_an_answer(others)


def test_a_potential_that_never_answers_is_told_what_it_said_first() -> None:
    with pytest.raises(SubmissionFault, match=r"Not one of 2 .* three: ValueError"):
        prediction.require_an_answer([UNSUPPORTED, FAILED])


@pytest.mark.parametrize(("slug", "version"), [("no-such-task", 1), ("barrier-heights", 99)])
def test_a_task_that_this_host_does_not_have_is_our_fault(slug: str, version: int) -> None:
    order = PredictOrder(1, "t", slug, version, SHA, "bundle", "base", SHA, False)
    with pytest.raises(ServiceFault, match=slug):
        known(order)


def test_numbers_that_json_has_no_word_for_become_none() -> None:
    assert plain({"a": [float("nan"), 1.0], "b": (float("-inf"), "text", 2)}) == {
        "a": [None, 1.0],
        "b": [None, "text", 2],
    }


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    text = fit("first" + "x" * 10 * MAX_TEXT + "last")
    assert len(text) <= MAX_TEXT
    assert text.startswith("first")
    assert text.endswith("last")


def test_a_text_loses_what_a_page_cannot_show() -> None:
    assert fit("a\0b\x1b[31m\r\nÅ\tend") == "a\ufffdb\ufffd[31m\nÅ\tend"


def test_the_end_of_a_text_begins_with_a_whole_line() -> None:
    assert tail("one\ntwo\nthree", 9) == "three"
    assert tail("one\ntwo\x1b", 100) == "one\ntwo\ufffd"
    assert tail("x" * 50, 10) == "x" * 10
    assert tail("x" * 50 + "\n", 10) == "x" * 9 + "\n"


@pytest.mark.parametrize("secret", ["ASSAY_STORE_REFERENCES", "DATABASE_URL", "ASSAY_SECRET_KEY"])
def test_a_host_of_submitted_code_starts_without_secrets_only(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    for name in config.FORBIDDEN["predict"]:
        monkeypatch.delenv(name, raising=False)
    for name in config.NEEDED["predict"]:
        monkeypatch.setenv(f"ASSAY_STORE_{name}", "/nowhere")
    config.check("predict")
    monkeypatch.setenv(secret, "x")
    with pytest.raises(ServiceFault, match=secret):
        config.check("predict")


def test_a_worker_without_a_store_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*config.FORBIDDEN["score"], "ASSAY_STORE_INPUTS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ServiceFault, match="ASSAY_STORE_INPUTS is not set"):
        config.check("score")


class Once:
    """Takes 64 structures at once and keeps what it was asked."""

    capabilities = Capabilities(batch=64, charges=True, spins=True)

    def __init__(self) -> None:
        self.asked: list[int] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked.append(len(structures))
        return [Answer(float(len(s))) for s in structures]


def test_species_that_systems_share_are_asked_once_and_progress_is_told_system_by_system() -> None:
    systems = TASK.dataset().systems
    species = {s.identity for system in systems for s in system.structures.values()}
    potential, lease = Once(), Lease(Claim(7, "t", "w"), lambda _: True, every=60.0)
    answers = prediction.ask(TASK, systems, prediction.Held(potential, lease), lease)
    assert potential.asked == [len(species)]
    assert [a.system for a in answers] == [s.id for s in systems]
    assert lease._progress == (len(systems), len(systems))


def test_a_system_that_takes_too_long_is_not_asked_further_and_the_next_one_is() -> None:
    lease = Lease(Claim(7, "t", "w"), lambda _: True, every=60.0)
    held, (system, *_) = prediction.Held(Once(), lease, system_seconds=1.0), TASK.dataset().systems
    structures = list(system.structures.values())
    assert len(held.evaluate(structures, frozenset({"energy"}))) == len(structures)
    time.sleep(1.0)
    with pytest.raises(TimedOut, match="one system may take 1 s"):
        held.evaluate(structures, frozenset({"energy"}))
    held.next_system()
    assert held.evaluate(structures, frozenset({"energy"}))
