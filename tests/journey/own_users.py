"""Operating-system users of the zones, and their folders, as deploy/systemd lays them out.

The users have numbers that own nothing on this machine, and no names: nothing is left of them.
"""

from __future__ import annotations

import fnmatch
import grp
import os
import pwd
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = ROOT / "deploy" / "systemd"
UNUSED = shutil.ignore_patterns("test", "idlelib", "site-packages", "__pycache__")
HOMELESS = {"HOME": "/nonexistent"}  # ASE asks for one
FIRST = 61184  # of numbers that no distribution gives away by itself
CONTAINER = 65534  # who submissions run as: workers/sandbox/docker.py


def interpreter(folder: Path) -> tuple[str, dict[str, str]]:
    """A Python that every user may run, and what its environment needs to find our packages.

    Where it lies in somebody's home, which is closed, it is linked into the folder. Its path is ""
    where the checkout itself is closed.
    """
    packages = {"PYTHONPATH": os.pathsep.join([str(ROOT), *site.getsitepackages()])}
    if _runs(sys.executable, packages):
        return sys.executable, packages
    shutil.copytree(sys.base_prefix, folder, symlinks=True, copy_function=_link, ignore=UNUSED)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    more = packages | {"LD_LIBRARY_PATH": str(folder / "lib")}
    program = str(folder / "bin" / version)
    return (program if _runs(program, more) else ""), more


def _link(source: str, target: str) -> None:
    """A copy from another file system."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _runs(program: str, environment: dict[str, str]) -> bool:
    stranger = OwnUser("stranger", _unused(set()))
    try:
        stranger.run([program, "-c", "import workers.app, psycopg"], environment | HOMELESS)
    except (AssertionError, OSError):
        return False
    return True


@dataclass(frozen=True)
class OwnUser:
    """groups: numbers, beside the user's own."""

    name: str
    uid: int
    groups: tuple[int, ...] = ()

    def start(
        self, command: list[str], environment: dict[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        """With the UMask of the units."""
        with log.open("ab") as output:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, umask=0o027,
                user=self.uid, group=self.uid, extra_groups=self.groups,
            )  # fmt: skip

    def run(self, command: list[str], environment: dict[str, str], given: str = "") -> str:
        """What it printed. Raises AssertionError where it fails."""
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True,
            umask=0o027, user=self.uid, group=self.uid, extra_groups=self.groups, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr[-3000:]}"
        return done.stdout


@dataclass(frozen=True)
class Layout:
    """Of an installation below `top`: /srv/assay is top/srv/assay."""

    top: Path
    numbers: dict[str, int] = field(default_factory=dict)  # of users and of groups
    users: dict[str, OwnUser] = field(default_factory=dict)  # by zone: web, predict, score, …

    @classmethod
    def make(cls, top: Path, docker: int) -> Layout:
        """docker: the group of the engine's socket."""
        layout = cls(top, {"root": 0, "docker": docker})
        lines = _lines("assay.sysusers.conf")
        for kind, name, *_ in lines:
            if kind in ("u", "g"):
                layout.numbers[name] = _unused(set(layout.numbers.values()))
        for name in [line[1] for line in lines if line[0] == "u"]:
            groups = tuple(layout.numbers[line[2]] for line in lines if line[:2] == ["m", name])
            zone = name.removeprefix("assay-")
            layout.users[zone] = OwnUser(zone, layout.numbers[name], groups)
        layout.users["container"] = OwnUser("container", CONTAINER)
        layout.users["root"] = OwnUser("root", 0)
        for line in _lines("assay.tmpfiles.conf"):
            layout._apply(*line)
        return layout

    def path(self, absolute: str) -> Path:
        return self.top / absolute.removeprefix("/")

    def store(self, name: str) -> Path:
        return self.path(f"/srv/assay/stores/{name}")

    def own(self, zone: str) -> Path:
        return self.path(f"/var/lib/assay/{zone}")

    def secret(self, path: str, text: str, zone: str = "root") -> Path:
        """A file of mode 0600 that belongs to the zone."""
        file = self.path(path)
        file.touch(mode=0o600)
        file.write_text(text)
        os.chown(file, self.users[zone].uid, self.users[zone].uid)
        return file

    def _apply(self, kind: str, path: str, mode: str, user: str, group: str) -> None:
        """d: a folder. z: the mode of what is there."""
        place = self.path(path)
        if kind == "d":
            place.mkdir(parents=True, exist_ok=True)
        siblings = place.parent.iterdir()
        for one in (s for s in siblings if fnmatch.fnmatch(s.name, place.name)):
            os.chown(one, self.numbers[user], self.numbers[group])
            one.chmod(int(mode, 8))


def _lines(file: str) -> list[list[str]]:
    text = (SYSTEMD / file).read_text()
    found = [line.split('"')[0].split() for line in text.splitlines()]
    return [line for line in found if line and not line[0].startswith("#")]


def _unused(taken: set[int]) -> int:
    known = taken | {one.pw_uid for one in pwd.getpwall()} | {one.gr_gid for one in grp.getgrall()}
    return next(number for number in range(FIRST, CONTAINER) if number not in known)
