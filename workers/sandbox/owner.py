"""Who made a container or a folder: a process that this one could see, dead or alive."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def myself() -> str:
    """This process, told apart from a later one with the same number."""
    return f"{here()} {os.getpid()} {_born(os.getpid())}"


def here() -> str:
    """The machine and the process namespace, whose processes alone are seen in /proc."""
    return f"{socket.gethostname()}/{Path('/proc/self/ns/pid').readlink()}"


def dead(owner: str) -> bool:
    """Did this process run here, and has it ended? False for one that could not be seen."""
    host, _, process = owner.partition(" ")
    number, _, born = process.partition(" ")
    return host == here() and (not number.isdigit() or _born(int(number)) != born)


def _born(process: int) -> str:
    """When a process started, in clock ticks since the machine's start; "" where there is none."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
