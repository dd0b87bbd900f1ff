"""Accounts are confirmed by e-mail: without it nobody new comes in."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from workers.checkup.finding import Finding, broken, fine

PATIENCE = 5  # seconds


def mail() -> Iterator[Finding]:
    """Signs in to the server, and sends nothing."""
    backend = get_connection(fail_silently=False)
    if not isinstance(backend, EmailBackend):
        yield fine("e-mail", f"{settings.EMAIL_BACKEND} (no server)")
        return
    backend.timeout = PATIENCE
    server = f"{backend.host}:{backend.port}"
    try:
        backend.open()
        backend.close()
    except (OSError, smtplib.SMTPException) as trouble:
        yield broken(
            "e-mail",
            f"{server}: {trouble}",
            "Correct ASSAY_EMAIL_HOST, _PORT, _USER, _PASSWORD and _TLS.",
        )
    else:
        yield fine("e-mail", f"{server} takes it")
