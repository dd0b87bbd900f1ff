"""The errors of many potentials on one task as one array: a thousand mappings are slow to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from tasks.structure import Floats

Errors = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Sheet(Mapping[str, Errors]):
    """By potential, then by system id. table: shape (P, n); NaN where there is none."""

    names: tuple[str, ...]
    ids: tuple[str, ...]
    table: Floats

    @classmethod
    def of(cls, ids: Sequence[str], errors: Mapping[str, Errors]) -> Self:
        rows = [[found.get(key, np.nan) for key in ids] for found in errors.values()]
        table = np.array(rows, dtype=float).reshape(len(errors), len(ids))
        return cls(tuple(errors), tuple(ids), table)

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def __getitem__(self, name: str) -> Errors:
        row = self.table[self._row[name]]
        return {key: float(x) for key, x in zip(self.ids, row, strict=True) if not np.isnan(x)}

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
