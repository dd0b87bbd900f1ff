"""Who asks, where an answer is not for everybody: the owner of a token of the right scope."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.security import HttpBearer

from leaderboard import throttle
from leaderboard.models import ApiToken, Ban
from leaderboard.quota import Banned

HOW = "Send “Authorization: Bearer assay_…”; make a token at /accounts/tokens/."
OPTIONAL: dict[str, Any] = {"security": [{}, {"Bearer": []}]}
"""In the OpenAPI document, of an answer that says more to its owner."""


class NotKnown(Exception):
    """No token, or one that opens nothing."""


class NotAllowed(Exception):
    """A live token that may not do this."""


class Bearer(HttpBearer):
    """Raises NotKnown, NotAllowed, quota.Banned, and throttle.TooMany after many wrong ones.

    Cookies are not looked at, so no other site can make a browser use them here.
    """

    def __init__(self, scope: ApiToken.Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> User:
        kind, _, text = request.headers.get(self.header, "").partition(" ")
        if kind.lower() != "bearer":
            raise NotKnown("This needs a token.")
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> User:
        throttle.require(request, throttle.TOKEN)
        found = ApiToken.objects.of_text(token)
        if found is None:
            throttle.spend(request, throttle.TOKEN)
            raise NotKnown("The token is wrong, has expired, or was revoked.")
        if told := Ban.objects.told(found.owner):
            raise Banned(told)
        if self.scope not in found.scopes:
            raise NotAllowed(f"The token may not “{self.scope.label}”.")
        request.user = found.owner  # for the upload handler and the limits, which know users
        return found.owner


def reader(request: HttpRequest) -> object:
    """Whoever the token says, if there is one; else whoever is signed in, or nobody.

    Raises what Bearer does: a token that is wrong is told, not passed over.
    """
    if Bearer.header in request.headers:
        return Bearer(ApiToken.Scope.READ)(request)
    return request.user
