"""A few sets of the real GSCDB138 in a folder of their own, to be read or spoiled in a moment."""

from __future__ import annotations

import gzip
from pathlib import Path

from tasks.imports.frames import frames
from tasks.imports.gscdb138.entry import COLUMNS, stoichiometry
from tasks.imports.rows import rows
from tests.tasks.imports.data import folder

TABLES = ("datasets.csv", "dft_mae_per_set_kcalmol.csv", "standard_errors.csv")


def extract(target: Path, *sets: str) -> Path:
    """target: an empty folder, which then holds what GSCDB138 has of these sets."""
    source = folder("gscdb138")
    for name in TABLES:
        head, *lines = (source / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.split(",")[0] in sets]
        (target / name).write_text(head + "".join(kept), encoding="utf-8")
    head, *lines = (source / "reactions_hartree.csv").read_text().splitlines(keepends=True)
    kept = [line for line in lines if line.split(",")[1] in sets]
    (target / "reactions_hartree.csv").write_text(head + "".join(kept))
    used = {
        species
        for row in rows(target / "reactions_hartree.csv", COLUMNS)
        for species in stoichiometry(row)
    }
    _geometries(source / "geometries.xyz.gz", target / "geometries.xyz.gz", used)
    return target


def _geometries(source: Path, target: Path, used: set[str]) -> None:
    lines = gzip.decompress(source.read_bytes()).decode().splitlines(keepends=True)
    wanted = [frame for frame in frames(source) if frame.text("name") in used]
    text = "".join(line for f in wanted for line in lines[f.line - 1 : f.line + 1 + len(f.numbers)])
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


def spoil(file: Path, old: str, new: str) -> int:
    """Change the first `old` of the file; the line that it stands on."""
    packed = file.suffix == ".gz"
    data = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    text = data.decode()
    at = text.index(old)
    data = text.replace(old, new, 1).encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    return text.count("\n", 0, at) + 1
