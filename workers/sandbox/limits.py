"""What a submission may use up. Frozen, with the defaults of this service."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from tasks.cost import Cost
from workers.faults import ServiceFault

PREFIX = "ASSAY_LIMIT_"
MAY_BE_ZERO = (PREFIX + "RESTARTS",)
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts for one sandbox.

    memory: RAM, without swap; what lies in /tmp and /dev/shm counts too.
    inodes: files and folders in /tmp, and as many in /dev/shm.
    file: one file's size. files: open at once. pids: processes and threads.
    output: what it may print before it is ended; `kept` of it stays, from each end.
    load_seconds: from the start of the container to the potential's hello.
    request_seconds: one request and its reply. system_seconds: of one system; a request that
        began within them is waited for. run_seconds: the whole run, restarts included.
    structure_seconds: what a task declares to be asked for prolongs both: a system, and a run, may
        take so long for each of its structures where that is more.
    restarts: how often it is started anew after it ended or hung within one run.
    """

    memory: int = 4 * GIB
    shm: int = 256 * MIB
    tmp: int = 1 * GIB
    inodes: int = 65_536
    file: int = 1 * GIB
    files: int = 1024
    pids: int = 128
    cpus: float = 1.0
    output: int = 10 * MIB
    kept: int = 32 * KIB
    load_seconds: float = 300.0
    request_seconds: float = 600.0
    system_seconds: float = 3600.0
    run_seconds: float = 6 * 3600.0
    structure_seconds: float = 2.0
    restarts: int = 2

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The defaults, with those that ASSAY_LIMIT_MEMORY, ASSAY_LIMIT_REQUEST_SECONDS … change.

        Raises ServiceFault where a value is no number above 0 (only restarts may be 0: to Docker a
        0 is "no limit"), or no limit has the name.
        """
        kinds = {PREFIX + f.name.upper(): (f.name, type(f.default)) for f in fields(cls)}
        set_ones = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
        if strange := sorted(set(set_ones) - set(kinds)):
            raise ServiceFault(
                f"There is no limit {', '.join(strange)}.", f"Known: {', '.join(kinds)}"
            )
        chosen: dict[str, Any] = {
            kinds[name][0]: _number(name, text, kinds[name][1]) for name, text in set_ones.items()
        }
        return cls(**chosen)

    def fitted(self, costs: Sequence[Cost]) -> Self:
        """The same for a task whose systems declare these costs."""
        each = [cost.structures * self.structure_seconds for cost in costs]
        return replace(
            self,
            system_seconds=max([self.system_seconds, *each]),
            run_seconds=max(self.run_seconds, sum(each)),
        )


def _number(name: str, text: str, kind: type) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    value = int(value) if kind is int and value < float("inf") else value
    if not 0 < value < float("inf") and not (value == 0 and name in MAY_BE_ZERO):
        raise ServiceFault(f"{name}={text} is no number above 0.", "Use bytes, seconds or a count.")
    return value


def size(count: float) -> str:
    """Bytes as people read them: 4294967296 is "4 GiB"."""
    for unit, worth in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
        if count >= worth:
            return f"{count / worth:.3g} {unit}"
    return f"{count:.0f} bytes"
