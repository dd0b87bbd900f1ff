"""`python -m tests.faults.launch MODULE …` is `python -m MODULE …` that sleeps at a wrong clock."""

from __future__ import annotations

import os
import runpy
import sys
import time

from tests.faults.clocks import asleep

if __name__ == "__main__":
    if "FAKETIME_TIMESTAMP_FILE" in os.environ:
        vars(time)["sleep"] = asleep  # before anybody has imported it by name
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
