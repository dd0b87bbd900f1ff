"""The demonstration's e-mail: printed, and kept in a folder that a local page shows."""

from __future__ import annotations

import email
import email.policy
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 30


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    sent: datetime
    body: str


class DemoBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
            _print(message)
        return len(email_messages)


def letters() -> list[Letter]:
    """The newest first."""
    return list(_newest(folder()))


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _keep(message: EmailMessage) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.eml"
    (folder() / name).write_bytes(message.message().as_bytes())


def _print(message: EmailMessage) -> None:
    to = ", ".join(message.to)
    print(
        f"\n--- e-mail to {to}: {message.subject}\n{message.body}\n---", file=sys.stderr, flush=True
    )


def _newest(where: Path) -> Iterator[Letter]:
    for path in sorted(where.glob("*.eml"), reverse=True)[:SHOWN]:
        parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = parsed.get_body(("plain",))
        sent = datetime.strptime(path.name[:22], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        text = body.get_content() if body else ""
        yield Letter(str(parsed["to"]), str(parsed["subject"]), sent, text)
