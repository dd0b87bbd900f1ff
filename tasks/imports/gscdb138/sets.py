"""What GSCDB138 says of each of its sets: level of theory, statistics, errors of functionals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.imports.malformed import Malformed
from tasks.imports.rows import Row, rows

DATASETS = "datasets.csv"
FUNCTIONALS = "dft_mae_per_set_kcalmol.csv"
YARDSTICKS = "standard_errors.csv"

COLUMNS = (
    "Name", "Datatype", "Description", "Theory level", "#datapoints",
    "RMS energy(kcal/mol)", "min", "max", "MGCDB84", "GMTKN55", "Error(kcal/mol)",
)  # fmt: skip

WITH_FIELD = ("Dip146", "HR46", "T144", "OEEF", "OEEFD", "Pol130", "SC74")
"""Sets of GSCDB138 and of its spreadsheets whose energies need an external electric field (SC74
and OEEFD are not among the 138). A Structure holds none, so they cannot be imported."""


@dataclass(frozen=True)
class GscdbSet:
    """row: its line of datasets.csv. published: MAE of each functional; cm⁻¹ for V30, else
    kcal/mol. yardstick: what the source divides the errors of functionals by, the same unit."""

    row: Row
    published: Mapping[str, float]
    yardstick: float

    @property
    def name(self) -> str:
        return self.row["Name"]

    @property
    def level(self) -> str:
        return " ".join(self.row["Theory level"].split()) or "not stated by GSCDB138"

    @property
    def noncovalent(self) -> bool:
        return self.row["Datatype"] == "Noncovalent"

    def check(self, energies: Sequence[float]) -> None:
        """Raises Malformed where count, root mean square, least or largest reference (kcal/mol)
        is not the one that the source gives: rows are lost, or a unit is another."""
        if len(energies) != self.row.whole("#datapoints"):
            given = self.row.whole("#datapoints")
            raise self.row.malformed(f"{self.name} has {given} entries, {len(energies)} were found")
        square = (sum(e * e for e in energies) / len(energies)) ** 0.5
        found = {"RMS energy(kcal/mol)": square, "min": min(energies), "max": max(energies)}
        for column, value in found.items():
            if abs(value - self.row.number(column)) > 1e-5 * abs(value) + 1e-4:
                wanted = self.row[column]
                raise self.row.malformed(
                    f"{self.name}: {column} is {wanted}, the references give {value}"
                )


def read_sets(folder: Path) -> dict[str, GscdbSet]:
    """By name, in the source's order. Raises Malformed."""
    table = rows(folder / DATASETS, COLUMNS)
    errors = _by_name(rows(folder / FUNCTIONALS, ("Dataset", "Datatype")), "Dataset")
    yardsticks = _by_name(rows(folder / YARDSTICKS, ("Dataset", "MAE")), "Dataset")
    return {
        name: GscdbSet(
            row,
            _published(_of(errors, name, folder / FUNCTIONALS)),
            _of(yardsticks, name, folder / YARDSTICKS).number("MAE"),
        )
        for name, row in _by_name(table, "Name").items()
    }


def _by_name(table: Sequence[Row], column: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in table:
        if row.text(column) in found:
            raise row.malformed(f"{row[column]} is listed twice")
        if row[column] in WITH_FIELD:
            raise row.malformed(f"{row[column]} needs an external electric field: take it out")
        found[row[column]] = row
    return found


def _of(table: Mapping[str, Row], name: str, file: Path) -> Row:
    if name not in table:
        raise Malformed(file, 0, f"has no row for {name}")
    return table[name]


def _published(row: Row) -> dict[str, float]:
    functionals = [column for column in row.cells if column not in ("Dataset", "Datatype")]
    return {functional: row.number(functional) for functional in functionals}
