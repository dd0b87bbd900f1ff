"""What each zone may know: one environment a zone, and nothing inherited that it does not need."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "DOCKER_HOST", "SSL_CERT_FILE")
BATCHES = "ASSAY_REFERENCE_BATCHES"

Environment = dict[str, str]


@dataclass(frozen=True)
class Zones:
    """var: where the demo keeps everything. redis: the broker's URL. sandbox: docker or process."""

    var: Path
    redis: str
    port: int
    sandbox: str
    database: str = ""

    def web(self) -> Environment:
        return self._common() | {
            "ASSAY_DEMO": "1",
            "ASSAY_SECRET_KEY": self._secret_key(),
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
        sandbox = limits | {"ASSAY_SANDBOX": self.sandbox}
        return self._common() | sandbox | self._stores("submissions", "inputs", "predictions")

    def score(self) -> Environment:
        return self._common() | self._stores("inputs", "predictions", "references", "results")

    def reference(self) -> Environment:
        """Who computes references reads seeds; nothing that anybody sent in may come near."""
        limits = {"ASSAY_REFERENCE_SECONDS": "180"}  # a demo waits for no heavier one
        return self._common() | limits | {BATCHES: str(self.var / "vault")}

    def operator(self) -> Environment:
        """Who makes, opens and reveals seasons: of a command, never of a server."""
        vault = {name: str(self.var / "vault") for name in ("ASSAY_VAULT", BATCHES)}
        return self.web() | self._stores("inputs", "references") | vault

    def publisher(self) -> Environment:
        """Whoever puts datasets into their stores; runs once, before the others."""
        library = {"ASSAY_LIBRARY": str(self.var / "library")}
        return self._common() | self._stores("inputs", "references") | library

    def _common(self) -> Environment:
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
        return kept | threads | {"REDIS_URL": self.redis}

    def _stores(self, *names: str) -> Environment:
        return {f"ASSAY_STORE_{n.upper()}": str(self.var / "stores" / n) for n in names}

    def _secret_key(self) -> str:
        file = self.var / "web" / "secret-key"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text()
