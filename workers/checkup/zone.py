"""What this process can reach of other zones, whatever its own environment says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from workers import config
from workers.checkup.disk import store_folders
from workers.checkup.finding import Finding, broken, fine, warning

PART = "zone"
PROCESSES = Path("/proc")
TOP = Path("/srv/assay/stores")  # as deploy/systemd lays it out; and beside this zone's own
STORES = ("SUBMISSIONS", "INPUTS", "PREDICTIONS", "REFERENCES", "RESULTS", "REVEALED")
READS = config.NEEDED | {"web": ("SUBMISSIONS", "RESULTS", "REVEALED")}
SECRET = ("/srv/assay/vault", "/etc/assay/redis", "/etc/assay/web", "/var/lib/assay/operator")
MAY = {"web": {"/etc/assay/web"}, "reference": {"/srv/assay/vault", "/var/lib/assay/operator"}}
TELLING = {
    **config.FORBIDDEN,
    "web": ("ASSAY_STORE_REFERENCES", *config.SECRETS),
    "reference": (),  # it shares its user with the operator's commands
}
REMEDY = "Run each zone as a user of its own (docs/operators.md, Users and modes)."


def zone(role: str, strict: bool = True) -> Iterator[Finding]:
    """role: predict, score, reference or web. strict: what is open is broken, not a warning."""
    if os.geteuid() == 0:
        yield warning(
            PART, "This runs as root, who can read everything: nothing else was looked at.", REMEDY
        )
        return
    make = broken if strict else warning
    files = [str(place) for place in foreign(role) if _readable(place)]
    told = list(_telling(role))
    if files:
        remedy = f"{REMEDY} Until then: chmod o-rwx, and take this user out of their groups."
        yield make(f"{PART}: files", f"This user can read {', '.join(files)}.", remedy)
    if told:
        says = f"This user can read the environment of {', '.join(told)}."
        yield make(f"{PART}: processes", says, f"{REMEDY} Then change the secrets in it.")
    if not files and not told:
        yield fine(PART, "no file and no process of another zone on this host can be read")


def engine(rootless: bool) -> Finding:
    """Who reaches Docker's socket is root on its host, unless the engine itself is not."""
    part = f"{PART}: Docker"
    if rootless:
        return fine(part, "the engine is rootless: its socket gives no more than its user has")
    here = [str(place) for place in foreign("predict") if _there(place)]
    if not here:
        return fine(part, "its socket makes this user root here, and no other zone is here")
    return warning(
        part,
        f"whoever reaches its socket is root on this host, where {', '.join(here)} lie.",
        "Keep GPU hosts apart from all else, or run a rootless engine (docs/threat-model.md).",
    )


def foreign(role: str) -> Iterator[Path]:
    """Where what this role must not read would lie. One folder may serve as two stores."""
    mine = {folder.resolve() for folder in store_folders(READS[role])}
    for parent in sorted({TOP, *(folder.parent for folder in mine)}):
        others = (parent / name.lower() for name in STORES if name not in READS[role])
        yield from (place for place in others if place not in mine)
    yield from (Path(place) for place in SECRET if place not in MAY.get(role, ()))


def _there(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:
        return False


def _readable(place: Path) -> bool:
    try:
        os.listdir(place)
    except OSError:
        return False
    return True


def _telling(role: str) -> Iterator[str]:
    """Other processes whose environment names what this role must not have."""
    for entry in sorted(PROCESSES.glob("[0-9]*")):
        if entry.name == str(os.getpid()):
            continue
        try:
            lines = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        named = {line.partition(b"=")[0].decode(errors="replace") for line in lines}
        if held := [name for name in TELLING[role] if name in named]:
            yield f"process {entry.name} ({', '.join(held)})"
