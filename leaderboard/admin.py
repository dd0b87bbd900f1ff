"""The operator's view of the rows, and what an operator may do to them: with a reason, noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string

from leaderboard import operations
from leaderboard.admin_actions import Operated, ToldByActs, action, rejudging
from leaderboard.models import (
    Act,
    ApiToken,
    Attempt,
    Ban,
    Dataset,
    Delivery,
    Evaluation,
    News,
    Outgoing,
    Potential,
    Rejudging,
    Season,
    SigningKey,
    Statement,
    Submission,
)
from leaderboard.side_by_side import side_by_side

PREDICT, SCORE = Attempt.Stage.PREDICT, Attempt.Stage.SCORE

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyUserAdmin = UserAdmin[Any]
else:
    AnyAdmin, AnyUserAdmin = admin.ModelAdmin, UserAdmin

# By the site's own sign-in, which counts failures and asks for the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Assay"


class Record(AnyAdmin):
    """Read only: a row that was edited by hand would no longer be what a worker reported."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Card(forms.ModelForm):  # type: ignore[type-arg]
    """A field of the name `elements` would hide the browser's own `form.elements` from scripts."""

    prefix = "card"


@admin.register(Potential)
class PotentialAdmin(AnyAdmin):
    form = Card
    list_display = ["name", "owner", "kind", "training_level", "forces", "created"]
    list_filter = ["kind", "forces"]
    search_fields = ["name", "authors", "owner__email"]
    raw_id_fields = ["owner"]


@admin.register(Submission)
class SubmissionAdmin(ToldByActs, Operated, Record):
    list_display = [
        *("public_id", "potential", "route", "runtime"),
        *("state", "published", "hidden", "created"),
    ]
    list_filter = ["state", "route", "runtime", "ours", ("hidden", admin.EmptyFieldListFilter)]
    actions = [
        *(action(one) for one in (operations.CANCEL, operations.REQUEUE)),
        *(action(one) for one in (operations.HIDE, operations.SHOW)),
        *(rejudging(stage, of_submissions=True) for stage in (PREDICT, SCORE)),
    ]
    search_fields = ["public_id", "potential__name", "blob_sha256"]
    list_select_related = ["potential"]
    date_hierarchy = "created"


@admin.register(Evaluation)
class EvaluationAdmin(Operated, Record):
    actions = [rejudging(stage, of_submissions=False) for stage in (PREDICT, SCORE)]
    list_display = ["submission", "dataset", "state", "done", "asked", "answered", "seconds"]
    list_filter = ["state", "dataset__task"]
    search_fields = ["submission__public_id", "submission__potential__name"]
    list_select_related = ["submission__potential", "dataset"]
    exclude = ["result"]  # errors by system: of held-out ones nobody reads them


@admin.register(Attempt)
class AttemptAdmin(Record):
    list_display = [
        "pk",
        "evaluation",
        "stage",
        "state",
        "runner",
        "lease_until",
        "created",
        "ended",
    ]
    list_filter = ["stage", "state"]
    exclude = ["token"]
    list_select_related = ["evaluation__dataset", "evaluation__submission"]


@admin.register(Dataset)
class DatasetAdmin(Record):
    list_display = ["task", "task_version", "split", "size", "inputs_sha256", "created"]
    list_filter = ["task", "split", "season"]
    exclude = ["systems"]


@admin.register(Season)
class SeasonAdmin(Record):
    """Its steps are taken by `manage.py season`; its secrets are not in the database."""

    list_display = ["name", "state", "size", "generator", "sealed", "opened", "retired"]
    list_filter = ["state"]


@admin.register(Outgoing)
class OutgoingAdmin(Record):
    list_display = ["pk", "queue", "job", "attempt", "created", "sent"]
    list_filter = ["queue", ("sent", admin.EmptyFieldListFilter)]
    exclude = ["payload"]  # it carries the attempt's token


@admin.register(Rejudging)
class RejudgingAdmin(ToldByActs, Operated, Record):
    """Begun from the lists of submissions and evaluations."""

    list_display = ["pk", "state", "stage", "why", "open", "created", "ended"]
    list_filter = ["state"]
    readonly_fields = ["scores"]
    actions = [action(operations.APPLY), action(operations.DROP)]

    def scores(self, one: Rejudging) -> str:
        return render_to_string("admin/side_by_side.html", {"rows": side_by_side(one)})


@admin.register(Statement)
class StatementAdmin(Record):
    """What was signed; `manage.py statements` signs what is missing."""

    list_display = ["submission", "number", "issued", "key", "sha256"]
    list_select_related = ["submission__potential", "key"]
    search_fields = ["submission__public_id", "sha256"]


@admin.register(SigningKey)
class SigningKeyAdmin(Record):
    list_display = ["key_id", "since", "revoked", "revoked_why"]


@admin.register(News)
class NewsAdmin(AnyAdmin):
    """What readers are told at /news/; seasons, tasks and potentials announce themselves."""

    form = Card
    list_display = ["title", "date"]
    date_hierarchy = "date"


@admin.register(Act)
class ActAdmin(Record):
    """Who did what, when, to which, and why."""

    list_display = ["when", "who", "what", "about", "why"]
    list_filter = ["what", "when"]
    search_fields = ["who", "about", "why"]


@admin.register(Ban)
class BanAdmin(Record):
    """Imposed and lifted from the list of users."""

    list_display = ["account", "since", "why"]
    search_fields = ["account__email"]
    list_select_related = ["account"]


@admin.register(Delivery)
class DeliveryAdmin(Record):
    """Letters and webhooks: what is owed, and what came of it."""

    list_display = ["event", "owner", "webhook", "state", "tries", "due", "told"]
    list_filter = ["state", "event"]
    list_select_related = ["owner", "webhook"]


admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(Operated, AnyUserAdmin):
    actions = [action(operations.BAN), action(operations.LIFT)]


@admin.register(ApiToken)
class ApiTokenAdmin(Record):
    """Which keys to the API there are; a closed account's open nothing."""

    list_display = ["prefix", "owner", "name", "scopes", "expires", "last_used", "revoked"]
    search_fields = ["prefix", "owner__email"]
    list_select_related = ["owner"]
    exclude = ["digest"]


admin.site.unregister(Authenticator)  # allauth's own shows the secret


@admin.register(Authenticator)
class AuthenticatorAdmin(Record):
    """Second factors. Deleting one is what helps a user who has lost the device."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    exclude = ["data"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whose they are: each calls itself "TOTP Authenticator"."""
        _, *rest = super().get_deleted_objects(objs, request)
        return ([f"{one} of {one.user.email}" for one in objs], *rest)
