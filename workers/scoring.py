"""Carry out a ScoreOrder: predictions held against references that never leave this host.

The result goes into the results store; see workers/results.py for why it is not in the message.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from tasks.artefact import read_predictions, read_references, read_systems
from tasks.figures import figures
from tasks.registry import find
from tasks.scoring import score
from tasks.task import Task
from workers import config, results
from workers.faults import ServiceFault
from workers.lease import Lease
from workers.messages import PredictOrder, Scored, ScoreOrder
from workers.redaction import redacted


def run(order: ScoreOrder, lease: Lease) -> Scored:
    """Raises ServiceFault: whatever goes wrong here is ours."""
    task = known(order)
    systems = read_systems(config.store("INPUTS").get(order.inputs_sha256))
    references = read_references(config.store("REFERENCES").get(order.references_sha256))
    predictions = read_predictions(config.store("PREDICTIONS").get(order.predictions_sha256))
    result = score(task, systems, references, predictions)
    told = redacted(task, result) if order.held_out else result
    drawn = [] if order.held_out else figures(task, systems, references, predictions)
    lease.check()
    return results.put(config.store("RESULTS"), order, plain(told.to_json()), drawn)


def known(order: PredictOrder | ScoreOrder) -> Task:
    """The task in the version that the order names. Raises ServiceFault."""
    try:
        task = find(order.task)
    except LookupError as error:
        raise ServiceFault(str(error), "Install the same release on every host.") from None
    if task.version != order.task_version:
        raise ServiceFault(
            f"{order.task} is at version {task.version} here, {order.task_version} was asked",
            "Install the same release on every host, and publish its datasets.",
        )
    return task


def plain(value: Any) -> Any:
    """The same with None where a float is no finite number: JSON has no word for NaN."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
