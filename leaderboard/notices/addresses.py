"""Where a webhook may lead: to the public internet over HTTPS, never into our own house."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

LONGEST = 500
PORTS = (443, 8443)
TRANSLATED = tuple(  # what is inside one of these may be a private address of IPv4
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class NotAllowed(ValueError):
    """An address to which nothing is sent; it says why, and what would be."""


@dataclass(frozen=True)
class Target:
    """path: with its query. secure: HTTPS."""

    host: str
    port: int
    path: str
    secure: bool


def target(url: str) -> Target:
    """Of what an owner wrote. Raises NotAllowed."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise NotAllowed(f"This is no address: {error}.") from error
    if len(url) > LONGEST or any(ord(c) <= 32 or ord(c) > 126 for c in url):
        raise NotAllowed(f"An address has {LONGEST} characters at most, ASCII and without blanks.")
    if not host or parts.username is not None or parts.fragment:
        raise NotAllowed("Give https://host/path, without a user, a password or a #part.")
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    if not _local(host):
        _require_public(secure, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, secure)


def resolved(where: Target) -> str:
    """The one address that is connected to: found once, checked, and not asked for again.

    Raises NotAllowed where any address of the host is not public; OSError where there is none.
    """
    rows = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    found = [str(row[4][0]) for row in rows]
    for one in found:
        if not (is_public(one) or (_loopback_allowed() and is_loopback(one))):
            raise NotAllowed("Its host has an address that is not on the public internet.")
    return found[0]


def is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if any(address in net for net in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def is_loopback(text: str) -> bool:
    return ipaddress.ip_address(text.partition("%")[0]).is_loopback


def _require_public(secure: bool, port: int) -> None:
    if not secure:
        raise NotAllowed("The address has to begin with https://.")
    if port not in PORTS:
        raise NotAllowed(f"Only the ports {' and '.join(map(str, PORTS))} are connected to.")


def _local(host: str) -> bool:
    """A receiver on this machine, for the demonstration and for tests."""
    return _loopback_allowed() and host in {"localhost", "127.0.0.1", "::1"}


def _loopback_allowed() -> bool:
    return bool(settings.ASSAY_WEBHOOKS_TO_LOOPBACK)
