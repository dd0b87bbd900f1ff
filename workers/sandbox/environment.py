"""All that a submission learns from its environment."""

from __future__ import annotations

# Two threads on shared cores are slower than one, and speed is compared at one.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


def environment(device: str, home: str = "/tmp") -> dict[str, str]:  # noqa: S108
    """home: the one folder that it may write to."""
    return {"HOME": home, "TMPDIR": home, "ASSAY_DEVICE": device} | ONE_THREAD
