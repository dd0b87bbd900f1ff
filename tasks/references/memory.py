"""What was computed of a fragment is there for every candidate of the batch that holds it.

Equilibrium frames, atoms and starting points of torsions come up again and again; and a job that
was stopped does not begin at its first fragment again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Memory:
    """Plain JSON values by key: for the life of a job, and beyond it where there is a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held: dict[str, Any] = {}
        self.recalled: dict[str, float] = {}
        """What came from other jobs, with the processor seconds that it took them, by key."""

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` returned when it was first asked for `key`, here or in another job."""
        if key not in self._held:
            file = self._file(key)
            if file is not None and file.exists():
                kept = json.loads(file.read_text())
                self.recalled[key] = kept["cpu_seconds"]
                self._held[key] = kept["value"]
            else:
                self._held[key] = self._made(key, make, file)
        return self._held[key]

    def _made(self, key: str, make: Callable[[], Any], file: Path | None) -> Any:
        begun = time.process_time()
        value = make()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}.part")
            seconds = round(time.process_time() - begun, 2)
            part.write_text(json.dumps({"key": key, "cpu_seconds": seconds, "value": value}))
            part.replace(file)
        return value

    def _file(self, key: str) -> Path | None:
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder and self._folder / f"{name}.json"
