"""The demo's zones: each has what its role needs, and nothing that it must not have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.demo.zones import Environment, Zones
from workers import config


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    (tmp_path / "vault").mkdir()
    return Zones(tmp_path, "redis+socket:///nowhere", 8000, "process")


def become(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("role", ["predict", "score", "reference"])
def test_a_worker_of_the_demo_has_what_its_role_needs_and_nothing_more(
    zones: Zones, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(getattr(zones, role)(), monkeypatch)
    config.check(role)


@pytest.mark.parametrize("secret", ["REFERENCES", "RESULTS", "VAULT", "BATCHES", "DATABASE", "KEY"])
def test_the_demos_gpu_host_is_told_of_no_secret(
    zones: Zones, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ASSAY_{secret}", "inherited")
    assert [name for name in zones.predict() if secret in name] == []


def test_no_server_of_the_demo_is_told_of_the_vault(zones: Zones) -> None:
    for name in ("ASSAY_VAULT", "ASSAY_STORE_REFERENCES", "ASSAY_REFERENCE_BATCHES"):
        assert name not in zones.web()
        assert name in zones.operator()
