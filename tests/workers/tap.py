"""Everything that passes through a Redis, as anybody hears it who may connect."""

from __future__ import annotations

import base64
import re
import socket
import threading
import time
from pathlib import Path
from typing import Self

BODY = re.compile(rb'\\"body\\": \\"([A-Za-z0-9+/=]+)\\"')


class Tap:
    """`with Tap(path) as tap:` listens by MONITOR; `tap.heard` are the bytes so far."""

    def __init__(self, redis: Path, password: str = "") -> None:
        """password: of the user `admin`, where nobody may connect without a name."""
        self._path = redis
        self._sign_in = f"AUTH admin {password}\r\n".encode() if password else b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._heard = bytearray()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._socket.connect(str(self._path))
        self._socket.sendall(self._sign_in + b"MONITOR\r\n")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(0.3)  # what Redis has said is still to be read
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    @property
    def heard(self) -> bytes:
        """As MONITOR writes it, then the bodies of Celery's messages, decoded."""
        raw = bytes(self._heard)
        return b"\n".join([raw, *(base64.b64decode(body) for body in BODY.findall(raw))])

    def _listen(self) -> None:
        while part := self._socket.recv(1 << 16):
            self._heard += part
