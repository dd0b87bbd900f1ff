"""One page with all pictures, to look at them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

HEAD = """<!doctype html><meta charset="utf-8"><title>Every page of Assay</title><style>
body{font:15px system-ui;margin:2rem;background:#777;color:#fff}h2{margin:2rem 0 .5rem}
div{display:flex;gap:1rem;align-items:flex-start;overflow-x:auto}figure{margin:0}
img{height:24rem;width:auto;max-width:40rem;object-fit:cover;object-position:top;background:#fff}
figcaption{font-size:.8rem}a{color:#fff}</style><h1>Every page of Assay</h1>
"""


def write(folder: Path, pictures: Mapping[str, Sequence[str]], left_out: Sequence[str]) -> Path:
    """pictures: by page, the files of it, relative to the folder."""
    parts = [HEAD]
    for name, files in pictures.items():
        shots = "".join(_figure(file) for file in files)
        parts.append(f'<h2 id="{escape(name)}">{escape(name)}</h2><div>{shots}</div>\n')
    if left_out:
        parts.append(f"<p>Left out, for nothing in the database fills them: {', '.join(left_out)}")
    index = folder / "index.html"
    index.write_text("".join(parts))
    return index


def _figure(file: str) -> str:
    name = escape(file)
    return (
        f'<figure><a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>'
        f"<figcaption>{name}</figcaption></figure>"
    )
