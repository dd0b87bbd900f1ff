"""What a worker is told by its environment: each role reads what it needs, and nothing else."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from tasks.references.limits import Limits
from workers.faults import ServiceFault
from workers.storage import Store, open_store

# Seconds; the same variable as in the web zone, which grants the lease.
LEASE = float(os.environ.get("ASSAY_LEASE_SECONDS", "60"))
HEARTBEAT = min(5.0, LEASE / 4)  # seconds; also how often the page's progress moves
NEEDED = {
    "predict": ("SUBMISSIONS", "INPUTS", "PREDICTIONS"),
    "score": ("INPUTS", "PREDICTIONS", "REFERENCES", "RESULTS"),
    "reference": (),
}
ACCOUNTS = (
    *("DATABASE_URL", "PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE"),
    *("ASSAY_SECRET_KEY", "ASSAY_SECRET_KEY_FILE"),
    *("ASSAY_MFA_KEYS", "ASSAY_MFA_KEYS_FILE"),
    *("ASSAY_SIGNING_KEY", "ASSAY_SIGNING_KEY_FILE"),
    *("ASSAY_EMAIL_PASSWORD", "ASSAY_EMAIL_PASSWORD_FILE"),
    *("ASSAY_METRICS_TOKEN", "ASSAY_METRICS_TOKEN_FILE"),
)
BATCHES = "ASSAY_REFERENCE_BATCHES"
SECRETS = (BATCHES, "ASSAY_VAULT")  # references in the making; seasons' seeds
FORBIDDEN = {
    # A host that runs submitted code must have nothing to lose: were it taken over, neither the
    # references nor the accounts would be within its reach; nor the results, which beside what was
    # predicted tell the references.
    "predict": ("ASSAY_STORE_REFERENCES", "ASSAY_STORE_RESULTS", *SECRETS, *ACCOUNTS),
    # Who scores reads what GPU hosts wrote: it has no use for accounts, nor for submitted code.
    "score": ("ASSAY_STORE_SUBMISSIONS", *ACCOUNTS),
    # Who computes references reads seeds: nothing that anybody sent in may come near.
    "reference": ("ASSAY_STORE_SUBMISSIONS", *ACCOUNTS),
}


def address(store: str) -> str:
    """As the environment has it; empty where it is not set."""
    return os.environ.get(f"ASSAY_STORE_{store}", "")


def store(name: str) -> Store:
    """name: SUBMISSIONS, INPUTS, PREDICTIONS, REFERENCES, RESULTS or REVEALED.

    Raises ServiceFault where its address is not set.
    """
    url = address(name)
    if not url:
        raise ServiceFault(
            f"ASSAY_STORE_{name} is not set", "Set it to a folder's path, or to s3://bucket/prefix."
        )
    return open_store(url)


def revealed() -> Store | None:
    """What anybody may see, for who publishes; None where this environment names no such store."""
    return store("REVEALED") if address("REVEALED") else None


def batches() -> Path:
    """The folder of the batches of references. Raises ServiceFault where it is not there."""
    folder = os.environ.get(BATCHES, "")
    if not folder or not Path(folder).is_dir():
        raise ServiceFault(
            f"{BATCHES} is {folder or 'not set'}; that is no folder.",
            "Set it to the folder that holds the batches, or to the vault, which holds a season's.",
        )
    return Path(folder)


def checkpoints() -> Path | None:
    """The folder in which a predict host keeps what a cut-off attempt found; None: nothing is."""
    folder = os.environ.get("ASSAY_CHECKPOINTS", "")
    return Path(folder) if folder else None


def reference_limits() -> Limits:
    """Of one candidate: ASSAY_REFERENCE_SECONDS of CPU time, ASSAY_REFERENCE_MEMORY_MB.

    Raises ServiceFault where one is no whole number above 0.
    """
    usual = Limits()
    seconds = _count("ASSAY_REFERENCE_SECONDS", usual.seconds)
    return Limits(seconds=seconds, memory_mb=_count("ASSAY_REFERENCE_MEMORY_MB", usual.memory_mb))


def _count(name: str, usual: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not text.isdecimal() or int(text) == 0:
        raise ServiceFault(f"{name}={text} is no whole number above 0.")
    return int(text)


def _check_references() -> None:
    """A host without PySCF would make a reject of every candidate."""
    batches()
    reference_limits()
    if not all(find_spec(name) for name in ("pyscf", "basis_set_exchange")):
        raise ServiceFault(
            "PySCF or basis-set-exchange is not installed.",
            'Install them with: pip install -e ".[workers,references]"',
        )


def device() -> str:
    """What a potential's load(device) is given: "cpu", or "cuda"."""
    return os.environ.get("ASSAY_DEVICE", "cpu")


def check(role: str) -> None:
    """Raises ServiceFault where the role's environment lacks a part, or holds one too many."""
    held = [name for name in FORBIDDEN[role] if os.environ.get(name)]
    if held:
        raise ServiceFault(
            f"A {role} worker must not have {' or '.join(held)} in its environment.",
            "Start it with an environment of its own: it has no use for this; an attacker has.",
        )
    for name in NEEDED[role]:
        store(name)
    if role == "reference":
        _check_references()
