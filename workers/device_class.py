"""What kind of device this host times potentials on, in the house's words and in nobody else's.

Times are compared within one class only, so that a submission must not choose its own.
"""

from __future__ import annotations

import os
from pathlib import Path

from workers import config
from workers.sandbox import nvml
from workers.wire import clean

CPUINFO = Path("/proc/cpuinfo")
MAX_NAME = 64  # characters


def device_class() -> str:
    """ASSAY_DEVICE_CLASS where an operator has named it: two machines of one processor may differ
    in memory or cooling. Else the GPU's own name, or the processor's and how much of it is given.
    """
    named = os.environ.get("ASSAY_DEVICE_CLASS", "")
    return clean(named or (_gpu() if config.device() != "cpu" else _processor()), MAX_NAME)


def _gpu() -> str:
    return nvml.look(os.environ.get("ASSAY_GPU", "")).name or config.device()


def _processor(cpuinfo: Path = CPUINFO) -> str:
    """The first that the kernel lists; it is the sandbox that gives one thread of it."""
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return "cpu"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, 1 thread" if names and names[0] else "cpu"
