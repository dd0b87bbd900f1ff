"""Two files of one name: one to be looked at, one to be run."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("potential.py", GOOD)
        archive.writestr("potential.py", "import os\n" + GOOD)
