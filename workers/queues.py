"""How every process of ours speaks with Redis: one set of Celery settings for all zones."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

PREDICT, SCORE, CONTROL, REFERENCE = "predict", "score", "control", "reference"
DEFAULT_REDIS = "redis://localhost:6379/0"
# Seconds after which Redis delivers again what nobody acknowledged. It must be longer than the
# longest job: a second delivery is harmless (it is not granted the lease) but keeps a slot busy.
VISIBILITY = int(os.environ.get("ASSAY_VISIBILITY_SECONDS", str(24 * 3600)))


def make_app(name: str, **settings: Any) -> Celery:
    """REDIS_URL: redis://host:port/db, or redis+socket:///path/to/redis.sock."""
    url = os.environ.get("REDIS_URL") or DEFAULT_REDIS
    # No fixups: Celery would import Django wherever DJANGO_SETTINGS_MODULE happens to be set.
    settings.setdefault("fixups", [])
    app = Celery(name, broker=url, backend=url, set_as_current=False, **settings)
    app.conf.update(
        accept_content=["json"],
        result_accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,  # the database holds the state; claims and heartbeats opt out
        task_track_started=False,
        task_default_queue=CONTROL,
        result_expires=600,
        worker_prefetch_multiplier=1,
        worker_redirect_stdouts=False,
        worker_soft_shutdown_timeout=5.0,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # Redis comes back; until then workers wait
        # A job is acknowledged when it ends; one that loses Redis meanwhile still ends and reports.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_transport_options=_transport(),
        result_backend_transport_options=_transport(),
        visibility_timeout=VISIBILITY,  # the shortest of the three places wins
    )
    return app


def _transport() -> dict[str, Any]:
    return {"visibility_timeout": VISIBILITY, "socket_connect_timeout": 5}
