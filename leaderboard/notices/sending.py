"""One POST to an address that somebody else chose: pinned, bounded, signed, never redirected."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from leaderboard.notices.addresses import NotAllowed, Target, resolved, target

SECONDS = 10.0  # for all of it
READ = 1024  # bytes of an answer; its status is what counts
SIGNATURE, DELIVERY, EVENT = "Assay-Signature", "Assay-Delivery", "Assay-Event"


@dataclass(frozen=True)
class Answer:
    """status: None where there was none; told: what the log says of it."""

    status: int | None
    told: str

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, body: bytes, when: int) -> str:
    """`t=…,v1=…`: HMAC-SHA-256 over the time, a full stop and the body."""
    made = hmac.new(secret.encode(), b"%d." % when + body, hashlib.sha256)
    return f"t={when},v1={made.hexdigest()}"


def post(url: str, body: bytes, secret: str, headers: dict[str, str]) -> Answer:
    """Never raises for what the receiver does."""
    try:
        where = target(url)
        address = resolved(where)
    except NotAllowed as refused:
        return Answer(None, f"not sent: {refused}")
    except OSError:
        return Answer(None, "not sent: its host has no address")
    sent = headers | {
        "Content-Type": "application/json",
        "User-Agent": "Assay-Webhook/1",
        SIGNATURE: signature(secret, body, int(time.time())),
        "Connection": "close",
    }
    try:
        return _post(where, address, body, sent)
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        return Answer(None, f"no answer: {_words(trouble)}")


def _post(where: Target, address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """The whole takes SECONDS at most: a receiver that drips has its connection shut."""
    connection = http.client.HTTPConnection(where.host, where.port, timeout=SECONDS)
    with _opened(where, address) as opened:
        over = threading.Event()
        alarm = threading.Timer(SECONDS, _shut, [opened, over])
        alarm.daemon = True
        alarm.start()
        try:
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
            connection.sock = opened
            connection.request("POST", where.path, body, headers | {"Host": _host(where)})
            answer = connection.getresponse()
            answer.read(READ)
            if over.is_set():  # what was read of it may be half an answer
                raise TimeoutError
            return Answer(answer.status, _of_status(answer.status))
        finally:
            alarm.cancel()
            connection.close()


def _opened(where: Target, address: str) -> socket.socket:
    """To the address that was checked; the certificate has to be that of the host's name."""
    plain = socket.create_connection((address, where.port), timeout=SECONDS)
    if not where.secure:
        return plain
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=where.host, do_handshake_on_connect=False)


def _host(where: Target) -> str:
    name = f"[{where.host}]" if ":" in where.host else where.host
    usual = where.port == (443 if where.secure else 80)
    return name if usual else f"{name}:{where.port}"


def _shut(opened: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):  # it has ended by itself
        opened.shutdown(socket.SHUT_RDWR)


def _of_status(status: int) -> str:
    if 300 <= status < 400:
        return f"answered {status}: a redirect, which is not followed"
    return f"answered {status}"


def _words(trouble: Exception) -> str:
    if isinstance(trouble, TimeoutError):
        return f"nothing within {SECONDS:.0f} s"
    if isinstance(trouble, ssl.SSLError):
        return f"TLS failed ({trouble.reason or 'unknown'})"
    if isinstance(trouble, ConnectionRefusedError):
        return "the connection was refused"
    return type(trouble).__name__
