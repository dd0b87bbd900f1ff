"""The `dataset` of a task that is made of imported sets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from tasks.dataset import Dataset
from tasks.imports.library import Library
from tasks.system import System


def _every(_: System) -> bool:
    return True


@dataclass(frozen=True)
class Published:
    """Calling it gives the systems of all the sets, in their order, that `where` lets pass.

    Raises NotImported where one of them is not in the library.
    module: where the task is written that they belong to.
    """

    names: tuple[str, ...]
    where: Callable[[System], bool] = _every
    module: str = ""

    def __call__(self) -> Dataset:
        library = Library()
        parts = [library.load(name) for name in self.names]
        systems = [s for part in parts for s in part.systems if self.where(s)]
        references = {k: v for part in parts for k, v in part.references.items()}
        return Dataset(systems, {s.id: references[s.id] for s in systems})

    def missing(self) -> list[str]:
        """Those of the sets that the library has not."""
        library = Library()
        return [name for name in self.names if not library.has(name)]


def published(*names: str, where: Callable[[System], bool] = _every) -> Published:
    """Called where the task is written: that module is noted, as namedtuple notes it."""
    return Published(names, where, sys._getframe(1).f_globals["__name__"])
