"""Imported sets, each system made into what a task asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tasks.dataset import Dataset
from tasks.imports.published import Published
from tasks.system import Arrays, System

Make = Callable[[System, Arrays], tuple[System, Arrays]]


@dataclass(frozen=True)
class Prepared:
    """A task's `dataset`, as Published is; make: of a system and its reference, the task's own.

    Raises NotImported where a set is not in the library.
    """

    published: Published
    make: Make

    @property
    def module(self) -> str:
        return self.published.module

    def __call__(self) -> Dataset:
        found = self.published()
        made = [self.make(s, found.references[s.id]) for s in found.systems]
        return Dataset([s for s, _ in made], {s.id: reference for s, reference in made})

    def missing(self) -> list[str]:
        """Those of the sets that the library has not."""
        return self.published.missing()
