"""The practice split: computed from a public seed, and shipped with the project."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from tasks.artefact import read_references, read_systems
from tasks.dataset import Dataset

FOLDER = Path(__file__).resolve().parents[1] / "references" / "practice"


def practice(slug: str) -> Callable[[], Dataset]:
    """The `dataset` of the task; calling it raises FileNotFoundError where it was not shipped."""

    def dataset() -> Dataset:
        inputs, references = (
            gzip.decompress((FOLDER / f"{slug}.{part}.npz.gz").read_bytes())
            for part in ("inputs", "references")
        )
        return Dataset(read_systems(inputs), read_references(references))

    return dataset
