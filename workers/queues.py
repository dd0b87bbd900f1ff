"""How every process of ours speaks with Redis: one set of Celery settings for all zones.

Where REDIS_URL names a user (see deploy/redis_acl.py), whatever the process writes lies under that
user's name, so that Redis can keep the zones apart: `unacked.predict`, `control.predict`, answers
to `predict-…`.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from celery import Celery, signals

from workers import acks, alive, mutex

PREDICT, SCORE, CONTROL, REFERENCE = "predict", "score", "control", "reference"
DEFAULT_REDIS = "redis://localhost:6379/0"
# Seconds after which Redis delivers again what nobody acknowledged. It must be longer than the
# longest job: a second delivery is harmless (it is not granted the lease) but keeps a slot busy.
VISIBILITY = int(os.environ.get("ASSAY_VISIBILITY_SECONDS", str(24 * 3600)))


def make_app(name: str, **settings: Any) -> Celery:
    """REDIS_URL: redis://host:port/db, or redis+socket:///path/to/redis.sock.

    With a user: redis://user:password@host:port/0, redis+socket://user:password@/path.
    """
    # No fixups: Celery would import Django wherever DJANGO_SETTINGS_MODULE happens to be set.
    settings.setdefault("fixups", [])
    app = Celery(name, broker=_url(), backend=_url(), set_as_current=False, **settings)
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
        # Remote control is a channel on which every zone could stop the workers of the others.
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # Redis comes back; until then workers wait
        # A job is acknowledged when it ends; one that loses Redis meanwhile still ends and reports.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_transport_options=_transport(),
        result_backend_transport_options=_transport(),
        visibility_timeout=VISIBILITY,  # the shortest of the three places wins
    )
    app.steps["consumer"].add(alive.Alive)
    mutex.install()
    acks.install()
    return app


def reports() -> str:
    """The queue that this process's reports and questions go to: its user's own, if it has one."""
    return f"{CONTROL}.{_user()}" if _user() else CONTROL


def question() -> str:
    """A new id for a question; who guesses one might answer in the web zone's place."""
    return f"{_user()}-{uuid4()}" if _user() else str(uuid4())


def time_of(app: Celery) -> float:
    """Seconds since 1970 by Redis's clock, whatever this host's own says. Raises RedisError."""
    backend: Any = app.backend
    seconds, micro = backend.client.time()
    return float(seconds) + float(micro) / 1e6


@signals.worker_init.connect
def _alone(sender: Any, **_: Any) -> None:
    """Workers neither listen to each other nor tell anybody what they do, whatever was typed.

    And whoever works on `control` reads the reports of every zone.
    """
    sender.options.update(without_gossip=True, without_mingle=True, without_heartbeat=True)
    queues = sender.app.amqp.queues
    if CONTROL in queues.consume_from:
        for zone in (PREDICT, SCORE):
            queues.select_add(f"{CONTROL}.{zone}")


def _url() -> str:
    return os.environ.get("REDIS_URL") or DEFAULT_REDIS


def _user() -> str:
    return unquote(urlsplit(_url()).username or "")


def _transport() -> dict[str, Any]:
    """priority_steps: one list a queue, not four; nothing here has a priority."""
    usual = {
        "visibility_timeout": VISIBILITY,
        "socket_connect_timeout": 5,
        "priority_steps": [0],
    }
    taken = ("unacked", "unacked_index", "unacked_mutex") if _user() else ()
    return usual | {f"{key}_key": f"{key}.{_user()}" for key in taken}
