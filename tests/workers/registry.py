"""A small registry of images on loopback: it serves real manifests and blobs, by digest."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.workers.archives import config, layer

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
NAME = "alice/potential"
TOKEN = "a-token-for-anybody"


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry:
    """blobs: what it serves, by digest; change it, and it lies. private: it wants a token, which it
    gives to anybody. away: blobs lie elsewhere, where the token must not be told. asked: paths.
    """

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.private = self.away = self.leaves_out_length = False
        self.status = 0
        self.asked: list[str] = []
        self.told_elsewhere: list[str] = []
        self.host = ""

    def push(self, layers: list[bytes] | None = None, **changes: Any) -> str:
        """As `docker push` would. changes: of the configuration. Returns the reference."""
        plain = [layer()] if layers is None else layers
        packed = [gzip.compress(one, mtime=0) for one in plain]
        described = self.add(config(plain, **changes))
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"digest": described, "size": len(self.blobs[described])},
            "layers": [{"mediaType": LAYER, "digest": self.add(p), "size": len(p)} for p in packed],
        }
        return self.named(self.add_json(manifest))

    def named(self, what: str) -> str:
        return f"{self.host}/{NAME}@{what}"

    def add(self, data: bytes) -> str:
        self.blobs[digest(data)] = data
        return digest(data)

    def add_json(self, what: Any) -> str:
        return self.add(json.dumps(what).encode())


@contextmanager
def serving() -> Iterator[Registry]:
    registry = Registry()

    class Answers(_Answers):
        of = registry

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    registry.host = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    of: Registry

    def do_GET(self) -> None:
        self.of.asked.append(self.path)
        what = self.path.rpartition("/")[2]
        if self.of.status:
            self._answer(self.of.status, b"{}")
        elif self.path.startswith("/token?"):
            self._answer(200, json.dumps({"token": TOKEN}).encode())
        elif self.path.startswith("/elsewhere/"):
            self.of.told_elsewhere.append(self.headers.get("Authorization", ""))
            self._answer(200, self.of.blobs[what])
        elif self.of.private and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            realm = f'Bearer realm="http://{self.of.host}/token",service="x",scope="pull"'
            self._answer(401, b"{}", {"WWW-Authenticate": realm})
        elif what not in self.of.blobs:
            self._answer(404, b"{}")
        elif self.of.away and "/blobs/" in self.path:
            self._answer(307, b"", {"Location": f"http://{self.of.host}/elsewhere/{what}"})
        else:
            self._answer(200, self.of.blobs[what])

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if not self.of.leaves_out_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""
