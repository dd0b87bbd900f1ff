"""The lists of MinX: which measurements it uses under ambient conditions (EQ), at high temperature
and pressure (HTP), with partial occupancy (POCC) and for elastic moduli (EM).

A row is a measurement, not a mineral: it belongs to a CIF when that cites the same volume and year.
Of HTP and EM, most rows are measurements that the archive has not, though it has others of the same
mineral.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tasks.imports.cif import Cif
from tasks.imports.rows import Row, rows

LISTS = {name: f"Min{name}_metadata.csv" for name in ("XEQ", "XHTP", "XPOCC", "XEM")}
COLUMNS = ("Mineral_name", "Formula", "Reference")
_YEAR = re.compile(r"\((\d{4})\)\.?$")


def lists(folder: Path, cifs: Mapping[str, Cif]) -> tuple[dict[str, str], dict[str, str]]:
    """By mineral: the lists that its CIF is on ("MinX-EQ, MinX-EM"). By row: why it is on none.

    cifs: by the mineral's name. Raises Malformed.
    """
    found: dict[str, str] = {}
    lacking: dict[str, str] = {}
    for name, file in LISTS.items():
        title = f"Min{name[0]}-{name[1:]}"
        for row in rows(folder / file, COLUMNS):
            mineral = row["Mineral_name"]
            reason = _lacking(row, cifs)
            if reason:
                lacking[f"{title}, line {row.line}: {mineral or row['Formula']}"] = reason
            elif title not in found.get(mineral, ""):
                found[mineral] = ", ".join(filter(None, (found.get(mineral, ""), title)))
    return found, lacking


def _lacking(row: Row, cifs: Mapping[str, Cif]) -> str:
    """Why no CIF is that of the row; "" where one is. Raises Malformed."""
    reference = row.text("Reference")
    year = _YEAR.search(reference)
    if year is None:
        raise row.malformed(f"the reference gives no year: {reference[-40:]!r}")
    mineral = row["Mineral_name"]
    if not mineral:
        return "the list names no mineral"
    if mineral not in cifs:
        return "the archive has no CIF of it"
    cited = [cifs[mineral].text(f"_journal_{each}") for each in ("volume", "year")]
    if cited[1] != year[1] or f", {cited[0]}, " not in reference:
        return "the archive has another measurement of it"
    return ""
