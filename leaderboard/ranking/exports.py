"""A document of the ranking as CSV, as BibTeX and as JSON; a snapshot's and a live one's alike."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute
ESCAPED = str.maketrans(
    {c: f"\\{c}" for c in "{}%$&#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def as_json(document: Document) -> str:
    """One text for one document, whatever order its keys come in: its hash names it."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def as_csv(document: Document) -> str:
    """One line a potential, reference lines last; units are in the first line."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_header(document))
    for row in (*document["rows"], *document["reference_lines"]):
        writer.writerow([_plain(value) for value in _line(row, document)])
    return written.getvalue()


def _header(document: Document) -> list[str]:
    names = ["place from", "place to", "ranked apart", "potential", "id", "submission", "link"]
    names += _measured("score (0 to 1)")
    for domain in document["domains"]:
        names += _measured(f"{domain} score (0 to 1)")
    for task in document["tasks"]:
        unit = "score (0 to 1)" if _scores(document) else f"{task['metric']} ({task['unit']})"
        what = f"{task['id']} v{task['version']}"
        names += [*_measured(f"{what} {unit}"), f"{what} answered (systems)"]
        names += [f"{what} asked (systems)", f"{what} state"]
    for one in document["about"]:
        both = ["answered (systems)", "asked (systems)"]
        names += both if one["id"] == "coverage" else [one["title"].lower()]
    return names


def _measured(name: str) -> list[str]:
    return [name, f"{name} low", f"{name} high"]


def _scores(document: Document) -> bool:
    return bool(document["values"] == "score")


def _line(row: Document, document: Document) -> Iterator[Any]:
    yield from row["place"] or ("", "")
    yield "breaks an exact law" if row.get("apart") else ""  # tables kept before there were two
    yield from (row["potential"], row["slug"], row["submission"], row["link"])
    yield from row["score"]
    for domain in document["domains"]:
        yield from row["domains"][domain]
    for task in document["tasks"]:
        cell = row["tasks"][task["id"]]
        yield from (cell["score"] if _scores(document) else cell["value"]) or ("", "", "")
        yield from (cell["answered"], cell["asked"], cell["mark"] or "answered")
    for one in document["about"]:
        value = row["about"][one["id"]]
        yield from value if one["id"] == "coverage" else [value]


def _plain(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = ", ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def as_bibtex(document: Document, address: str, when: str) -> str:
    """The potentials' own papers, and this table. address, when: of the table."""
    rows = (*document["rows"], *document["reference_lines"])
    entries = [_entry(row["slug"], _potential(row)) for row in rows]
    return "\n\n".join([_entry(f"assay-{when}", _table(address, when)), *entries]) + "\n"


def _table(address: str, when: str) -> dict[str, str]:
    return {
        "title": _braced("Assay: a ranking of interatomic potentials"),
        "howpublished": f"\\url{{{_link(address)}}}",
        "year": when[:4],
        "note": _escaped(f"As of {when}"),
    }


def _potential(row: Document) -> dict[str, str]:
    """Without a year: when the paper came out is not known here."""
    return {
        "title": _braced(row["potential"]),
        "author": " and ".join(_escaped(name) for name in _names(row["authors"])),
        "howpublished": f"\\url{{{_link(row['link'])}}}",
        "note": _escaped(f"Assay submission {row['submission']}, published {row['published']}"),
    }


def _names(authors: str) -> Sequence[str]:
    """“A. Author, B. Author and C. Author” is three."""
    return [name.strip() for name in re.split(r"[,;]|\band\b", authors) if name.strip()]


def _entry(key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _braced(text: str) -> str:
    """Case is kept: “GFN2-xTB” is a name."""
    return f"{{{_escaped(text)}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(ESCAPED)


def _link(address: str) -> str:
    """In an address only braces and backslashes would end the entry early."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", address)
