"""A statement verifies as it was signed, and in no other way."""

from __future__ import annotations

import base64
import builtins
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tasks.cli import main
from tasks.statements.envelope import (
    KIND,
    Envelope,
    canonical,
    key_id,
    pre_authentication,
)
from tasks.statements.keys import read_keys, verifies
from tasks.statements.verify import agrees, verify

OURS, MALLORYS = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
ARTEFACT = b"potential.py and its weights"
DOCUMENT: dict[str, Any] = {
    "site": "https://assay.example.org",
    "issued": "2026-11-23T12:00:00+00:00",
    "previous": None,
    "potential": {"name": "Lennard-Jones"},
    "submission": {"id": "abc", "artefact_sha256": hashlib.sha256(ARTEFACT).hexdigest()},
    "evaluations": [
        {
            "task": "noncovalent-interactions", "version": 1, "split": "public", "state": "scored",
            "scores": [
                {"metric": "mae", "unit": "kcal/mol", "value": 0.78, "low": 0.55, "high": 1.03,
                 "answered": 22, "asked": 22}
            ],
        }
    ],
}  # fmt: skip


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def signed(document: dict[str, Any] = DOCUMENT, key: Ed25519PrivateKey = OURS) -> Envelope:
    payload = canonical(document)
    return Envelope(payload, key_id(public(key)), key.sign(pre_authentication(KIND, payload)))


def listed(*keys: Ed25519PrivateKey, **about: str) -> bytes:
    rows = [
        {"algorithm": "Ed25519", "public_key": base64.b64encode(public(key)).decode()} | about
        for key in keys
    ]
    return json.dumps({"keys": rows}).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "statement.json").write_text(json.dumps(signed().to_json()))
    (tmp_path / "assay-keys.json").write_bytes(listed(MALLORYS, OURS))
    (tmp_path / "lj.zip").write_bytes(ARTEFACT)
    return tmp_path


def check(folder: Path, *more: str) -> int:
    statement, keys = str(folder / "statement.json"), str(folder / "assay-keys.json")
    return main(["verify-statement", statement, "--key", keys, *more])


def test_what_was_signed_verifies_and_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(folder, "--artefact", str(folder / "lj.zip")) == 0
    told = capsys.readouterr().out
    assert "agrees   signature" in told
    assert "agrees   artefact" in told
    assert "mae 0.78 [0.55, 1.03] kcal/mol, 22/22 answered" in told


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_the_document_fails(where: int, by: int) -> None:
    one = signed()
    changed = bytearray(one.payload)
    changed[where % len(changed)] ^= by
    forged = Envelope(bytes(changed), one.key_id, one.signature)
    assert not verifies(forged, read_keys(listed(OURS))[one.key_id])


@given(st.integers(min_value=0, max_value=63), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_the_signature_fails(where: int, by: int) -> None:
    one = signed()
    changed = bytearray(one.signature)
    changed[where] ^= by
    forged = Envelope(one.payload, one.key_id, bytes(changed))
    assert not agrees(verify(forged, read_keys(listed(OURS))))


def test_mallory_cannot_sign_in_the_name_of_our_key() -> None:
    hers = signed(key=MALLORYS)
    forged = Envelope(hers.payload, key_id(public(OURS)), hers.signature)
    assert not agrees(verify(forged, read_keys(listed(OURS))))


def test_a_list_cannot_give_a_key_the_name_of_another() -> None:
    keys = read_keys(listed(MALLORYS, key_id=key_id(public(OURS))))
    assert list(keys) == [key_id(public(MALLORYS))]
    assert not agrees(verify(signed(), keys))


def test_a_revoked_key_is_not_believed() -> None:
    keys = read_keys(listed(OURS, revoked="2026-12-01", revoked_why="the host was broken into"))
    (first, *_) = verify(signed(), keys)
    assert not first.agrees
    assert "the host was broken into" in first.found


def test_one_key_alone_will_do(folder: Path) -> None:
    key = base64.b64encode(public(OURS)).decode()
    assert main(["verify-statement", str(folder / "statement.json"), "--key", key]) == 0


def test_another_artefact_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "lj.zip").write_bytes(ARTEFACT + b"!")
    assert check(folder, "--artefact", str(folder / "lj.zip")) == 1
    assert "DIFFERS  artefact" in capsys.readouterr().out


def test_a_statement_names_the_one_before_it(folder: Path) -> None:
    second = signed(DOCUMENT | {"previous": signed().digest})
    (folder / "first.json").write_text(json.dumps(signed().to_json()))
    (folder / "statement.json").write_text(json.dumps(second.to_json()))
    assert check(folder, "--previous", str(folder / "first.json")) == 0
    (folder / "first.json").write_text(json.dumps(signed({"another": 1}).to_json()))
    assert check(folder, "--previous", str(folder / "first.json")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "does not have one signature"),
        (b'{"signatures": [{}, {}]}', "does not have one signature"),
        (b'{"signatures": [1]}', "not of the kind"),
        (json.dumps(signed().to_json() | {"payload": "%"}).encode(), "no base64"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_statement_is_told(
    folder: Path, text: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "statement.json").write_bytes(text)
    assert check(folder) == 2
    assert told in capsys.readouterr().err


def test_without_cryptography_it_says_what_to_install(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert check(folder) == 2
    assert "pip install" in capsys.readouterr().err


def test_the_signed_bytes_are_those_of_the_standard() -> None:
    """The example of DSSE's own specification."""
    told = pre_authentication("http://example.com/HelloWorld", b"hello world")
    assert told == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
