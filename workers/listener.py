"""Where a potential connects: a fresh Unix socket for one container, and for one connection."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from workers.faults import ServiceFault, SubmissionFault

SOCKET = "potential.sock"
LONGEST_PATH = 107  # bytes; sockaddr_un holds 108 with the closing zero
LOOK_EVERY = 0.2  # seconds between two calls of `watch`


class Listener:
    """Makes the socket, accepts one potential, removes it all at the end.

    directory: mount it read-only at /run/assay. Any user may enter it and write to the socket in
        it (a container runs as nobody), but its parent is closed to other users of this machine.
    """

    def __init__(self, root: Path | None = None) -> None:
        """root: where to make the directory; the system's temporary folder by default.

        Raises ServiceFault where the path is too long for a socket.
        """
        self._private = Path(tempfile.mkdtemp(prefix="assay-", dir=root))  # mode 0700
        self.directory = self._private / "run"
        self.path = self.directory / SOCKET
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._listen()
        except BaseException:
            self.close()
            raise

    def accept(self, timeout: float, watch: Callable[[], None] | None = None) -> socket.socket:
        """The first connection; from then on there is no socket to connect to.

        watch: called several times a second; what it raises ends the wait ("the container ended").
        Raises SubmissionFault where nobody connects within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while (remaining := deadline - time.monotonic()) > 0:
            self._socket.settimeout(min(remaining, LOOK_EVERY))
            with contextlib.suppress(TimeoutError):
                peer, _ = self._socket.accept()
                self._shut()
                return peer
            if watch is not None:
                watch()
        raise SubmissionFault(
            f"The potential did not connect within {timeout:g} s.",
            f"An image must start a server that connects to /run/assay/{SOCKET}; a bundle must not "
            "keep the interpreter from starting.",
        )

    def close(self) -> None:
        self._shut()
        shutil.rmtree(self._private, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        if len(os.fsencode(self.path)) > LONGEST_PATH:
            raise ServiceFault(
                f"The path of the potential's socket is too long: {self.path}",
                f"Choose a shorter temporary folder (TMPDIR): {LONGEST_PATH} bytes at most.",
            )
        self.directory.mkdir()
        self.directory.chmod(0o755)
        self._socket.bind(str(self.path))
        self.path.chmod(0o666)
        self._socket.listen(1)

    def _shut(self) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)
