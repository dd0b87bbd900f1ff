"""Libraries of published sets for tests of the tasks that are made of them, each made once."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tasks.imports.library import Library
from tasks.imports.readers import READERS
from tests.tasks.imports.data import folder


@cache
def library(name: str) -> Path:
    """A library that holds the sets of one source folder; skips where the data are not here."""
    place = Path(tempfile.mkdtemp(prefix="library-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    Library(place).add(READERS[name](folder(name)))
    return place
