"""gunicorn's lines as ours: one JSON object each, without what opens doors."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from gunicorn import glogging  # type: ignore[import-untyped]

from leaderboard.addresses import REQUEST_ID, cleaned, shown
from workers import logs

LOGGERS = ("gunicorn.error", "gunicorn.access")

if TYPE_CHECKING:
    Gunicorn = Any
else:
    Gunicorn = glogging.Logger


class Logger(Gunicorn):  # type: ignore[misc]
    """For gunicorn's `logger_class`; see leaderboard/server.py."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self.loglevel = self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO)
        logs.configure()
        logging.captureWarnings(True)
        for name in LOGGERS:
            logger = logging.getLogger(name)
            logger.handlers[:], logger.propagate = [], True
        self.error_log.setLevel(self.loglevel)
        self.access_log.setLevel(logging.INFO)

    @property
    def access_log_enabled(self) -> bool:
        return True

    def access(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> None:
        """Neither address, nor agent, nor headers: who reads what is nobody's business."""
        headers = {str(name).lower(): str(value) for name, value in resp.headers}
        structlog.get_logger("gunicorn.access").info(
            "request",
            request=headers.get(REQUEST_ID.lower(), ""),
            method=str(environ.get("REQUEST_METHOD", "")),
            path=shown(str(environ.get("PATH_INFO", ""))),
            status=int(str(resp.status).split(None, 1)[0]),
            milliseconds=round(request_time.total_seconds() * 1000, 1),
            bytes=getattr(resp, "sent", None) or 0,
        )

    def error(self, msg: Any, *args: Any, **named: Any) -> None:
        super().error(msg, *cleaned(args), **named)

    def warning(self, msg: Any, *args: Any, **named: Any) -> None:
        super().warning(msg, *cleaned(args), **named)

    def exception(self, msg: Any, *args: Any, **named: Any) -> None:
        """Of an application that raised, gunicorn names the whole address."""
        super().exception(msg, *cleaned(args), **named)
