"""The stores, each as its zone needs it."""

from __future__ import annotations

from workers.checkup.finding import Finding, fault, fine, warning
from workers.faults import ServiceFault
from workers.storage import open_store

CHECK = "Create it, and give it to the user that this zone runs as; for a bucket check the keys."


def store(name: str, url: str, write: bool) -> Finding:
    """name: SUBMISSIONS, INPUTS, PREDICTIONS, REFERENCES, RESULTS or REVEALED."""
    part = f"store {name.lower()}"
    if not url:
        return fault(
            part,
            ServiceFault(f"ASSAY_STORE_{name} is not set."),
            "Set it to a folder's path, or to s3://bucket/prefix.",
        )
    try:
        open_store(url).probe(write)
    except FileNotFoundError:
        return warning(
            part, f"{url} is not there yet.", "Mount it, or wait: what is first written makes it."
        )
    except ServiceFault as trouble:
        return fault(part, ServiceFault(trouble.reason, CHECK))
    return fine(part, f"{'writable' if write else 'readable'} ({url})")
