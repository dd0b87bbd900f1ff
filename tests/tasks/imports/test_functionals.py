"""What functionals miss, as published, beside what a potential misses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import table
from tasks.coupled_cluster import artificial, metal_ions
from tasks.imports.functionals import lines, published_errors
from tasks.imports.library import Library
from tasks.imports.readers import READERS
from tasks.registry import find
from tests.tasks.imports.gscdb138 import extract

SETS = ("MB08-165", "MB16-43", "CUAGAU83", "MME52", "MOBH28", "ROST61", "TMB11")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    published = extract(tmp_path_factory.mktemp("gscdb138"), *SETS)
    library = Library(tmp_path_factory.mktemp("library"))
    library.add(READERS["gscdb138"](published))
    return library.folder


@pytest.fixture(autouse=True)
def _library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(folder))


def test_each_set_has_its_sixteen_functionals() -> None:
    errors = published_errors(artificial.TASK)
    assert list(errors) == ["MB08-165", "MB16-43"]
    assert {len(of) for of in errors.values()} == {16}
    assert errors["MB16-43"]["wB97M-V"] < errors["MB16-43"]["B3LYP"]


def test_a_set_that_is_asked_in_part_has_no_published_error() -> None:
    """Its neutral systems are in another task: functionals' errors are of both together."""
    assert "ROST61" in {name.partition("/")[2] for name in Library().names()}
    assert not published_errors(metal_ions.TASK)


def test_a_terminal_shows_them() -> None:
    shown = table.description(artificial.TASK)
    assert all(line in " ".join(shown.split()) for line in lines(artificial.TASK))
    assert "MB16-43: wB97M-V " in shown


def test_builtin_and_missing_ones_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not published_errors(find("barrier-heights"))
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path))
    assert not published_errors(artificial.TASK)
