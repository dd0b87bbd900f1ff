"""The jobs of GPU and scoring hosts. Each claims its order, holds the lease, reports what came."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import structlog
from celery.exceptions import Reject
from structlog.contextvars import bound_contextvars

from workers import checkpoints, config, log_context, prediction, references, scoring
from workers.app import app
from workers.control import Control
from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.lease import Lease, LeaseLost
from workers.messages import Faulted, Predicted, PredictOrder, ReferenceOrder, Scored, ScoreOrder
from workers.text import fit
from workers.withheld import withheld

PAUSE = 5.0  # seconds before an order is put back that nobody granted or refused
MAX_REASON = 2_000  # characters

Order = TypeVar("Order", PredictOrder, ScoreOrder)
Whose = Literal["submission", "service"]
Work = Callable[[Order, Lease], Predicted | Scored]
After = Callable[[Order, Predicted | Scored | Faulted], None]

log = structlog.get_logger(__name__)
control = Control(app, heartbeat_patience=max(5.0, config.LEASE / 2))


@app.task(name="workers.predict")
def predict(payload: dict[str, Any]) -> None:
    _take(PredictOrder, payload, prediction.run, checkpoints.forget)


@app.task(name="workers.score")
def score(payload: dict[str, Any]) -> None:
    _take(ScoreOrder, payload, scoring.run)


@app.task(
    name="workers.reference",
    autoretry_for=(OSError,),  # a full disk, a folder that is mounted late
    retry_backoff=10,
    max_retries=5,
)
def reference(payload: object) -> None:
    """Without claim and report: the batch's folder is the truth, see workers/references.py."""
    try:
        references.run(ReferenceOrder.from_json(payload))
    except ServiceFault as fault:
        log.error("order dropped", reason=fault.reason)


def _take(
    kind: type[Order], payload: object, work: Work[Order], after: After[Order] = lambda *_: None
) -> None:
    """after: what is left to do once the report is sent."""
    try:
        order = kind.from_json(payload)
    except ServiceFault as fault:
        log.error("order dropped", reason=fault.reason, **log_context.names(payload))
        return
    with bound_contextvars(**log_context.names(payload), task=order.task):
        if _granted(order):
            _carry_out(order, work, after)
        else:
            log.info("order not granted: done, cancelled, or another worker's")


def _granted(order: PredictOrder | ScoreOrder) -> bool:
    """Where the web zone is silent the order goes back to the queue."""
    try:
        return control.claim(order)
    except ServiceFault as fault:
        log.warning("order put back", reason=fault.reason)
        time.sleep(PAUSE)
        raise Reject(fault.reason, requeue=True) from fault


def _carry_out(order: Order, work: Work[Order], after: After[Order]) -> None:
    log.info("started")
    try:
        with Lease(order, control.heartbeat, config.HEARTBEAT, coarse=order.held_out) as lease:
            report = _outcome(order, lease, work)
            lease.check()
    except LeaseLost:
        log.info("stopped: cancelled, or the lease was lost")
        return
    control.report(report)
    log.info("reported", report=type(report).__name__, reason=getattr(report, "reason", ""))
    after(order, report)


def _outcome(order: Order, lease: Lease, work: Work[Order]) -> Predicted | Scored | Faulted:
    try:
        return work(order, lease)
    except LeaseLost:
        raise
    except (SubmissionFault, ServiceFault) as fault:
        return _faulted(order, withheld(fault) if order.held_out else fault)
    except Exception as surprise:
        log.exception("unexpected")
        return _faulted(order, ServiceFault(f"unexpected: {type(surprise).__name__}"))


def _faulted(order: PredictOrder | ScoreOrder, fault: Fault) -> Faulted:
    whose: Whose = "submission" if isinstance(fault, SubmissionFault) else "service"
    reason, advice = fit(fault.reason, MAX_REASON), fit(fault.advice, MAX_REASON)
    return Faulted(order.evaluation, order.token, whose, reason, advice, fit(fault.log))
