"""What is told of a submission that has ended: the same to a person and to a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from leaderboard.models.submission import Submission

OURS = "A fault of ours, not of your submission. It does not count against your submissions a day."
THEIRS = "A fault of the submission."


def document(submission: Submission) -> dict[str, Any]:
    """Of its final state. What a held-out run says is in none of these fields."""
    potential = submission.potential
    return {
        "event": f"submission.{submission.state}",
        "site": settings.SITE_URL,
        "submission": {
            "id": submission.public_id,
            "potential": potential.slug,
            "state": submission.state,
            "published": _published(submission),
            "reason": submission.reason,
            "advice": submission.advice,
            "fault": _fault(submission),
            "link": link(submission),
        },
    }


def of_a_test() -> dict[str, Any]:
    return {"event": "test", "site": settings.SITE_URL}


def link(submission: Submission) -> str:
    return settings.SITE_URL.rstrip("/") + submission.get_absolute_url()


def letter(submission: Submission) -> tuple[str, str]:
    """Subject and text of the e-mail: what happened, whose fault it was, what to do next."""
    name, id_ = submission.potential.name, submission.public_id
    subject = f"[Assay] {name}: {submission.state}"
    parts = [f"Submission {id_} of {name} is {submission.state}.", *_told(submission)]
    parts += [link(submission)]
    parts += ["You get these letters because you submitted it. To get none, see: " + _settings()]
    return " ".join(subject.split()), "\n\n".join(parts) + "\n"


def _told(submission: Submission) -> list[str]:
    if submission.state == submission.State.SCORED:
        if submission.published:
            return ["It is published, and its scores are on the ranking."]
        return ["Every task is scored. Only you see the scores, until you publish them."]
    if submission.state == submission.State.CANCELLED:
        return [submission.reason or "It was cancelled from your account. Nothing was scored."]
    blame = OURS if submission.ours else THEIRS
    advice = f"What to do next: {submission.advice}" if submission.advice else ""
    return [part for part in (f"What happened: {submission.reason}", blame, advice) if part]


def _published(submission: Submission) -> bool:
    """What is scored is published in the next step, where its owner wanted that."""
    scored = submission.state == submission.State.SCORED
    return submission.published is not None or (scored and submission.publish_when_scored)


def _fault(submission: Submission) -> str | None:
    if submission.state != submission.State.FAILED:
        return None
    return "service" if submission.ours else "submission"


def _settings() -> str:
    return settings.SITE_URL.rstrip("/") + "/accounts/profile/"
