"""Tries what a zone must not be able to do, as whoever runs it: `python -m tests.journey.trespass`.

On standard input a JSON object, name → [kind, argument, …]; on standard output, name → "" where it
could be done, else why not. A try only ever looks, but for `write`, which removes what it made.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LIBC = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE, PTRACE_DETACH = 0x4206, 17
PIDFD_OPEN, PIDFD_GETFD = 434, 438


class Part(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def read(path: str) -> None:
    """A file's first byte, or a folder's names."""
    place = Path(path)
    if place.is_dir():
        os.listdir(place)
        return
    with place.open("rb") as file:
        assert file.read(1), f"{path} is empty: nothing was tried"


def write(folder: str) -> None:
    made = Path(folder) / "trespass"
    made.touch()
    made.unlink()


def environment(process: str) -> None:
    read(f"/proc/{process}/environ")


def descriptors(process: str) -> None:
    for name in os.listdir(f"/proc/{process}/fd"):
        os.readlink(f"/proc/{process}/fd/{name}")


def descriptor(process: str) -> None:
    """Take its standard error, as a debugger would."""
    handle = _called(LIBC.syscall(PIDFD_OPEN, int(process), 0))
    try:
        os.close(_called(LIBC.syscall(PIDFD_GETFD, handle, 2, 0)))
    finally:
        os.close(handle)


def memory(process: str, address: str) -> None:
    """address: of something that is mapped there, in hexadecimal."""
    here = ctypes.create_string_buffer(16)
    local, remote = Part(ctypes.addressof(here), 16), Part(int(address, 16), 16)
    _called(LIBC.process_vm_readv(int(process), ctypes.byref(local), 1, ctypes.byref(remote), 1, 0))


def memory_file(process: str, address: str) -> None:
    with open(f"/proc/{process}/mem", "rb", buffering=0) as file:
        file.seek(int(address, 16))
        file.read(16)


def trace(process: str) -> None:
    """PTRACE_SEIZE does not stop it; it is let go at once, by this process's end at the latest."""
    _called(LIBC.ptrace(PTRACE_SEIZE, int(process), None, None))
    LIBC.ptrace(PTRACE_DETACH, int(process), None, None)


def signal(process: str) -> None:
    os.kill(int(process), 0)


def queue(url: str, name: str) -> None:
    """How long it is; as the user of the URL, or as nobody."""
    _redis(url, "llen", name)


def order(url: str, name: str) -> None:
    """What LRANGE would show of it: no zone needs that, so none may."""
    _redis(url, "lrange", name, 0, -1)


def database(url: str) -> None:
    import psycopg

    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute("SELECT 1")


def connect(path: str) -> None:
    """To a Unix socket."""
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(path)


def _redis(url: str, *command: object) -> None:
    import redis

    parts = urlsplit(url)
    name, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    client: Any = redis.Redis(unix_socket_path=parts.path, username=name, password=password)
    client.execute_command(*command)


def _called(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


TRIES: dict[str, Callable[..., None]] = {
    one.__name__: one
    for one in (
        *(read, write, environment, descriptors, descriptor, memory, memory_file, trace, signal),
        *(queue, order, database, connect),
    )
}


def attempt(kind: str, *arguments: str) -> str:
    try:
        TRIES[kind](*arguments)
    except AssertionError:
        raise
    except Exception as refused:
        return f"{type(refused).__name__}: {refused}"
    return ""


if __name__ == "__main__":
    json.dump({name: attempt(*what) for name, what in json.load(sys.stdin).items()}, sys.stdout)
