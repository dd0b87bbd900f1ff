"""The control jobs: what workers report becomes rows; what was lost is given out again.

They may come twice, late or forged: each is checked, and each write is fenced by its token.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from celery import signals
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from structlog.contextvars import bound_contextvars

from leaderboard import broker, clock
from leaderboard.celery import app
from leaderboard.models import Attempt, Evaluation, Outgoing
from leaderboard.notices import courier
from leaderboard.ranking import ahead
from workers import logs
from workers.faults import ServiceFault
from workers.log_context import SHOWN, names
from workers.messages import Claim, Faulted, Heartbeat, Message, Predicted, Scored
from workers.queues import time_of

LOST = "the worker that ran it was lost"

log = structlog.get_logger(__name__)
M = TypeVar("M", bound=Message)


@signals.setup_logging.connect
def _configure_logs(**_: Any) -> None:
    logs.configure()


def answers(kind: type[M]) -> Callable[[Callable[[M], bool]], Any]:
    """A question: its bool goes back to the worker that asks, if it still listens."""
    return lambda function: app.task(name=f"leaderboard.{function.__name__}", ignore_result=False)(
        _timely(_checked(kind, function))
    )


def _timely(answer: Callable[[object], bool]) -> Callable[[object, object], bool]:
    """until: when whoever asks gives up, by Redis's clock, which both of us can read."""

    def job(payload: object, until: object = None) -> bool:
        if isinstance(until, (int, float)) and time_of(app) > until:
            log.info("late", job=answer.__name__, **names(payload))
            return False
        return answer(payload)

    job.__name__, job.__doc__ = answer.__name__, answer.__doc__
    return job


def takes(kind: type[M]) -> Callable[[Callable[[M], bool]], Any]:
    """A report: while the database is away it is tried again, for it is the fruit of hours."""
    return lambda function: app.task(
        name=f"leaderboard.{function.__name__}",
        autoretry_for=(OperationalError, InterfaceError),
        retry_backoff=2,
        retry_backoff_max=60,
        max_retries=100,
    )(_checked(kind, function))


def _checked(kind: type[M], function: Callable[[M], bool]) -> Callable[[object], bool]:
    """In one transaction; what is malformed, or late, is logged and dropped."""

    def job(payload: object) -> bool:
        try:
            message = kind.from_json(payload)
        except ServiceFault as fault:
            log.error("dropped", job=function.__name__, reason=fault.reason, **names(payload))
            return False
        with about(message.evaluation, message.token):
            return _carried_out(function, message)

    job.__name__, job.__doc__ = function.__name__, function.__doc__
    return job


def _carried_out(function: Callable[[M], bool], message: M) -> bool:
    try:
        with transaction.atomic():
            done = function(message)
    except ServiceFault as fault:
        log.error("dropped", job=function.__name__, reason=fault.reason)
        return False
    if not done:
        log.info("refused", job=function.__name__)
    return done


def about(evaluation: int, token: str) -> AbstractContextManager[None]:
    """Log lines of the block say what they are about."""
    rows = Evaluation.everything.filter(pk=evaluation)
    submission = rows.values_list("submission__public_id", flat=True).first()
    return bound_contextvars(submission=submission, evaluation=evaluation, attempt=token[:SHOWN])


@answers(Claim)
def claim(message: Claim) -> bool:
    """True for the first worker that asks."""
    evaluation = Evaluation.objects.lock(message.evaluation)
    if evaluation is None or not evaluation.attempts.claim(message.token, message.runner):
        return False
    evaluation.claimed(evaluation.attempts.get(token=message.token).stage)
    log.info("claimed", runner=message.runner)
    return True


@answers(Heartbeat)
def heartbeat(message: Heartbeat) -> bool:
    """False: the evaluation was cancelled, or is another worker's by now."""
    rows = Evaluation.everything.select_related("dataset__season")
    evaluation = rows.filter(pk=message.evaluation).first()
    if evaluation is None or not evaluation.attempts.renew(message.token):
        return False
    evaluation.progressed(message.done, message.log)
    return True


@takes(Predicted)
def predicted(report: Predicted) -> bool:
    evaluation = _ended(report, Attempt.Stage.PREDICT, Attempt.State.DONE)
    if evaluation:
        evaluation.predicted(report)
        log.info("predicted", answered=report.answered, asked=report.asked, seconds=report.seconds)
    return bool(evaluation)


@takes(Scored)
def scored(report: Scored) -> bool:
    evaluation = _ended(report, Attempt.Stage.SCORE, Attempt.State.DONE)
    if evaluation:
        evaluation.scored(report)
        log.info("scored")
    return bool(evaluation)


@takes(Faulted)
def faulted(report: Faulted) -> bool:
    for stage in Attempt.Stage:
        if evaluation := _ended(report, stage, Attempt.State.FAULTED, report.fault):
            log.info("faulted", fault=report.fault, reason=report.reason, stage=stage.value)
            evaluation.faulted(report, stage)
            return True
    return False


def _ended(
    report: Message, stage: Attempt.Stage, state: Attempt.State, fault: str = ""
) -> Evaluation | None:
    """The evaluation, locked, if the report's token holds its lease; the lease ends here."""
    evaluation = Evaluation.objects.lock(report.evaluation)
    if evaluation and evaluation.attempts.close(report.token, stage, state, fault):
        return evaluation
    return None


@app.task(name="leaderboard.reap")
def reap() -> None:
    """Give out again what lost its lease, and what the queue forgot."""
    for attempt in Attempt.objects.expired():
        with about(attempt.evaluation_id, attempt.token), transaction.atomic():
            _lost(attempt)
    before = clock.now() - timedelta(seconds=settings.ASSAY_FORGOTTEN_SECONDS)
    for queue in {stage.value for stage in Attempt.Stage}:
        forgotten = Outgoing.objects.filter(queue=queue).forgotten(before)
        if forgotten.exists() and broker.waiting(queue) == 0:
            log.warning("sent again", queue=queue, orders=forgotten.update(sent=None))


def _lost(attempt: Attempt) -> None:
    evaluation = Evaluation.objects.lock(attempt.evaluation_id)
    if evaluation and evaluation.attempts.lose(attempt.token):
        log.warning("lost", runner=attempt.runner, stage=attempt.stage)
        evaluation.try_again(attempt.stage, LOST)


@app.task(name="leaderboard.rank")
def rank() -> None:
    """Where results are newer than the tables of a large site, have these computed."""
    ahead.start()


@app.task(name="leaderboard.publish")
def publish() -> None:
    """Send what a commit owed to the queue and could not send."""
    Outgoing.objects.publish(broker.send)


@app.task(name="leaderboard.tell")
def tell() -> None:
    """Letters and webhooks that are due; it returns at once."""
    courier.start()
