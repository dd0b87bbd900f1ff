"""A copy of the database alone is worth no second factor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from leaderboard.doctor.secrets import second_factors
from leaderboard.second_factors import MARK, Unreadable
from tests.leaderboard.site.test_sign_in import STEP, code, inside, sign_in, with_second_factor
from workers.checkup import Level

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
BASE32 = re.compile(r"[A-Z2-7]{32}")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))
    settings.ASSAY_MFA_KEYS = [OLD]


def dump() -> str:
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def sessions(text: str) -> str:
    """What of it lies in sessions, decoded."""
    from django.contrib.sessions.models import Session

    return json.dumps([one.get_decoded() for one in Session.objects.all()]) + text


def signs_in(user: User, secret: str) -> bool:
    client = Client()
    sign_in(user.email, client=client)
    return inside(client.post("/accounts/2fa/authenticate/", {"code": code(secret)}))


def test_a_dump_holds_no_secret_and_its_owner_signs_in(alice: User) -> None:
    secret = with_second_factor(alice)
    codes = RecoveryCodes(
        Authenticator.objects.get(user=alice, type=Authenticator.Type.RECOVERY_CODES)
    )
    seen = sessions(dump())
    assert "mfa_authenticator" in seen
    assert secret not in seen
    assert not BASE32.search(seen)
    assert not any(one in seen for one in codes.generate_codes())
    assert OLD not in seen
    assert signs_in(alice, secret)


def test_what_was_written_plainly_is_found_by_the_same_search(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As before there was encryption: so the test above can fail. One command mends it."""
    monkeypatch.setattr("leaderboard.second_factors.Adapter.encrypt", lambda self, text: text)
    secret = with_second_factor(alice)
    monkeypatch.undo()
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))
    assert secret in dump()
    assert [one.level for one in second_factors()] == [Level.WARNING]
    call_command("encrypt_second_factors")
    assert secret not in dump()
    assert [one.level for one in second_factors()] == [Level.FINE]
    assert signs_in(alice, secret)


def test_a_new_key_takes_the_place_of_the_old_one(alice: User, settings: Any) -> None:
    secret = with_second_factor(alice)
    settings.ASSAY_MFA_KEYS = [NEW, OLD]
    call_command("encrypt_second_factors")
    settings.ASSAY_MFA_KEYS = [NEW]
    assert [one.level for one in second_factors()] == [Level.FINE]
    assert signs_in(alice, secret)


def test_without_the_key_nobody_gets_in_and_the_operator_is_told(
    alice: User, settings: Any
) -> None:
    secret = with_second_factor(alice)
    kept = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    settings.ASSAY_MFA_KEYS = [NEW]
    with pytest.raises(Unreadable, match="ASSAY_MFA_KEYS"):
        signs_in(alice, secret)
    (found,) = second_factors()
    assert found.level is Level.BROKEN
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("encrypt_second_factors")
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == kept


def test_a_secret_of_another_row_that_was_altered_is_refused(alice: User) -> None:
    secret = with_second_factor(alice)
    row = Authenticator.objects.get(user=alice, type=Authenticator.Type.TOTP)
    token = row.data["secret"]
    assert token.startswith(MARK)
    row.data["secret"] = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    row.save()
    with pytest.raises(Unreadable):
        signs_in(alice, secret)


def test_the_demo_has_a_key_of_its_own(tmp_path: Path) -> None:
    from deploy.demo.zones import Zones

    zones = Zones(tmp_path, "redis://localhost", 8000, "process")
    key = zones.web()["ASSAY_MFA_KEYS"]
    assert key == zones.web()["ASSAY_MFA_KEYS"]
    assert Fernet(key)
    assert (tmp_path / "web" / "mfa-key").stat().st_mode & 0o077 == 0
    assert "ASSAY_MFA_KEYS" not in zones.predict() | zones.score() | zones.reference()
