"""What each zone may know: one environment a zone, and nothing inherited that it does not need."""

from __future__ import annotations

import os
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from deploy import redis_acl
from deploy.demo.processes import Environment
from deploy.demo.redis_server import url_of, users_of
from workers.queues import PREDICT, REFERENCE, SCORE

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "DOCKER_HOST", "SSL_CERT_FILE")
BATCHES = "ASSAY_REFERENCE_BATCHES"


@dataclass(frozen=True)
class Zones:
    """var: where the demo keeps everything. redis: the broker's URL.

    sandbox: docker or process. Where the broker is the demo's own, each zone gets the URL with its
    own user and password; the URL of an operator's Redis is passed on as it is.
    """

    var: Path
    redis: str
    port: int
    sandbox: str
    database: str = ""

    def web(self) -> Environment:
        return self._common(redis_acl.WEB) | {
            "ASSAY_DEMO": "1",
            "ASSAY_SECRET_KEY": self._kept("secret-key", secrets.token_urlsafe(50)),
            "ASSAY_MFA_KEYS": self._kept("mfa-key", _fernet_key()),
            "ASSAY_SIGNING_KEY": self._kept("signing-key", _signing_key()),
            "ASSAY_URL": f"http://localhost:{self.port}",
            "ASSAY_ACCEPTS_SUBMISSIONS": "1" if self.sandbox == "docker" else "0",
            "ASSAY_SANDBOX": self.sandbox,
            "ASSAY_VAR": str(self.var),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "leaderboard.settings",
            **self._stores("submissions", "results", "revealed"),
        }

    def predict(self) -> Environment:
        limits = {k: v for k, v in os.environ.items() if k.startswith("ASSAY_LIMIT_")}
        kept = {"ASSAY_CHECKPOINTS": str(self.var / "checkpoints")}
        sandbox = limits | kept | {"ASSAY_SANDBOX": self.sandbox}
        return (
            self._common(PREDICT) | sandbox | self._stores("submissions", "inputs", "predictions")
        )

    def score(self) -> Environment:
        stores = self._stores("inputs", "predictions", "references", "results")
        return self._common(SCORE) | stores

    def reference(self) -> Environment:
        """Who computes references reads seeds; nothing that anybody sent in may come near."""
        limits = {"ASSAY_REFERENCE_SECONDS": "180"}  # a demo waits for no heavier one
        return self._common(REFERENCE) | limits | {BATCHES: str(self.var / "vault")}

    def operator(self) -> Environment:
        """Who makes, opens and reveals seasons: of a command, never of a server."""
        vault = {name: str(self.var / "vault") for name in ("ASSAY_VAULT", BATCHES)}
        stores = self._stores("inputs", "references")
        return self.web() | {"REDIS_URL": self._redis(redis_acl.OPERATOR)} | stores | vault

    def publisher(self) -> Environment:
        """Whoever puts datasets into their stores; runs once, before the others."""
        library = {"ASSAY_LIBRARY": str(self.var / "library")}
        return self._plain() | self._stores("inputs", "references", "revealed") | library

    def _common(self, user: str) -> Environment:
        return self._plain() | {"REDIS_URL": self._redis(user)}

    def _redis(self, user: str) -> str:
        folder = self.var / "redis"
        if self.redis != url_of(folder):
            return self.redis
        return redis_acl.signed_in(self.redis, users_of(folder), user)

    def _plain(self) -> Environment:
        """For who has nothing to say to the others."""
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
        return kept | threads

    def _stores(self, *names: str) -> Environment:
        return {f"ASSAY_STORE_{n.upper()}": str(self.var / "stores" / n) for n in names}

    def _kept(self, name: str, new: str) -> str:
        """Made once for each installation."""
        file = self.var / "web" / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(new)
        return file.read_text()


def _fernet_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _signing_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()
