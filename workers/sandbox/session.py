"""A submission in its sandbox as a tasks.potential.Potential: started, asked, ended."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from tasks.meter import Reading
from tasks.potential import Answer, Capabilities, Failed, NoAnswer, TimedOut
from tasks.structure import Structure
from workers.faults import SubmissionFault
from workers.listener import Listener
from workers.remote import RemotePotential
from workers.sandbox.exits import ADVICE, Ending, Exit
from workers.sandbox.sandbox import Run, Sandbox

CONNECTED_NOT = "The container ended before it connected"
LAST_BREATH_SECONDS = 2.0  # from a closed connection to the end of the process that had it
LOOK_EVERY = 0.05
ENDED = ("The potential ended while", CONNECTED_NOT)  # of a hello: the container says more
LATE = ("The potential did not connect", "The potential did not finish loading")
HUNG_UP = "it closed the connection"  # workers.stream.Closed, in the words of RemotePotential.dead


class Session:
    """`with open_sandbox(...) as potential:` then ask; leaving ends and removes everything.

    capabilities: as declared at the first start.
    image_digest: of the image that runs; "" without containers.
    exit: how the last start ended, FINISHED where nothing went wrong; None before.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        clean_up: Callable[[], None] = lambda: None,
        folder: Path | None = None,
    ) -> None:
        """clean_up: called once everything is ended. folder: for its sockets; one that is swept
        when this process is killed, or the system's temporary folder."""
        self.limits = sandbox.limits
        self.image_digest = sandbox.digest
        self.exit: Exit | None = None
        self.starts = 0
        self.capabilities = Capabilities()
        self._sandbox, self._clean_up, self._folder = sandbox, clean_up, folder
        self._logs: list[str] = []
        self._deadline = 0.0
        self._listener: Listener | None = None
        self._run: Run | None = None
        self._remote: RemotePotential | None = None
        self._hopeless = ""
        self._forgiven = 0
        self._load_seconds: float | None = None

    def __enter__(self) -> Self:
        """Start it and wait for its hello. Raises SubmissionFault, with `log` still there."""
        self._deadline = time.monotonic() + self.limits.run_seconds
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        assert self._remote is not None
        self.capabilities = self._remote.capabilities
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The container is gone afterwards, whatever happened. May be repeated."""
        clean_up, self._clean_up = self._clean_up, lambda: None
        with contextlib.ExitStack() as last:
            last.callback(clean_up)
            last.callback(self._sandbox.close)
            last.callback(self._stop, Exit.FINISHED)
            self._hopeless = self._hopeless or "the run is over"

    def cancel(self) -> None:
        """From any thread: kill it now, for good. Whoever waits for its answer gets Failed."""
        self._hopeless = "the run was cancelled"
        if run := self._run:
            run.kill(Exit.FINISHED)

    @property
    def log(self) -> str:
        """What it printed, start by start, bounded."""
        run = self._run  # another thread may read this while the run ends
        now = [run.log] if run else []
        texts = [text for text in [*self._logs, *now] if text]
        return "\n[… started anew …]\n".join(texts)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises NoAnswer; after one that ended the container, the next call starts it anew."""
        remote = self._remote or self._start_anew()
        remaining = self._deadline - time.monotonic()
        remote.request_timeout = max(0.01, min(self.limits.request_seconds, remaining))
        try:
            return remote.evaluate(structures, properties)
        except NoAnswer as silence:
            if remote.dead is None:
                raise
            explained = self._explain(silence)
            explained.ended = True
            raise explained from None

    def reading(self) -> Reading:
        """What it uses up now, and how long its last start took from the container to its hello."""
        found = self._run.reading() if self._run else Reading()
        return replace(found, load_seconds=self._load_seconds)

    def forgive(self) -> None:
        """Its last end does not count against its restarts."""
        self._forgiven += 1

    def _start(self) -> None:
        self.starts += 1
        seconds = self._deadline - time.monotonic()
        began = time.monotonic()
        until = began + min(self.limits.load_seconds, seconds)
        self._listener = Listener(self._folder)
        self._run = self._sandbox.start(self._listener, seconds)
        if self._hopeless:  # cancelled while Docker made the container
            self._run.kill(Exit.FINISHED)
        try:
            peer = self._listener.accept(until - time.monotonic(), self._watch)
            left = max(0.01, until - time.monotonic())
            timeout = self.limits.request_seconds
            self._remote = RemotePotential(peer, request_timeout=timeout, load_timeout=left)
            self._load_seconds = time.monotonic() - began
        except SubmissionFault as fault:
            ended = fault.reason.startswith(ENDED)
            ending = self._settle() if ended else None
            self._stop(Exit.TIMED_OUT if fault.reason.startswith(LATE) else Exit.CRASHED)
            raise _not_loaded(ending, fault, self) from None

    def _start_anew(self) -> RemotePotential:
        """Raises Failed or TimedOut where that is of no use."""
        if time.monotonic() >= self._deadline:
            raise TimedOut(f"not asked: the whole run may take {self.limits.run_seconds:g} s")
        if not self._hopeless and self.starts - self._forgiven > self.limits.restarts:
            self._hopeless = f"the container ended {self.starts} times and is not started again"
        if self._hopeless:
            raise Failed(f"not asked: {self._hopeless}")
        try:
            self._start()
        except SubmissionFault as fault:
            raise Failed(f"it could not be started anew: {fault.reason}") from None
        assert self._remote is not None
        return self._remote

    def _explain(self, silence: NoAnswer) -> NoAnswer:
        """Ends what is left of the container, and says what became of it."""
        closed = self._remote is not None and (self._remote.dead or "").startswith(HUNG_UP)
        ending = self._settle() if closed else None
        self._stop(Exit.TIMED_OUT if isinstance(silence, TimedOut) else Exit.CRASHED)
        if time.monotonic() >= self._deadline:
            return TimedOut(f"the whole run may take {self.limits.run_seconds:g} s")
        if isinstance(silence, TimedOut):
            limit = f"{self.limits.request_seconds:g} s"
            return TimedOut(f"no answer within {limit}; the container was ended")
        if ending is None:
            return silence
        return Failed(f"the container ended: {ending.words(self.limits)}")

    def _watch(self) -> None:
        """Raises SubmissionFault where the container ended before it connected."""
        if self._run is not None and self._run.ended():
            raise SubmissionFault(f"{CONNECTED_NOT}.")

    def _settle(self) -> Ending | None:
        """How the container ended, if it does within a moment after its connection closed."""
        deadline = time.monotonic() + LAST_BREATH_SECONDS
        ending = None
        while self._run and not (ending := self._run.ended()) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        return ending

    def _stop(self, why: Exit) -> None:
        remote, self._remote = self._remote, None
        run, self._run = self._run, None
        listener, self._listener = self._listener, None
        with contextlib.ExitStack() as last:
            if listener:
                last.callback(listener.close)
            if run:
                last.callback(self._end, run, why)
            if remote:
                remote.close()

    def _end(self, run: Run, why: Exit) -> None:
        try:
            self.exit = run.end(why).exit
        finally:
            self._logs.append(run.log)


def _not_loaded(ending: Ending | None, fault: SubmissionFault, session: Session) -> SubmissionFault:
    """How the container ended where it did, else what was wrong with what it said."""
    if ending is None:
        return fault
    words = ending.words(session.limits)
    return SubmissionFault(
        f"The container ended before the potential was loaded: {words}.", ADVICE[ending.exit]
    )
