"""What a job may take."""

from __future__ import annotations

import resource
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """seconds: of CPU time, which does not depend on what else the machine does; of wall time a job
    may take `patience` times as much. memory_mb: of the whole process. attempts: of a job that
    crashes; what runs into its limits is not tried again."""

    seconds: int = 900
    memory_mb: int = 6000
    attempts: int = 2
    patience: float = 10.0

    @property
    def wall_seconds(self) -> float:
        return self.seconds * self.patience

    def impose(self) -> None:
        """On this process, for good: beyond the time it is killed (SIGXCPU), beyond the memory
        allocations fail."""
        bytes_ = self.memory_mb * 1024**2
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds, self.seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
