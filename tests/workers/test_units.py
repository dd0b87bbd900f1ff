"""The units of deploy/systemd: systemd understands them, and each is shut as its zone must be."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.requirements import require
from workers import config

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
USERS = {
    "assay-web": "assay-web",
    "assay-control": "assay-web",
    "assay-predict@": "assay-predict",
    "assay-score": "assay-score",
    "assay-reference@": "assay-operator",
}
SHUT = {
    "assay-web": ("stores/inputs", "stores/predictions", "stores/references", "vault"),
    "assay-control": ("stores/inputs", "stores/predictions", "stores/references", "vault"),
    "assay-predict@": ("stores/references", "stores/results", "stores/revealed", "vault"),
    "assay-score": ("stores/submissions", "stores/revealed", "vault"),
    "assay-reference@": ("stores/submissions", "stores/predictions", "stores/results"),
}


def settings(unit: Path) -> dict[str, list[str]]:
    """By name, in order; a setting may be given several times."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_every_zone_has_its_unit_and_its_user() -> None:
    assert {unit.stem: settings(unit)["User"][0] for unit in UNITS} == USERS


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_gains_no_rights_and_sees_no_other_zone(unit: Path) -> None:
    has = settings(unit)
    assert has["NoNewPrivileges"] == ["yes"]
    assert has["CapabilityBoundingSet"] == [""]
    assert has["ProtectProc"] == ["invisible"]
    assert has["UMask"] == ["0027"]
    shut = has["InaccessiblePaths"][0].split()
    assert {f"-/srv/assay/{path}" for path in SHUT[unit.stem]} <= set(shut)
    written = has["ReadWritePaths"][0].split()
    assert not {path.lstrip("-") for path in shut} & set(written)
    assert (unit.stem == "assay-predict@") == ("-/run/docker.sock" not in shut)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_secret_stands_in_a_unit(unit: Path) -> None:
    """Everybody may read units. Secrets come from a file that only root may."""
    has = settings(unit)
    named = " ".join(has["Environment"] + has["ExecStart"])
    assert not [name for name in (*config.ACCOUNTS, "REDIS_URL") if name in named]
    assert all("/etc/assay/" in file for file in has["EnvironmentFile"])
    assert (
        "z /etc/assay/*.env                0600 root           root"
        in (FOLDER / "assay.tmpfiles.conf").read_text().splitlines()
    )


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """With programs that are there, as it looks for them."""
    require("systemd-analyze", shutil.which("systemd-analyze") is not None)
    copies = []
    for unit in UNITS:
        name = unit.name.replace("@", "@0")
        text = unit.read_text().replace("/opt/assay/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / name).write_text(text)
        copies.append(str(tmp_path / name))
    command = ["systemd-analyze", "verify", "--man=no", "--generators=no", *copies]
    done = subprocess.run(command, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "assay-" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize(
    "break_it", ["NoNewPrivilege=yes", "UMask=lots", "ExecStart=/nowhere/celery"]
)
def test_systemd_would_complain(break_it: str, tmp_path: Path) -> None:
    require("systemd-analyze", shutil.which("systemd-analyze") is not None)
    unit = tmp_path / "assay-broken.service"
    unit.write_text(f"[Service]\nExecStart=/bin/true\n{break_it}\n")
    command = ["systemd-analyze", "verify", "--man=no", "--generators=no", str(unit)]
    assert "assay-broken" in subprocess.run(command, capture_output=True, text=True).stderr


def test_systemd_makes_the_users_and_the_folders(tmp_path: Path) -> None:
    """Its own tools, in a tree of their own: what operators are told to run."""
    tools = ("systemd-sysusers", "systemd-tmpfiles")
    require(f"{' and '.join(tools)}, as root", os.geteuid() == 0 and all(map(shutil.which, tools)))
    etc = tmp_path / "etc"
    for name in ("sysusers", "tmpfiles"):
        (etc / f"{name}.d").mkdir(parents=True)
        shutil.copy(FOLDER / f"assay.{name}.conf", etc / f"{name}.d" / "assay.conf")
    (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (etc / "group").write_text("root:x:0:\ndocker:x:105:\n")
    (etc / "assay").mkdir()
    (etc / "assay" / "web.env").write_text("REDIS_URL=secret\n")
    create = ["--create", str(etc / "tmpfiles.d" / "assay.conf")]
    for tool, more in zip(tools, ([], create), strict=True):
        done = subprocess.run(
            [tool, f"--root={tmp_path}", *more], capture_output=True, text=True, check=True
        )
        assert "not" not in done.stderr.lower(), done.stderr
    users = [line.split(":") for line in (etc / "passwd").read_text().splitlines()]
    homes = {line[0]: line[5] for line in users if line[0] != "root"}
    assert homes == {name: f"/var/lib/assay/{name[6:]}" for name in {*USERS.values()}}
    numbers = {line[0]: int(line[2]) for line in users}
    references = (tmp_path / "srv" / "assay" / "stores" / "references").stat()
    assert stat.S_IMODE(references.st_mode) == 0o2750
    assert references.st_uid == numbers["assay-operator"]
    assert stat.S_IMODE((etc / "assay" / "web.env").stat().st_mode) == 0o600
    groups = (etc / "group").read_text()
    assert "docker:x:105:assay-predict\n" in groups
    reads = next(line for line in groups.splitlines() if line.startswith("assay-references:"))
    assert reads.rpartition(":")[2] == "assay-operator,assay-score"
