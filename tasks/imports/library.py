"""The library: a folder of imported sets, each two artefacts named by SHA-256 and a manifest.

    <library>/inputs/<sha256>          systems
    <library>/references/<sha256>      references
    <library>/manifests/<folder>/<set>.json

A manifest is written last, so a set that is named is there as a whole.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tasks.artefact import read_references, read_systems, sha256, write_references, write_systems
from tasks.dataset import Dataset
from tasks.imports.collection import Collection

HOW_TO_IMPORT = "Import it: python -m tasks import FOLDER-OF-PUBLISHED-DATA"


class NotImported(LookupError):
    """The library has no such set; the text says how to import it."""


def default_library() -> Path:
    """ASSAY_LIBRARY, or var/library in the working directory."""
    return Path(os.environ.get("ASSAY_LIBRARY") or "var/library")


class Library:
    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_library()

    def has(self, name: str) -> bool:
        return self._manifest(name).is_file()

    def names(self) -> list[str]:
        root = self.folder / "manifests"
        return sorted(str(f.relative_to(root).with_suffix("")) for f in root.glob("*/*.json"))

    def manifest(self, name: str) -> dict[str, Any]:
        """Raises NotImported."""
        if not self.has(name):
            raise NotImported(f"{name} has not been imported into {self.folder}. {HOW_TO_IMPORT}")
        found: dict[str, Any] = json.loads(self._manifest(name).read_text())
        return found

    def load(self, name: str) -> Dataset:
        """Raises NotImported; ValueError where a file is not what the manifest names."""
        manifest = self.manifest(name)
        systems = read_systems(self._blob("inputs", manifest["inputs_sha256"]))
        return Dataset(
            systems, read_references(self._blob("references", manifest["references_sha256"]))
        )

    def add(self, collections: Sequence[Collection]) -> list[dict[str, Any]]:
        """The manifests, in order. Everything is built before anything is written."""
        built = [_build(c) for c in collections]
        for manifest, inputs, references in built:
            _write(self.folder / "inputs" / manifest["inputs_sha256"], inputs)
            _write(self.folder / "references" / manifest["references_sha256"], references)
        for manifest, _, _ in built:
            text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
            _write(self._manifest(manifest["name"]), text.encode())
        return [manifest for manifest, _, _ in built]

    def _manifest(self, name: str) -> Path:
        return self.folder / "manifests" / f"{name}.json"

    def _blob(self, store: str, digest: str) -> bytes:
        data = (self.folder / store / digest).read_bytes()
        if sha256(data) != digest:
            raise ValueError(f"{self.folder / store / digest} does not hold what its name says")
        return data


def _build(collection: Collection) -> tuple[dict[str, Any], bytes, bytes]:
    dataset = collection.dataset
    inputs, references = write_systems(dataset.systems), write_references(dataset.references)
    counts = {
        "systems": len(dataset.systems),
        "structures": sum(len(s.structures) for s in dataset.systems),
        "skipped": len(collection.about.skipped),
    }
    digests = {"inputs_sha256": sha256(inputs), "references_sha256": sha256(references)}
    return {**asdict(collection.about), "counts": counts, **digests}, inputs, references


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
