"""An account goes: what is personal at once, what was published under a pseudonym, for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction

from leaderboard.models import Act, Ban, Evaluation, Potential, Statement, Submission
from leaderboard.models.refusals import Refused
from workers.faults import ServiceFault
from workers.storage import open_store

log = structlog.get_logger(__name__)
KEPT = (Potential, Act, Ban, LogEntry)
WITHDRAWN = "Its owner has left the site."


class Staff(Refused):
    """Whoever operates the site does not leave by a form: what they did is signed with a name."""


@dataclass(frozen=True)
class Farewell:
    """What would stay, and what would go. pseudonym: "" where nothing would stay."""

    stay: tuple[Potential, ...]
    go: tuple[Potential, ...]
    running: int


def farewell(user: User) -> Farewell:
    mine = Potential.objects.filter(owner=user)
    published = set(_published(user).values_list("potential", flat=True))
    stay = tuple(one for one in mine if one.pk in published)
    go = tuple(one for one in mine if one.pk not in published)
    open_ones = Submission.objects.filter(potential__owner=user)
    return Farewell(stay, go, open_ones.exclude(state__in=Submission.FINAL).count())


def leave(user: User) -> str:
    """Returns the pseudonym under which what was published stays; "" where nothing did.

    Raises Staff.
    """
    if user.is_staff or user.is_superuser:
        raise Staff("You operate this site. Another operator has to take your rights away first.")
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        blobs = _withdraw(locked)
        _forget(locked)
        name = _rename(locked)
    _remove(blobs)
    log.info("an account was deleted", account=user.pk, published=bool(name))
    return name


def _published(user: User) -> models.QuerySet[Submission]:
    """Also those that operators hide: they were public, and others may have cited them."""
    return Submission.objects.filter(potential__owner=user, published__isnull=False)


def _withdraw(user: User) -> set[str]:
    """What was not published goes. Returns the names of its files."""
    for one in Submission.objects.filter(potential__owner=user).exclude(state__in=Submission.FINAL):
        one.cancel(WITHDRAWN)
    kept = _published(user)
    gone = Submission.objects.filter(potential__owner=user).exclude(pk__in=kept.values("pk"))
    gone = gone.exclude(pk__in=Statement.objects.values("submission"))
    blobs = set(gone.values_list("blob_sha256", flat=True))
    gone.delete()
    kept.update(filename="")
    Evaluation.everything.filter(submission__in=kept).update(log="")
    empty = Potential.objects.filter(owner=user).exclude(pk__in=kept.values("potential"))
    empty.delete()
    return blobs - set(Submission.objects.filter(blob_sha256__in=blobs).values_list(
        "blob_sha256", flat=True
    ))  # fmt: skip


def _forget(user: User) -> None:
    """Whatever else belongs to the account, of whichever app: tokens, factors, addresses, …"""
    for relation in _belongings():
        relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    user.groups.clear()
    user.user_permissions.clear()


def _belongings() -> Iterator[models.ManyToOneRel]:
    for relation in User._meta.related_objects:
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in KEPT:
            yield relation


def _rename(user: User) -> str:
    """A row without anything of its owner, if something refers to it; else none."""
    name = pseudonym(user)
    needed = any(
        model._base_manager.filter(**{field: user}).exists()
        for model, field in ((Potential, "owner"), (Ban, "account"))
    )
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=about, object_id=str(user.pk)).update(object_repr=name)
    if not needed:
        user.delete()
        return ""
    user.username, user.email, user.first_name, user.last_name = name, "", "", ""
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()
    return name if Potential.objects.filter(owner=user).exists() else ""


def pseudonym(user: User) -> str:
    """The same for the same account, and not to be had from its number without our key."""
    told = hashlib.sha256(f"{settings.SECRET_KEY} leaves {user.pk}".encode()).hexdigest()
    for length in range(4, len(told)):
        name = f"former member {told[:length]}"
        if not User.objects.filter(username=name).exclude(pk=user.pk).exists():
            return name
    raise AssertionError("no pseudonym is free")


def _remove(blobs: set[str]) -> None:
    """After the commit: a file that stays behind harms less than a row without its file."""
    store = open_store(settings.ASSAY_STORE_SUBMISSIONS)
    for sha in blobs:
        try:
            store.remove(sha)
        except ServiceFault as fault:
            log.error("a file was not removed", blob=sha, reason=fault.reason)


__all__ = ["Farewell", "Staff", "farewell", "leave", "pseudonym"]
