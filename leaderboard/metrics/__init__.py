"""GET /metrics: what an operator watches, for Prometheus.

All of it is read from the database when it is asked for, so that every web process tells the same,
and a restart forgets nothing.
"""

from __future__ import annotations

from leaderboard.metrics.view import metrics

__all__ = ["metrics"]
