"""Sends what is owed, one after the other, in a thread: a slow receiver holds up no evaluation."""

from __future__ import annotations

import threading

import structlog
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import close_old_connections, connection, transaction
from django.db.models import F

from leaderboard.models import Delivery, Profile, Webhook
from leaderboard.models.delivery import MOST_FAILURES
from leaderboard.notices import words
from leaderboard.notices.sending import DELIVERY, EVENT, Answer, post

log = structlog.get_logger(__name__)
_BUSY = threading.Lock()


def start() -> None:
    """Unless it is under way in this process."""
    if _BUSY.acquire(blocking=False):
        threading.Thread(target=_run, name="courier", daemon=True).start()


def send_all() -> int:
    """Everything that is due now. Returns how many were tried."""
    count = 0
    while one := Delivery.objects.take():
        _send(one)
        count += 1
    return count


def _run() -> None:
    try:
        close_old_connections()
        send_all()
        Delivery.objects.forget()
    except Exception:
        log.exception("the courier stopped; what is owed stays owed")
    finally:
        connection.close()
        _BUSY.release()


def _send(one: Delivery) -> None:
    if one.webhook is None:
        _mail(one)
        return
    secret = one.webhook.opened()
    headers = {DELIVERY: str(one.pk), EVENT: one.event}
    answer = post(one.webhook.url, one.body.encode(), secret, headers)
    with transaction.atomic():
        _note(one, one.webhook, answer)


def _note(one: Delivery, webhook: Webhook, answer: Answer) -> None:
    mine = Webhook.objects.filter(pk=webhook.pk)
    if answer.taken:
        one.close(one.State.DONE, answer.told, answer.status)
        mine.update(failures=0)
        return
    one.failed(answer.told, answer.status)
    if one.submission_id is not None:
        mine.update(failures=F("failures") + 1)
        mine.filter(failures__gte=MOST_FAILURES).update(enabled=False)


def _mail(one: Delivery) -> None:
    """To the address that its owner has confirmed, unless they want none."""
    confirmed = EmailAddress.objects.filter(user=one.owner, verified=True, primary=True).first()
    if one.submission is None or confirmed is None or not one.owner.is_active:
        one.close(one.State.DROPPED, "no confirmed address")
        return
    if not Profile.objects.of(one.owner).letters:
        one.close(one.State.DROPPED, "e-mail is switched off in the profile")
        return
    subject, text = words.letter(one.submission)
    try:
        EmailMessage(subject, text, to=[confirmed.email]).send()
    except OSError as trouble:  # SMTP's errors are of this kind
        log.warning("a letter was not sent", reason=type(trouble).__name__)
        one.failed("the mail server did not take it")
        return
    one.close(one.State.DONE, "sent")
