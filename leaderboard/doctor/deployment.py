"""Django's own checks, and what makes this a production."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from workers.checkup.finding import Finding, broken, fine, warning

PART = "settings"


def configuration() -> Iterator[Finding]:
    yield _production()
    messages = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    for message in messages:
        if not message.is_silenced():
            make = broken if message.is_serious() else warning
            yield make(f"{PART} ({message.id})", message.msg, message.hint or "Read its text.")
    if not messages:
        yield fine(PART, "Django's checks find nothing")
    if settings.PRODUCTION:
        yield from _site()


def _production() -> Finding:
    if settings.DEBUG:
        return broken(PART, "ASSAY_DEBUG shows secrets with every error.", "Unset it.")
    if settings.DEMO:
        return warning(PART, "This is a demonstration.", "Nothing to do, unless strangers use it.")
    if not settings.PRODUCTION:
        return warning(
            PART,
            "ASSAY_PRODUCTION is not set: cookies travel without HTTPS, the secret key may be the "
            "one that everybody knows.",
            "Set ASSAY_PRODUCTION=1 where strangers can reach this site.",
        )
    return fine(PART, "production")


def _site() -> Iterator[Finding]:
    if not settings.SITE_URL.startswith("https://"):
        yield broken(
            PART, f"ASSAY_URL is {settings.SITE_URL}.", "Set it to the site's https:// address."
        )
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield broken(
            PART, "The site answers to localhost alone.", "Set ASSAY_HOSTS to its public names."
        )
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        yield broken(
            PART, "Static files are not collected.", "Run: manage.py collectstatic --no-input"
        )
