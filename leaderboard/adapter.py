"""What this site asks of allauth that its settings do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

if TYPE_CHECKING:
    AccountAdapter = object
else:
    AccountAdapter = DefaultAccountAdapter

UNKNOWN = "0.0.0.0"  # noqa: S104  an address of nobody, not one to listen on


class Adapter(AccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """Requests without an address, as over a Unix socket without a proxy, count together."""
        return get_client_ip(request) or UNKNOWN
