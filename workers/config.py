"""What a worker is told by its environment: each role reads what it needs, and nothing else."""

from __future__ import annotations

import os

from workers.faults import ServiceFault
from workers.storage import Store, open_store

# Seconds; the same variable as in the web zone, which grants the lease.
LEASE = float(os.environ.get("ASSAY_LEASE_SECONDS", "60"))
HEARTBEAT = min(5.0, LEASE / 4)  # seconds; also how often the page's progress moves
NEEDED = {
    "predict": ("SUBMISSIONS", "INPUTS", "PREDICTIONS"),
    "score": ("INPUTS", "PREDICTIONS", "REFERENCES", "RESULTS"),
}
ACCOUNTS = ("DATABASE_URL", "ASSAY_SECRET_KEY", "ASSAY_SECRET_KEY_FILE")
SECRETS = ("ASSAY_REFERENCE_BATCHES", "ASSAY_VAULT")  # references in the making; seasons' seeds
FORBIDDEN = {
    # A host that runs submitted code must have nothing to lose: were it taken over, neither the
    # references nor the accounts would be within its reach; nor the results, which beside what was
    # predicted tell the references.
    "predict": ("ASSAY_STORE_REFERENCES", "ASSAY_STORE_RESULTS", *SECRETS, *ACCOUNTS),
    # Who scores reads what GPU hosts wrote: it has no use for accounts, nor for submitted code.
    "score": ("ASSAY_STORE_SUBMISSIONS", *ACCOUNTS),
}


def store(name: str) -> Store:
    """name: SUBMISSIONS, INPUTS, PREDICTIONS, REFERENCES or RESULTS.

    Raises ServiceFault where its address is not set.
    """
    variable = f"ASSAY_STORE_{name}"
    url = os.environ.get(variable, "")
    if not url:
        raise ServiceFault(
            f"{variable} is not set", "Set it to a folder's path, or to s3://bucket/prefix."
        )
    return open_store(url)


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
