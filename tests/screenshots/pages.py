"""The pages that people look at, each with a line, filled from whatever the database holds.

Both the check with axe-core and `make screenshots` go through this list, and a test asks that each
address that answers a GET is in it, or among those that are no pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from leaderboard.models import (
    Dataset,
    Evaluation,
    Potential,
    Season,
    Snapshot,
    Statement,
    Submission,
)
from tasks.registry import TASKS

NOWHERE = "/no/such/page"
COMPARED = "potentials={}&potentials={}"


@dataclass(frozen=True)
class Page:
    """name: of its file. route, takes: its name in urls.py, and which values it is filled with.

    path: of what has no route. query: as in the address. who: "nobody", or whose pages these are:
    "owner".
    """

    name: str
    route: str = ""
    takes: tuple[str, ...] = ()
    query: str = ""
    who: str = "nobody"
    path: str = ""

    def address(self, values: dict[str, str]) -> str | None:
        """None where this database has nothing to fill it with."""
        if any(name not in values for name in self.takes):
            return None
        if self.query:  # what it takes stands in the query
            query = self.query.format(*(values[name] for name in self.takes))
            return f"{reverse(self.route)}?{query}"
        filled = {name.rpartition(".")[2]: values[name] for name in self.takes}
        return self.path or reverse(self.route, kwargs=filled)


PAGES = (
    Page("ranking", "ranking"),
    Page("ranking-molecules", "ranking", query="view=molecules&sort=-name"),
    Page("ranking-filtered", "ranking", query="elements=C&elements=H&weight-solids=0"),
    Page("ranking-refused", "ranking", query="view=proteins"),
    Page("choose", "choose"),
    Page("choose-ranked", "choose", query="elements=C&elements=H&elements=N&elements=O"),
    Page("choose-too-few", "choose", query="elements=H&elements=O"),
    Page("charts", "charts"),
    Page("charts-task", "charts", query="of=noncovalent-interactions&per=atom"),
    Page("compare", "compare", ("pair",), query="{}"),
    Page("compare-picker", "compare"),
    Page("tasks", "tasks"),
    Page("task", "task", ("task.slug",)),
    Page("task-without-results", "task", ("bare.slug",)),
    Page("task-held-out", "task", ("secret.slug",)),
    Page("potential", "potential", ("potential.slug",)),
    Page("potential-line", "potential", ("line.slug",)),
    Page("ranking-properties", "ranking", query="tab=properties"),
    Page("new-snapshot", "snapshot-new"),
    Page("snapshot", "snapshot", ("snapshot.name",)),
    Page("task-system", "task-system", ("shown.slug", "shown.system_id")),
    Page("task-results", "task-results", ("potential.slug", "task")),
    Page("diatomics", "diatomics", ("paired.slug",)),
    Page("submission", "submission", ("public_id",)),
    Page("seasons", "seasons"),
    Page("season", "season", ("name",)),
    Page("season-system", "season-system", ("name", "system_id")),
    Page("charts", "charts"),
    Page("choose", "choose"),
    Page("choose-organic", "choose", query="elements=C&elements=H&elements=O"),
    Page("compare", "compare"),
    Page("compare-two", "compare", ("potential.slug", "rival.slug"), COMPARED),
    Page("statement", "statement", ("stated.public_id",)),
    Page("keys", "keys"),
    Page("about", "about"),
    Page("methodology", "methodology"),
    Page("hallmark", "hallmark"),
    Page("faq", "faq"),
    Page("submitting", "submitting"),
    Page("writing-a-task", "writing-a-task"),
    Page("document", "document", ("document.name",)),
    Page("changelog", "changelog"),
    Page("news", "news"),
    Page("sign-in", "account_login"),
    Page("sign-up", "account_signup"),
    Page("password-reset", "account_reset_password"),
    Page("password-reset-sent", "account_reset_password_done"),
    Page("password-from-key", "account_reset_password_from_key", ("uidb36", "key")),
    Page("password-changed", "account_reset_password_from_key_done"),
    Page("confirm-address", "account_confirm_email", ("key",)),
    Page("confirmation-sent", "account_email_verification_sent"),
    Page("inactive", "account_inactive"),
    Page("social-cancelled", "socialaccount_login_cancelled"),
    Page("social-failed", "socialaccount_login_error"),
    Page("not-found", path=NOWHERE),
    Page("dashboard", "dashboard", who="owner"),
    Page("new-potential", "potential-new", who="owner"),
    Page("edit-potential", "potential-edit", ("own.slug",), who="owner"),
    Page("submit", "submit", ("own.slug",), who="owner"),
    Page("submission-queued", "submission", ("queued.public_id",), who="owner"),
    Page("submission-failed", "submission", ("failed.public_id",), who="owner"),
    Page("submission-unpublished", "submission", ("unpublished.public_id",), who="owner"),
    Page("tokens", "tokens", who="owner"),
    Page("profile", "profile", who="owner"),
    Page("webhooks", "webhooks", who="owner"),
    Page("delete-account", "account-delete", who="owner"),
    Page("sign-out", "account_logout", who="owner"),
    Page("addresses", "account_email", who="owner"),
    Page("change-password", "account_change_password", who="owner"),
    Page("second-factors", "mfa_index", who="owner"),
    Page("connections", "socialaccount_connections", who="owner"),
    Page("confirm-it-is-you", "account_reauthenticate", who="owner"),
)

NOT_PAGES = {
    "potential-card": "a file", "ranking-export": "a file", "snapshot-export": "a file",
    "task-system-xyz": "a file", "task-results-csv": "a file", "plots": "moved to task-results",
    "season-archive": "a file", "season-file": "a file",
    "submission-status": "a part of the submission's page, shown there",
    "submission-cancel": "POST only", "submission-publish": "POST only",
    "token-revoke": "POST only", "draft-discard": "POST only", "submission-resubmit": "POST only",
    "webhook-test": "POST only", "webhook-enable": "POST only", "webhook-remove": "POST only",
    "potential-check": "a part of new-potential, shown there",
    "submit-check": "a part of submit, shown there",
    "submit-at-home": "a part of submit, shown there",
    "statement-newest": "a file", "statement-numbered": "a file", "keys-json": "a file",
    "news-atom": "a feed",
    "demo-mail": "of the demonstration alone",
    "healthz": "for machines", "metrics": "for machines",
    "account_set_password": "leads to change-password, for all who have one",
    "account_confirm_login_code": "sign-in by code is not offered: leads away",
    "mfa_authenticate": "shown in the middle of signing in only",
    "mfa_reauthenticate": "leads to confirm-it-is-you without a second factor",
    "mfa_activate_totp": "asks for the password first: confirm-it-is-you",
    "mfa_deactivate_totp": "without a second factor there is nothing to take off",
    "mfa_view_recovery_codes": "without a second factor there are none",
    "mfa_generate_recovery_codes": "asks for the password first: confirm-it-is-you",
    "mfa_download_recovery_codes": "a file",
    "socialaccount_signup": "shown in the middle of signing up elsewhere only",
    "accounts/social/login/cancelled/": "moved", "accounts/social/login/error/": "moved",
    "accounts/social/signup/": "moved", "accounts/social/connections/": "moved",
    "github_login": "leads to GitHub", "github_callback": "leads from GitHub",
    "orcid_login": "leads to ORCID", "orcid_callback": "leads from ORCID",
}  # fmt: skip


def values(owner: User | None) -> dict[str, str]:
    """What pages are filled with: the names of what this database holds. owner: whose own pages."""
    return dict(_public()) | (dict(_own(owner)) if owner else {})


def _public() -> Iterator[tuple[str, str]]:
    listed = Submission.objects.listed().select_related("potential")
    ranked = listed.filter(potential__kind=Potential.Kind.ENTRY)
    if submission := max(ranked, key=_scored, default=None):
        yield "potential.slug", submission.potential.slug
        for rival in ranked.exclude(pk=submission.pk).order_by("pk")[:1]:
            yield "rival.slug", rival.potential.slug
        yield "public_id", submission.public_id
        yield from _tasks(submission)
    pair = ranked.order_by("potential__name").values_list("potential__slug", flat=True)[:2]
    if len(pair) == 2:
        yield "pair", "&".join(f"potentials={slug}" for slug in pair)
    if line := listed.filter(potential__kind=Potential.Kind.REFERENCE_LINE).first():
        yield "line.slug", line.potential.slug
    if season := Season.objects.opened().order_by("state", "-pk").last():
        yield "name", season.name
        yield from _systems(season)
    if snapshot := Snapshot.objects.order_by("-pk").first():
        yield "snapshot.name", snapshot.name
    yield from _shown()
    yield from _paired()
    for statement in Statement.objects.order_by("-pk")[:1]:
        yield "stated.public_id", statement.submission.public_id
    yield "document.name", "threat-model"
    yield from {"uidb36": "1", "key": "no-such-key"}.items()


def _shown() -> Iterator[tuple[str, str]]:
    """A public system, of which the structure is shown."""
    for dataset in Dataset.objects.current().exclude(shown_sha256="").order_by("pk")[:1]:
        yield "shown.slug", dataset.task
        yield "shown.system_id", dataset.systems[0]["id"]


def _paired() -> Iterator[tuple[str, str]]:
    """One with curves of two atoms."""
    listed = Submission.objects.listed().values("pk")
    found = Evaluation.objects.scored().filter(submission__in=listed, dataset__task="diatomics")
    for slug in found.order_by("pk").values_list("submission__potential__slug", flat=True)[:1]:
        yield "paired.slug", slug


def _scored(submission: Submission) -> int:
    return submission.evaluations.scored().count()


def _tasks(submission: Submission) -> Iterator[tuple[str, str]]:
    """One with results and curves, one without, and one of the held-out domain."""
    scored = set(submission.evaluations.scored().values_list("dataset__task", flat=True))
    drawn = [slug for slug in scored if TASKS[slug].parity or TASKS[slug].draw]
    for slug in sorted(drawn)[:1]:
        yield "task", slug
        yield "task.slug", slug
    for slug in (slug for slug in list(TASKS)[::-1] if slug not in scored):
        yield "bare.slug", slug
        break
    yield "secret.slug", "unseen-interactions"


def _systems(season: Season) -> Iterator[tuple[str, str]]:
    """Of a retired one."""
    datasets = [] if season.is_secret else list(season.datasets.order_by("pk"))
    for dataset in datasets[:1]:
        yield "system_id", dataset.systems[0]["id"]


def _own(owner: User) -> Iterator[tuple[str, str]]:
    mine = Potential.objects.filter(owner=owner)
    for potential in mine[:1]:
        yield "own.slug", potential.slug
    submissions = Submission.objects.filter(potential__in=mine).order_by("-pk")
    waiting = Evaluation.State.QUEUED
    for name, found in {
        "queued": submissions.filter(state__in=[waiting, Submission.State.RUNNING]),
        "failed": submissions.filter(state=Submission.State.FAILED),
        "unpublished": submissions.filter(state=Submission.State.SCORED, published=None),
    }.items():
        for submission in found[:1]:
            yield f"{name}.public_id", submission.public_id
