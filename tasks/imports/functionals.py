"""What density functionals miss on the sets of a task, as published with the sets."""

from __future__ import annotations

from collections import Counter

from tasks.imports.library import Library
from tasks.task import Task

SHOWN = ("wB97M-V", "r2SCAN0", "PBE0", "B3LYP")
"""Of the sixteen of GSCDB138: its best hybrid, and those whose kin potentials are trained on."""

UNIT = "kcal/mol"


def published_errors(task: Task) -> dict[str, dict[str, float]]:
    """Mean absolute errors by set ("S66") and functional ("wB97M-V"), in UNIT.

    Only of sets that the task asks whole: the others' errors are of other systems. Empty where
    nothing is published, or the sets are not imported.
    """
    names: tuple[str, ...] = getattr(task.dataset, "names", ())
    if not names or task.missing():
        return {}
    library = Library()
    asked = Counter(system.tags.get("set") for system in task.dataset().systems)
    found = {}
    for manifest in map(library.manifest, names):
        of = manifest["name"].partition("/")[2]
        if manifest["published_unit"] == UNIT and asked[of] == manifest["counts"]["systems"]:
            found[of] = {name: float(error) for name, error in manifest["published"].items()}
    return found


def lines(task: Task) -> list[str]:
    """For a terminal: a line for each set, with the functionals SHOWN."""
    found = []
    for of, errors in published_errors(task).items():
        shown = ", ".join(f"{name} {errors[name]:.2f}" for name in SHOWN if name in errors)
        found.append(f"{of}: {shown}")
    return found
