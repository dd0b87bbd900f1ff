"""`python -m tests.with_postgres pytest tests/leaderboard`: a command with a real PostgreSQL.

The command finds it in DATABASE_URL. In CI a missing server is a failure, elsewhere it is said.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.postgres_server import binaries, postgres_server


def main(command: list[str]) -> int:
    if binaries() is None and not os.environ.get("CI"):
        print("Skipped: PostgreSQL's server is missing (apt-get install postgresql).")
        return 0
    with postgres_server() as url:
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
