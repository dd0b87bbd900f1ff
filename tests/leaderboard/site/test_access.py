"""Every view and every endpoint, asked by its owner Alice, by Bob, by Mallory and by nobody.

The addresses come from the URL resolver and from the API's own document: one without a line in
the tables fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.serializers import serialize
from django.test import Client

from leaderboard.api import api
from leaderboard.models import ApiToken, Draft, Potential, Submission, Webhook
from tests.leaderboard.seasons import begun
from tests.leaderboard.site.routes import Route, routes

ANYONE = (200, 200, 200)  # by Alice, by Bob or Mallory, by nobody
SIGNED_IN = (200, 200, 302)
OWNER = (200, 404, 404)
OWNERS_FORM = (200, 404, 302)
OWNERS_ACT = (302, 404, 302)
MISSING = (404, 404, 404)
AWAY = (302, 302, 302)
MOVED = (301, 301, 301)
NO_FIELD = (400, 400, 302)  # it asks which field
UNUSED = (404, 404, 302)  # of nobody here
ENTRANCE = (302, 302, 200)  # of no use to who is in

VIEWS: dict[str, tuple[int, int, int]] = {
    "ranking": ANYONE, "tasks": ANYONE, "task": ANYONE, "about": ANYONE, "healthz": ANYONE,
    "charts": ANYONE, "choose": ANYONE, "compare": ANYONE,
    "methodology": ANYONE, "hallmark": ANYONE, "faq": ANYONE, "submitting": ANYONE,
    "writing-a-task": ANYONE, "changelog": ANYONE, "news": ANYONE, "news-atom": ANYONE,
    "document": MISSING,  # of a potential's name
    "metrics": MISSING,  # while no operator's token is there
    "ranking-export": ANYONE, "snapshot-new": ANYONE,
    "snapshot": MISSING, "snapshot-export": MISSING,  # of none that was kept
    "seasons": ANYONE, "season": ANYONE,
    "season-archive": MISSING, "season-file": MISSING, "season-system": MISSING,  # while secret
    "demo-mail": MISSING,
    "potential-new": SIGNED_IN, "dashboard": SIGNED_IN, "tokens": SIGNED_IN,
    "profile": SIGNED_IN, "webhooks": SIGNED_IN, "account-delete": SIGNED_IN,
    "webhook-test": OWNERS_ACT, "webhook-enable": OWNERS_ACT, "webhook-remove": OWNERS_ACT,
    "task-system": MISSING, "task-system-xyz": MISSING,  # before a dataset is registered
    "plots": MISSING, "task-results": MISSING, "task-results-csv": MISSING,  # nothing is published
    "diatomics": MISSING,
    "potential": OWNER, "potential-card": OWNER, "submission": OWNER, "submission-status": OWNER,
    "keys": ANYONE, "keys-json": ANYONE,
    "statement": MISSING, "statement-newest": MISSING, "statement-numbered": MISSING,  # none yet
    "potential-edit": OWNERS_FORM, "submit": OWNERS_FORM,
    "submission-cancel": OWNERS_ACT, "submission-publish": OWNERS_ACT,
    "submission-resubmit": OWNERS_ACT, "draft-discard": OWNERS_ACT,
    "submit-at-home": OWNERS_FORM, "submit-check": OWNERS_FORM, "potential-check": NO_FIELD,
    "token-revoke": OWNERS_ACT,
    "api:openapi-json": ANYONE, "api:openapi-view": ANYONE, "api:api-root": MISSING,
    "account_login": ENTRANCE, "account_signup": ENTRANCE, "account_reset_password": ANYONE,
    "account_inactive": ANYONE, "account_logout": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN, "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN, "account_set_password": AWAY,
    "account_email_verification_sent": ANYONE, "account_confirm_email": ANYONE,
    "account_confirm_login_code": AWAY, "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE, "account_reset_password_done": ANYONE,
    "mfa_index": SIGNED_IN, "mfa_authenticate": AWAY, "mfa_reauthenticate": AWAY,
    "mfa_activate_totp": AWAY, "mfa_deactivate_totp": UNUSED, "mfa_view_recovery_codes": UNUSED,
    "mfa_generate_recovery_codes": AWAY, "mfa_download_recovery_codes": UNUSED,
    "socialaccount_login_cancelled": ANYONE, "socialaccount_login_error": (401, 401, 401),
    "socialaccount_signup": AWAY, "socialaccount_connections": SIGNED_IN,
    "accounts/social/login/cancelled/": MOVED, "accounts/social/login/error/": MOVED,
    "accounts/social/signup/": MOVED, "accounts/social/connections/": MOVED,
    "github_login": MISSING, "github_callback": MISSING,  # while no operator's keys are there
    "orcid_login": MISSING, "orcid_callback": MISSING,
}  # fmt: skip
ACTS = {
    *("submission-cancel", "submission-publish", "submission-resubmit"),
    *("token-revoke", "draft-discard", "potential-check", "submit-check"),
    *("webhook-test", "webhook-enable", "webhook-remove"),
}  # POST only

ENDPOINTS: dict[str, tuple[int, int, int]] = {
    "GET /api/v1/rankings": ANYONE,
    "GET /api/v1/choose": ANYONE,
    "GET /api/v1/compare": (422, 422, 422),  # of nobody
    "GET /api/v1/charts": ANYONE,
    "GET /api/v1/potentials": ANYONE,
    "GET /api/v1/potentials/{slug}": MISSING,  # before something of it is published
    "GET /api/v1/potentials/{slug}/figures/{task}": MISSING,
    "POST /api/v1/potentials/{slug}/submissions": (422, 404, 401),
    "POST /api/v1/submissions/{id}/resubmit": (503, 404, 401),  # no benchmark is registered
    "GET /api/v1/tasks": ANYONE,
    "GET /api/v1/tasks/{slug}": ANYONE,
    "GET /api/v1/tasks/{slug}/systems": MISSING,  # before a dataset is registered
    "GET /api/v1/submissions": (200, 200, 401),
    "GET /api/v1/submissions/{id}": OWNER,
    "GET /api/v1/seasons": ANYONE,
    "GET /api/v1/seasons/{name}": ANYONE,
    "GET /api/v1/seasons/{name}/systems/{id}": MISSING,
}
HTTP = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class World:
    """alice has all kinds of things; told: words that stand in them and nowhere else."""

    people: dict[str, User]
    values: dict[str, str]
    told: set[str]
    keys: dict[str, str]

    def client(self, who: str, **about: Any) -> Client:
        client = Client(**about)
        if who in self.people:
            client.force_login(self.people[who])
        return client

    def alices(self) -> str:
        """All that is hers, as it lies in the database."""
        alice = self.people["alice"]
        rows = [
            EmailAddress.objects.filter(user=alice),
            Potential.objects.filter(owner=alice),
            Submission.objects.filter(potential__owner=alice),
            ApiToken.objects.filter(owner=alice),
            Webhook.objects.filter(owner=alice),
            Draft.objects.filter(owner=alice),
        ]
        account = User.objects.values("username", "email", "password", "is_active", "is_staff")
        return "".join(serialize("json", found) for found in rows) + str(account.get(pk=alice.pk))


@pytest.fixture
def world(alice: User, bob: User, mallory: User, potential: Potential) -> World:
    people = {"alice": alice, "bob": bob, "mallory": mallory}
    Potential.objects.filter(pk=potential.pk).update(description="not yet told")
    submission = Submission.objects.create(
        potential=potential, route="bundle", runtime="base", blob_sha256="b" * 64, blob_bytes=1,
        filename="weights-of-alice.zip", state="failed", reason="a traceback of hers",
    )  # fmt: skip
    keys = {who: ApiToken.issue(user, "x", ["read", "submit"], 7) for who, user in people.items()}
    prefix = keys["alice"][0].prefix
    hook = Webhook.make(alice, "https://alice.example.org/hook")[0]
    told = {
        "alice.example.org",
        "not yet told",
        "weights-of-alice",
        "a traceback of hers",
        "b" * 64,
        alice.email,
    }
    told |= {"alice.example.org"}
    values = {"slug": potential.slug, "public_id": submission.public_id, "prefix": prefix}
    values |= {"name": begun().name, "path": "season.json", "system_id": "x", "rest": "x"}
    values |= {
        "id": submission.public_id,
        "key": "x",
        "uidb36": "1",
        "url": "x",
        "object_id": "1",
        "number": "1",
    }
    values |= {"task": "noncovalent-interactions", "number": str(hook.pk)}
    values |= {"id": submission.public_id, "key": "x", "uidb36": "1", "url": "x", "object_id": "1"}
    values |= {"task": "noncovalent-interactions", "form": "csv"}
    values |= {"task": "noncovalent-interactions"}
    draft = Draft.objects.keep(alice, {"name": "a name that alice thinks of"})
    told.add(draft.fields["name"])
    values |= {"draft": str(draft.pk)}
    values |= {"content_type_id": "1", "app_label": "leaderboard"}
    return World(people, values, told, {who: text for who, (_, text) in keys.items()})


def path(route: Route, world: World) -> str:
    about_task = route.name in {"task", "task-system", "task-system-xyz"}
    task = {"slug": "noncovalent-interactions"} if about_task else {}
    return route.path(world.values | task)


def leaks(world: World, who: str, answer: Any) -> list[str]:
    text = b"".join(answer).decode(errors="replace")
    return [] if who == "alice" else sorted(word for word in world.told if word in text)


def test_every_view_has_its_line() -> None:
    """The admin's and the API's follow rules of their own, below."""
    own = {one.name for one in routes() if not one.name.startswith(("admin", "api:"))}
    assert own | {"api:openapi-json", "api:openapi-view", "api:api-root"} == set(VIEWS)


def test_each_view_answers_whom_it_should(world: World) -> None:
    got: dict[str, tuple[int, int, int]] = {}
    for route in (one for one in routes() if one.name in VIEWS):
        method = "POST" if route.name in ACTS else "GET"
        where = path(route, world) + ("?only=web" if route.name == "healthz" else "")
        seen = []
        for who in ("nobody", "mallory", "bob", "alice"):
            answer = world.client(who).generic(method, where)
            seen.append(answer.status_code)
            assert leaks(world, who, answer) == [], (route.name, who)
        assert seen[1] == seen[2], route.name
        got[route.name] = (seen[3], seen[1], seen[0])
    assert {name: seen for name, seen in got.items() if VIEWS[name] != seen} == {}
    assert set(got) == set(VIEWS)


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    for route in routes():
        if VIEWS.get(route.name) in {SIGNED_IN, OWNERS_FORM, OWNERS_ACT}:
            method = "POST" if route.name in ACTS else "GET"
            answer = Client().generic(method, path(route, world))
            where = "/" if route.name == "account_logout" else "/accounts/login/"
            assert answer.headers["Location"].startswith(where)


def test_nobody_but_alice_changes_what_is_alices(world: World) -> None:
    """By any method, with fields that would be of use, and headers that pretend another method."""
    form = {"name": "Mine", "owner": "mallory", "user": "1", "email": "mallory@example.org"}
    form |= {"password1": "correct mule battery", "password2": "correct mule battery"}
    before = world.alices()
    for route in routes():
        for who in ("nobody", "bob", "mallory"):
            client, where = world.client(who), path(route, world)
            client.post(where, form, headers={"X-HTTP-Method-Override": "DELETE"})
            for method in HTTP:
                client.generic(method, where, b"{}", content_type="application/json")
        assert world.alices() == before, route.name


def test_looking_changes_nothing(world: World) -> None:
    """What changes something is never a GET: not even Alice's own."""
    before, client = world.alices(), world.client("alice")
    for route in routes():
        client.get(path(route, world))
        assert world.alices() == before, route.name


def test_a_form_without_its_token_is_refused(world: World) -> None:
    """Another site cannot make Alice's browser send one. The API writes for no cookie."""
    before, client = world.alices(), world.client("alice", enforce_csrf_checks=True)
    documents = {"api:openapi-json", "api:openapi-view", "api:api-root"}
    for route in routes():
        answer = client.post(path(route, world), {"name": "Mine"})
        operation = route.name.startswith("api:") and route.name not in documents
        assert route.exempt == operation, route.name
        assert answer.status_code in ({401, 405} if operation else {403}), route.name
        assert world.alices() == before, route.name


def test_the_admin_is_staffs(world: World) -> None:
    for route in (one for one in routes() if one.name.startswith("admin")):
        for who in ("nobody", "mallory", "alice"):
            answer = world.client(who).get(path(route, world))
            assert answer.status_code in {302, 403, 404}, route.name
            assert leaks(world, "", answer) == [], route.name


def operations() -> list[str]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return [f"{method.upper()} {path}" for path, one in paths.items() for method in one]


def test_every_endpoint_has_its_line() -> None:
    assert sorted(operations()) == sorted(ENDPOINTS)


def test_each_endpoint_answers_whom_it_should(world: World) -> None:
    got: dict[str, tuple[int, int, int]] = {}
    for operation in operations():
        method, _, where = operation.partition(" ")
        task = {"slug": "noncovalent-interactions"} if "/tasks/" in where else {}
        seen = []
        for who in ("nobody", "mallory", "bob", "alice"):
            headers = {"Authorization": f"Bearer {world.keys[who]}"} if who in world.keys else {}
            answer = Client().generic(
                method, where.format(**(world.values | task)), headers=headers
            )
            seen.append(answer.status_code)
            assert leaks(world, who, answer) == [], (operation, who)
        assert seen[1] == seen[2], operation
        got[operation] = (seen[3], seen[1], seen[0])
    assert got == ENDPOINTS
