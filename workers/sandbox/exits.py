"""How a sandbox ended: a closed set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workers.sandbox.limits import Limits, size


class Exit(StrEnum):
    FINISHED = "finished"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    TOO_MUCH_OUTPUT = "too much output"


@dataclass(frozen=True)
class Ending:
    """code: of the first process; 128 + N after signal N, None where we ended it."""

    exit: Exit
    code: int | None = None

    def words(self, limits: Limits) -> str:
        """Completes "the container ended: …"."""
        return {
            Exit.FINISHED: "its process ended by itself (exit code 0)",
            Exit.CRASHED: f"its process ended by itself ({_code(self.code)})",
            Exit.TIMED_OUT: "out of time",
            Exit.OUT_OF_MEMORY: f"out of memory (limit {size(limits.memory)})",
            Exit.TOO_MUCH_OUTPUT: f"too much output (limit {size(limits.output)})",
        }[self.exit]


# docker-init, the first process, says so of the image's ENTRYPOINT; shells do the same.
NOT_STARTED = {126: "its program cannot be executed", 127: "its program is not there"}
ADVICE = {
    Exit.FINISHED: "potential.py must not end the process: no sys.exit() or os._exit().",
    Exit.CRASHED: "The log has its last words; run it on your own machine in the same runtime.",
    Exit.TIMED_OUT: "Make it faster, or load less.",
    Exit.OUT_OF_MEMORY: "Use smaller weights or batches; /tmp and /dev/shm count as memory.",
    Exit.TOO_MUCH_OUTPUT: "Print less: switch off progress bars and messages for each evaluation.",
}


def _code(code: int | None) -> str:
    if code in NOT_STARTED:
        return f"exit code {code}: {NOT_STARTED[code]}"
    if code is not None and code > 128:
        return f"signal {code - 128}"
    return f"exit code {code}"
