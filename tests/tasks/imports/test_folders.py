"""Importing from the command line: what is told, and that a malformed row leaves nothing behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tasks.cli import main
from tasks.imports.folders import Imported, summary
from tasks.imports.library import Library
from tests.tasks.imports.gscdb138 import extract, spoil


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "gscdb138"
    folder.mkdir()
    return extract(folder, "SIE4x4", "AL2X6")


@pytest.fixture
def published(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "published" / "gscdb138")
    return tmp_path / "published"


def run(folder: Path, library: Path) -> int:
    return main(["import", str(folder), "--library", str(library)])


def files(library: Path) -> list[Path]:
    return [file for file in library.rglob("*") if file.is_file()]


def test_sets_are_named_by_what_they_hold(published: Path, tmp_path: Path) -> None:
    assert run(published, tmp_path / "library") == 0
    library = Library(tmp_path / "library")
    assert library.names() == ["gscdb138/AL2X6", "gscdb138/SIE4x4"]
    assert len(library.load("gscdb138/SIE4x4").systems) == 16
    manifest = library.manifest("gscdb138/SIE4x4")
    assert manifest["counts"] == {"systems": 16, "structures": 44, "skipped": 0}
    needed = ("title", "sources", "origin", "licence", "level", "unit", "sign", "published")
    assert all(manifest[key] for key in needed)


def test_a_table_says_what_came_and_what_no_reader_knows(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (published / "holiday-pictures").mkdir()
    assert run(published, tmp_path / "library") == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[1].split() == ["gscdb138", "2", "22", "57", "0"]
    assert "no reader knows them: holiday-pictures" in told.out
    assert f"Reading {published / 'gscdb138'}" in told.err


def test_what_is_skipped_is_told_by_reason_and_the_rest_by_number() -> None:
    skipped = {"a": "torn", "b": "burnt", "c": "torn", "d": "wet", "e": "lost", "f": "sold"}
    counts = {"systems": 1, "structures": 1, "skipped": 6}
    told = summary(Imported([{"name": "x/y", "counts": counts, "skipped": skipped}], []))
    assert told.splitlines()[2] == "Skipped of x/y: a, c: torn"
    assert told.splitlines()[-1].startswith("Skipped of x/y: 1 more, for other reasons")


def test_one_source_can_be_named_itself(published: Path, tmp_path: Path) -> None:
    assert run(published / "gscdb138", tmp_path / "library") == 0
    assert len(Library(tmp_path / "library").names()) == 2


def test_importing_twice_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    for library in ("one", "two", "two"):
        assert run(published, tmp_path / library) == 0
    one, two = (
        {f.relative_to(tmp_path / name): f.read_bytes() for f in files(tmp_path / name)}
        for name in ("one", "two")
    )
    assert one == two


def test_a_malformed_row_leaves_the_library_as_it_was(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = published / "gscdb138" / "reactions_hartree.csv"
    line = spoil(file, "SIE4x4_16,SIE4x4,", "SIE4x4_16,SIE4x4,x")
    assert run(published, tmp_path / "library") == 2
    assert f"{file}, line {line}: Reference is 'x" in capsys.readouterr().err
    assert not files(tmp_path / "library")


def test_an_earlier_import_survives_a_malformed_one(published: Path, tmp_path: Path) -> None:
    assert run(published, tmp_path / "library") == 0
    before = {file: file.read_bytes() for file in files(tmp_path / "library")}
    spoil(published / "gscdb138" / "geometries.xyz.gz", "charge=", "load=")
    assert run(published, tmp_path / "library") == 2
    assert {file: file.read_bytes() for file in files(tmp_path / "library")} == before


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_a_source_is_told_what_there_could_be(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / name, tmp_path / "library") == 2
    assert "Nothing was imported" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()


def test_a_library_that_cannot_be_written_is_said(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "library").write_text("a file, not a folder")
    assert run(published, tmp_path / "library") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_blob_that_was_changed_is_refused(published: Path, tmp_path: Path) -> None:
    assert run(published, tmp_path / "library") == 0
    library = Library(tmp_path / "library")
    digest = json.loads((tmp_path / "library/manifests/gscdb138/AL2X6.json").read_text())
    file = tmp_path / "library" / "references" / digest["references_sha256"]
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(ValueError, match="does not hold what its name says"):
        library.load("gscdb138/AL2X6")
