"""Production starts with secrets of its own, behind HTTPS, or not at all."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
KEY = secrets.token_urlsafe(50)
MFA_KEY = Fernet.generate_key().decode()
SIGNING_KEY = b64encode(secrets.token_bytes(32)).decode()
KNOWN = "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQtISE="  # of the settings, for development
PROBE = """
import django
django.setup()
from django.test import Client
seen = Client().get("/about/", headers={"host": "assay.example.org"})
print(seen.status_code, seen.headers.get("Location"), seen.headers["Content-Security-Policy"][:18])
safe = Client().get("/healthz?only=web", secure=True, headers={"host": "assay.example.org"})
print(safe.headers["Strict-Transport-Security"])
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.DEBUG)
"""


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Of a production that is told nothing but this."""
    usual = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    usual |= {"ASSAY_PRODUCTION": "1", "ASSAY_HOSTS": "assay.example.org"}
    usual |= {"DJANGO_SETTINGS_MODULE": "leaderboard.settings", "ASSAY_MFA_KEYS": MFA_KEY}
    usual |= {"ASSAY_SIGNING_KEY": SIGNING_KEY}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env=usual | environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_deploy_checks_have_nothing_to_say(tmp_path: Path) -> None:
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = manage(*check, ASSAY_SECRET_KEY=KEY, ASSAY_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "set ASSAY_SECRET_KEY or ASSAY_SECRET_KEY_FILE"),
        ({"ASSAY_SECRET_KEY_FILE": "/nowhere/key"}, "ASSAY_SECRET_KEY_FILE cannot be read"),
        ({"ASSAY_SECRET_KEY": "development-only-not-a-secret"}, "can be guessed"),
        ({"ASSAY_SECRET_KEY": "a" * 60}, "can be guessed"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_DEMO": "1"}, "ASSAY_DEMO shows e-mails"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_DEBUG": "1"}, "ASSAY_DEBUG shows settings"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_HOSTS": "*"}, "any Host header"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_MFA_KEYS": ""}, "set ASSAY_MFA_KEYS or ASSAY_MFA_KEYS_F"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_MFA_KEYS": "short"}, "something that is no key"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_MFA_KEYS": KNOWN}, "that everybody knows"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_MFA_KEYS": f"{MFA_KEY},{KNOWN}"}, "everybody knows"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_SIGNING_KEY": ""}, "set ASSAY_SIGNING_KEY or ASSAY_SI"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_SIGNING_KEY": "short"}, "32 bytes, in base64"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_SIGNING_KEY": KNOWN}, "ASSAY_SIGNING_KEY can be guess"),
        ({"ASSAY_SECRET_KEY": KEY, "ASSAY_EMAIL_USER": "mail"}, "set ASSAY_EMAIL_PASSWORD"),
    ],
)
def test_it_refuses_to_start(environment: dict[str, str], told: str, tmp_path: Path) -> None:
    done = manage("manage.py", "check", ASSAY_VAR=str(tmp_path), **environment)
    assert done.returncode != 0
    assert told in done.stderr


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    done = manage("manage.py", "check", ASSAY_SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.returncode == 0, done.stderr


def test_plain_http_is_sent_to_https_and_cookies_stay_there(tmp_path: Path) -> None:
    done = manage("-c", PROBE, ASSAY_SECRET_KEY=KEY, ASSAY_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    first, *_, hsts, cookies = done.stdout.splitlines()
    assert first == "301 https://assay.example.org/about/ default-src 'none'"
    assert hsts == "max-age=31536000; includeSubDomains; preload"
    assert cookies == "True True True False"
