"""Image archives as `docker save` writes them, made by hand so that they can lie."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from workers.faults import SubmissionFault
from workers.image import check
from workers.image_archive import ImageLimits

USUAL = {"User": "65534:65534", "Entrypoint": ["python3"]}
Files = list[tuple[str, bytes]]


def tar(files: Files) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def layer(text: str = "hello") -> bytes:
    return tar([("hello.txt", text.encode())])


def config(layers: list[bytes], **changes: Any) -> bytes:
    """changes: to the settings below `config`, or, for architecture, os and rootfs, beside it."""
    ids = ["sha256:" + hashlib.sha256(one).hexdigest() for one in layers]
    whole: dict[str, Any] = {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": ids},
    }
    whole |= {name: changes.pop(name) for name in list(changes) if name in whole}
    return json.dumps(whole | {"config": USUAL | changes}).encode()


def image(
    layers: list[bytes] | None = None,
    tags: list[str] | None = None,
    packed: bool = False,
    **changes: Any,
) -> Files:
    """The files of an archive. packed: layers compressed by gzip, as some tools write them."""
    layers = [layer()] if layers is None else layers
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "config.json", "RepoTags": tags or [], "Layers": names}]
    stored = [gzip.compress(one) if packed else one for one in layers]
    return [
        ("config.json", config(layers, **changes)),
        *zip(names, stored, strict=True),
        ("manifest.json", json.dumps(manifest).encode()),
    ]


def saved(files: Files, path: Path) -> Path:
    path.write_bytes(tar(files))
    return path


def replaced(files: Files, name: str, content: bytes) -> Files:
    return [(n, content if n == name else c) for n, c in files]


def refused(path: Path, words: str, limits: ImageLimits | None = None) -> None:
    with pytest.raises(SubmissionFault, match=words) as raised:
        check(path, limits)
    assert raised.value.advice
