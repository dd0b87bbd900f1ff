"""`python -m tasks.references`: coupled-cluster references of your own."""

from __future__ import annotations

import sys

from tasks.references.cli import main

if __name__ == "__main__":
    sys.exit(main())
