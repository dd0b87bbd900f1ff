"""A small real season: the last eight complexes of S22, kept as if nobody had seen them.

The first fourteen stand in for the practice split of the same task, so that a test needs no
quantum chemistry: systems and references are the published ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from leaderboard.models import Dataset, Evaluation, Season, Submission
from leaderboard.seasons import reveal
from leaderboard.seasons.create import seal
from leaderboard.seasons.reveal import revealed_store
from leaderboard.seasons.vault import Draft, Vault, new_draft
from tasks import dataset as datasets
from tasks.ase_potential import AsePotential
from tasks.coupled_cluster import noncovalent
from tasks.prediction import Prediction, State, predict
from tasks.references.record import Record
from tasks.registry import TASKS
from tasks.result import Result
from tasks.scoring import score
from tests.leaderboard.scored import CALCULATORS
from workers import config
from workers.publish import PRACTICE, entry
from workers.redaction import redacted

TASK = noncovalent.TASK.slug
SEED = b"thirty-two bytes that nobody has"
HIDDEN = 8
PREDICTIONS = "5" * 64  # of a run on the held-out systems
REJECTED = Record(
    "s0rejected", "dimers", False, reasons=("ab: T1 is 0.034, the limit 0.02",), provenance={}
)


def draft(name: str = "Winter", **changes: Any) -> Draft:
    usual: dict[str, Any] = {"generator": "published", "seed": SEED, "size": HIDDEN + 1}
    usual["families"] = ["dimers"]
    return new_draft(name, **(usual | changes))


@cache
def parts() -> tuple[datasets.Dataset, datasets.Dataset]:
    """What everybody may practise on, and what is held out."""
    whole = noncovalent.dataset()
    shown, hidden = whole.systems[:-HIDDEN], whole.systems[-HIDDEN:]
    references = whole.references
    return (
        datasets.Dataset(shown, {s.id: references[s.id] for s in shown}),
        datasets.Dataset(hidden, {s.id: references[s.id] for s in hidden}),
    )


def hidden_ids() -> list[str]:
    return [system.id for system in parts()[1].systems]


def held_out(systems: int) -> datasets.Dataset:
    """The last ones: a second season of a test has fewer, and so other bytes."""
    hidden = parts()[1]
    some = hidden.systems[-systems:]
    return datasets.Dataset(some, {s.id: hidden.references[s.id] for s in some})


def records(systems: int = HIDDEN) -> list[Record]:
    found = [REJECTED]
    for key, reference in held_out(systems).references.items():
        known = {"geometry_sha256": f"geometry of {key}"}
        energy, uncertainty = float(reference["energy"]), float(reference["uncertainty"])
        found.append(Record(key, "dimers", True, energy, None, uncertainty, provenance=known))
    return found


def begun(name: str = "Winter") -> Season:
    made = draft(name)
    about = {"size": made.size, "families": list(made.families), "generator": made.generator}
    return Season.objects.create(name=name, **about)


def sealed(name: str = "Winter", systems: int = HIDDEN) -> Season:
    """The vault and the stores are those of the fixtures `vault` and `season_stores`."""
    season, vault = begun(name), Vault.open()
    stores = config.store("INPUTS"), config.store("REFERENCES")
    made = {TASK: held_out(systems)}
    seal(season, vault.draft(draft(name)), vault, made, records(systems), stores)
    return season


def retired(season: Season) -> Season:
    reveal.retire(season, Vault.open())
    return season


def opened(name: str = "Winter") -> Season:
    season = sealed(name)
    season.open()
    return season


def practice() -> Dataset:
    """Its systems are shown on the pages."""
    stores = config.store("INPUTS"), config.store("REFERENCES"), revealed_store()
    return Dataset.objects.register([entry(TASKS[TASK], parts()[0], PRACTICE, *stores)])[0]


@cache
def result(calculator: str, hidden: bool) -> Result:
    """As the scoring host would tell it while the season is secret; calculator: as in scored.py."""
    task, dataset = TASKS[TASK], parts()[hidden]
    if calculator == "silent":
        answers = [Prediction(s.id, State.FAILED) for s in dataset.systems]
    elif calculator == "null":
        answers = [Prediction(s.id, State.ANSWERED, task.null(s)) for s in dataset.systems]
    else:
        potential = AsePotential(CALCULATORS[calculator])
        answers = [predict(task, system, potential) for system in dataset.systems]
    return score(task, dataset.systems, dataset.references, answers)


def settle(submission: Submission, calculator: str) -> None:
    """Everything that it is asked of TASK ends with the real result."""
    rows = submission.evaluations.filter(dataset__task=TASK, result__isnull=True)
    for evaluation in rows.select_related("dataset__season"):
        hidden = evaluation.dataset.season is not None
        found = result(calculator, hidden)
        told = redacted(TASKS[TASK], found) if evaluation.dataset.held_out else found
        evaluation.result = told.to_json()
        evaluation.answered = sum(state == "answered" for state in found.states.values())
        evaluation.done = evaluation.asked
        evaluation.predictions_sha256 = PREDICTIONS if hidden else "d" * 64
        evaluation.save()
        evaluation.finish(Evaluation.State.SCORED)
    submission.settle()
    submission.refresh_from_db()
