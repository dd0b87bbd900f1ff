"""`manage.py` as the operator of the demo: `python -m deploy.demo.manage season status demo`.

With the environment of the zone that makes, opens and reveals seasons. PORT, REDIS_URL,
DATABASE_URL and ASSAY_VAR as for the demo itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.demo.processes import PYTHON
from deploy.demo.redis_server import socket_for
from deploy.demo.zones import Zones


def main() -> int:
    var = Path(os.environ.get("ASSAY_VAR", "var")).resolve()
    redis = os.environ.get("REDIS_URL") or f"redis+socket://{socket_for(var / 'redis')}"
    port, database = int(os.environ.get("PORT", "8000")), os.environ.get("DATABASE_URL", "")
    environment = Zones(var, redis, port, "docker", database).operator()
    command = [PYTHON, "manage.py", *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
