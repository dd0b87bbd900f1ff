"""`python -m tasks`: the benchmarks on your own machine."""

from __future__ import annotations

import sys

from tasks.cli import main

sys.exit(main())
