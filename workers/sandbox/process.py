"""A plain subprocess, for machines without Docker. It seals nothing: our own baselines only."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tasks.meter import Reading, of_processes, of_session
from workers.faults import ServiceFault
from workers.listener import Listener
from workers.sandbox.environment import environment
from workers.sandbox.exits import Ending, Exit
from workers.sandbox.limits import Limits
from workers.sandbox.output import Output

SERVER = Path(__file__).resolve().parents[1] / "guest" / "server.py"
LAST_WORDS_SECONDS = 5


@dataclass
class ProcessSandbox:
    """python: the interpreter of the runtime's virtual environment.

    Of the limits, time, output and restarts hold as in a container; memory holds for one process
    (it gets MemoryError), and pids and cpus not at all.
    """

    python: Path
    limits: Limits
    bundle: Path
    device: str = "cpu"
    digest: str = ""

    def start(self, listener: Listener, seconds: float) -> ProcessRun:
        if not self.python.exists():
            raise ServiceFault(
                f"The runtime is not installed: {self.python}",
                "On the GPU host: python -m deploy.build_images --venv NAME",
            )
        place = {"ASSAY_SUBMISSION": str(self.bundle), "ASSAY_SOCKET": str(listener.path)}
        return ProcessRun(self, place, seconds, listener.directory.parent)

    def close(self) -> None:
        pass


class ProcessRun:
    """A process with its children, in a session and a temporary folder of its own.

    folder: where that one is made; it is swept where this process is killed before it could.
    """

    def __init__(
        self, sandbox: ProcessSandbox, place: dict[str, str], seconds: float, folder: Path
    ) -> None:
        limits = sandbox.limits
        self._why: Exit | None = None
        self._home = tempfile.mkdtemp(prefix="home-", dir=folder)
        self._process = subprocess.Popen(  # noqa: S603 - our own baselines
            [str(sandbox.python), "-I", str(SERVER)],
            env=environment(sandbox.device, home=self._home) | place,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _limit(self._process.pid, limits)
        self._output = Output(limits.output, limits.kept, lambda: self.kill(Exit.TOO_MUCH_OUTPUT))
        assert self._process.stdout is not None
        self._reader = self._output.follow(_chunks(self._process.stdout))
        self._clock = threading.Timer(seconds, self.kill, (Exit.TIMED_OUT,))
        self._clock.daemon = True
        self._clock.start()

    @property
    def log(self) -> str:
        return self._output.text

    def reading(self) -> Reading:
        """The kernel's figures of it and its children; of a GPU, which it shares, nothing."""
        return of_processes(of_session(self._process.pid))

    def ended(self) -> Ending | None:
        code = self._process.poll()
        if code is None:
            return None
        if self._why is not None:
            return Ending(self._why)
        if code == 0:
            return Ending(Exit.FINISHED, 0)
        return Ending(Exit.CRASHED, code if code > 0 else 128 - code)

    def end(self, why: Exit) -> Ending:
        ending = self.ended()
        self.kill(why)  # its children too, where it ended by itself
        self._process.wait()
        self._clock.cancel()
        self._reader.join(timeout=LAST_WORDS_SECONDS)
        shutil.rmtree(self._home, ignore_errors=True)
        return ending or self.ended() or Ending(why)

    def kill(self, why: Exit) -> None:
        if self._process.poll() is None:
            self._why = self._why or why
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _limit(process: int, limits: Limits) -> None:
    """From outside and after the start: code between fork and exec could hang in a lock."""
    hard = {
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CORE: 0,
    }
    with contextlib.suppress(ProcessLookupError):  # it ended already
        for kind, value in hard.items():
            resource.prlimit(process, kind, (value, value))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := os.read(stream.fileno(), 1 << 16):
            yield chunk
