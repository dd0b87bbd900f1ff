"""Who submits: accounts with a confirmed address, a potential and a token, or a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import requests
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from leaderboard.models import ApiToken, Potential
from tests.leaderboard.conftest import PASSWORD, a_potential
from tests.load.proxy import behind, sign_in

SCOPES = [ApiToken.Scope.READ, ApiToken.Scope.SUBMIT]


@dataclass
class Account:
    """number: names its address on the net, too. token: its text. publishes: what is scored."""

    number: int
    user: User
    potential: Potential
    token: str
    publishes: bool
    session: requests.Session = field(default_factory=requests.Session)

    def arrive(self, url: str, signed_in: bool) -> None:
        """Raises AssertionError where the site does not let it in."""
        behind(self.session, url, self.number)
        if signed_in:
            answer = sign_in(self.session, url, self.user.email, PASSWORD)
            assert answer.status_code == 302, f"sign-in: {answer.status_code}"


def account(number: int, publishes: bool = False) -> Account:
    name = f"submitter-{number}"
    user = User.objects.create(
        username=name, email=f"{name}@example.org", password=_hashed(PASSWORD)
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    potential = a_potential(user, f"Null {number}")
    _, token = ApiToken.issue(user, "load", SCOPES, days=1)
    return Account(number, user, potential, token, publishes)


@cache
def _hashed(password: str) -> str:
    """Once for all: hashing is slow on purpose, and what is tried is how they sign in."""
    return make_password(password)
