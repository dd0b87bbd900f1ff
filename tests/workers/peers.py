"""Peers for the wire's tests: scripted ones, who may lie, and the real server in a process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np

from tasks.structure import Structure
from workers.guest import server
from workers.listener import Listener
from workers.remote import RemotePotential

SOUND = {
    "properties": ["energy", "forces", "stress"],
    "elements": None,
    "charges": True,
    "spins": True,
    "periodic": True,
    "batch": 8,
    "device": "cpu",
}
Script = Callable[[socket.socket], None]


def hello(content: object = SOUND) -> bytes:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return struct.pack("<4sHI", b"ASSY", 1, len(body)) + body


def atoms(count: int = 2) -> Structure:
    """Argon along the diagonal of space."""
    positions = 3.8 * np.arange(3.0 * count).reshape(-1, 3)
    return Structure(np.full(count, 18, dtype=np.int32), positions)


def take_request(peer: socket.socket, count: int = 2) -> None:
    """Read one request for one structure of so many atoms."""
    peer.recv(10 + 12 + 3 + 72 + 28 * count, socket.MSG_WAITALL)


def drain(peer: socket.socket) -> None:
    while peer.recv(1 << 16):
        pass


def drip(peer: socket.socket) -> None:
    pace = Event()
    while not pace.wait(0.005):
        peer.sendall(b"\0")


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[socket.socket]:
    """The driver's end of a socket whose other end follows the script, then hangs up."""
    ours, theirs = socket.socketpair()

    def run() -> None:
        with theirs, contextlib.suppress(OSError):
            script(theirs)

    thread = Thread(target=run)
    thread.start()
    try:
        yield ours
    finally:
        ours.close()
        thread.join(10)
        assert not thread.is_alive(), "the script did not end with its connection"


@contextlib.contextmanager
def saying(*replies: bytes, request_timeout: float = 5.0) -> Iterator[RemotePotential]:
    """A potential that says hello, then each reply to one request, then waits to be hung up on."""

    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        for reply in replies:
            peer.recv(1 << 16)
            peer.sendall(reply)
        drain(peer)

    with scripted(script) as ours:
        yield RemotePotential(ours, request_timeout=request_timeout)


@contextlib.contextmanager
def submitted(folder: Path, code: str, **options: Any) -> Iterator[RemotePotential]:
    """The potential.py with this code, loaded by the real server in a process of its own."""
    (folder / "potential.py").write_text(code)
    with Listener() as listener, serving(folder, listener):
        settings = {"request_timeout": 60.0, "load_timeout": 60.0} | options
        with RemotePotential(listener.accept(60.0), **settings) as potential:
            yield potential


@contextlib.contextmanager
def serving(folder: Path, listener: Listener) -> Iterator[subprocess.Popen[bytes]]:
    own = {"ASSAY_SUBMISSION": str(folder), "ASSAY_SOCKET": str(listener.path)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", str(server.__file__)],
            env={**os.environ, **own},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)
        process.kill()
        process.wait()
