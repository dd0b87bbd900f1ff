"""gunicorn's settings: `gunicorn --config python:leaderboard.server leaderboard.wsgi`.

What the command line says beside it counts more.
"""

from __future__ import annotations

import os

wsgi_app = "leaderboard.wsgi"
bind = os.environ.get("ASSAY_BIND", "127.0.0.1:8000")
# An upload of gigabytes, and the look into it, hold a thread for minutes; readers have others.
threads = int(os.environ.get("ASSAY_THREADS", "16"))
workers = int(os.environ.get("ASSAY_PROCESSES", "1"))
logger_class = "leaderboard.access_log.Logger"
# It would lie in the user's home, where every installation of that user has the same.
control_socket_disable = True
