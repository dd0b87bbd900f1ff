"""Processes that the demo started, and ends again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PYTHON = sys.executable
Environment = dict[str, str]
GRACE_SECONDS = 15


class StartError(Exception):
    """A part of the demo did not start; the text says which and where its log is."""


@dataclass
class Processes:
    """logs: a folder with one file a process."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], environment: Environment, nice: int = 0) -> None:
        """nice: how much it gives way to the others, up to 19."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*(("nice", "-n", str(nice)) if nice else ()), *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the demo alone, which ends them in order
            )

    def start_visible(self, name: str, arguments: list[str], environment: Environment) -> None:
        """Like `start`, but it prints where the demo prints."""
        command = [PYTHON, *arguments]
        self.running[name] = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def run(self, name: str, command: list[str], environment: Environment) -> str:
        """To its end; returns what it printed. Raises StartError."""
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("a") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode:
            tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
            raise StartError(f"{name} failed:\n{tail}\nThe whole log: {self.logs / name}.log")
        return done.stdout

    def ended(self) -> list[str]:
        return [name for name, process in self.running.items() if process.poll() is not None]

    def stop(self) -> None:
        """The last started first; whoever does not end in time is killed with its children."""
        for process in reversed(self.running.values()):
            _signal(process, signal.SIGTERM)
        for process in reversed(self.running.values()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=GRACE_SECONDS)
            _signal(process, signal.SIGKILL)
            process.wait()
        self.running.clear()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
