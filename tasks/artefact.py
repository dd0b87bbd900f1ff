"""Inputs, references and predictions as bytes: npz without pickle, the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.prediction import Prediction, State
from tasks.structure import Structure
from tasks.system import Arrays, System

META = "meta"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_systems(systems: Iterable[System]) -> bytes:
    arrays: dict[str, NDArray[Any]] = {}
    meta = []
    for i, system in enumerate(systems):
        meta.append(_describe(system))
        for j, structure in enumerate(system.structures.values()):
            for name in ("numbers", "positions", "cell", "pbc"):
                arrays[f"{i}/{j}/{name}"] = getattr(structure, name)
        arrays.update({f"{i}/settings/{k}": v for k, v in system.settings.items()})
    return _pack(arrays, meta)


def read_systems(data: bytes) -> list[System]:
    arrays, meta = _unpack(data)
    parts = _parts(arrays)
    return [_system(described, parts.get(str(i), {})) for i, described in enumerate(meta)]


def write_references(references: Mapping[str, Arrays]) -> bytes:
    keys = list(references)
    arrays = {f"{i}/{k}": v for i, key in enumerate(keys) for k, v in references[key].items()}
    return _pack(arrays, keys)


def read_references(data: bytes) -> dict[str, Arrays]:
    arrays, keys = _unpack(data)
    parts = _parts(arrays)
    return {key: parts.get(str(i), {}) for i, key in enumerate(keys)}


def write_predictions(predictions: Sequence[Prediction]) -> bytes:
    arrays = {f"{i}/{k}": v for i, p in enumerate(predictions) for k, v in p.arrays.items()}
    meta = [
        {"system": p.system, "state": p.state, "note": p.note, "seconds": p.seconds}
        for p in predictions
    ]
    return _pack(arrays, meta)


def read_predictions(data: bytes) -> list[Prediction]:
    arrays, meta = _unpack(data)
    parts = _parts(arrays)
    return [
        Prediction(m["system"], State(m["state"]), parts.get(str(i), {}), m["note"], m["seconds"])
        for i, m in enumerate(meta)
    ]


def _describe(system: System) -> dict[str, Any]:
    structures = [[k, s.charge, s.spin] for k, s in system.structures.items()]
    tags, cluster = dict(system.tags), system.cluster
    return {"id": system.id, "structures": structures, "tags": tags, "cluster": cluster}


def _system(described: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> System:
    parts = _parts(arrays)
    structures = {
        name: Structure(**parts.get(str(j), {}), charge=charge, spin=spin)
        for j, (name, charge, spin) in enumerate(described["structures"])
    }
    settings = parts.get("settings", {})
    return System(described["id"], structures, settings, described["tags"], described["cluster"])


def _parts(arrays: Mapping[str, NDArray[Any]]) -> dict[str, dict[str, NDArray[Any]]]:
    """By what stands before the first slash; in one pass, for sets have thousands of systems."""
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for key, array in arrays.items():
        first, _, rest = key.partition("/")
        found.setdefault(first, {})[rest] = array
    return found


def _pack(arrays: Mapping[str, NDArray[Any]], meta: Any) -> bytes:
    text = np.frombuffer(json.dumps(meta, sort_keys=True).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in {META: text, **arrays}.items():
            archive.writestr(_entry(name), _npy(array))
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Neither the clock nor the operating system nor a zlib version gets into the bytes."""
    entry = zipfile.ZipInfo(f"{name}.npy")
    entry.create_system, entry.compress_type = 3, zipfile.ZIP_STORED
    return entry


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asanyarray(array), allow_pickle=False)
    return buffer.getvalue()


def _unpack(data: bytes) -> tuple[dict[str, NDArray[Any]], Any]:
    """Raises ValueError where it is none of ours: who reads may trust the writer less than itself.

    Nothing in it is packed, so it takes no more memory than its own length.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
        if packed or sum(entry.file_size for entry in entries) > len(data):
            raise ValueError("an artefact that grows when it is read")
        arrays = {e.filename.removesuffix(".npy"): _array(archive.read(e)) for e in entries}
    return arrays, json.loads(arrays.pop(META).tobytes())


def _array(data: bytes) -> NDArray[Any]:
    """Its header is held against its length: NumPy makes room for whatever a header says."""
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("an array in a format that we do not write")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    if not dtype.hasobject and prod(shape) * dtype.itemsize != len(data) - stream.tell():
        raise ValueError(f"an array of shape {shape} and {dtype} in {len(data)} bytes")
    stream.seek(0)
    return np.asarray(np.lib.format.read_array(stream, allow_pickle=False))
