"""From a folder of published data to a task that potentials are ranked by."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leaderboard.models import Dataset
from tasks.artefact import read_references, read_systems
from tasks.coupled_cluster import artificial
from tasks.imports.library import Library
from tests.tasks.imports.gscdb138 import extract, spoil
from workers.storage import FolderStore

SETS = ("MB08-165", "MB16-43")  # of one task, which is whole with them


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path / "library"))
    for name in ("INPUTS", "REFERENCES"):
        monkeypatch.delenv(f"ASSAY_STORE_{name}", raising=False)
    return Library(tmp_path / "library")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    (tmp_path / "gscdb138").mkdir()
    return extract(tmp_path / "gscdb138", *SETS)


@pytest.fixture
def own_stores(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("INPUTS", "REFERENCES"):
        monkeypatch.setenv(f"ASSAY_STORE_{name}", str(tmp_path / name.lower()))
    return tmp_path


def command(folder: Path) -> str:
    said = StringIO()
    call_command("import_references", str(folder), stdout=said, stderr=StringIO())
    return said.getvalue()


def test_what_was_imported_is_published_and_registered(
    db: None, published: Path, library: Library, own_stores: Path
) -> None:
    for _ in range(2):
        assert "208" in command(published)
    (dataset,) = Dataset.objects.all()
    assert (dataset.task, dataset.size) == (artificial.TASK.slug, 208)
    inputs = FolderStore(own_stores / "inputs").get(dataset.inputs_sha256)
    references = FolderStore(own_stores / "references").get(dataset.references_sha256)
    assert {s.id for s in read_systems(inputs)} == set(read_references(references))


def test_without_the_stores_it_says_what_to_run_where(
    db: None, published: Path, library: Library
) -> None:
    said = command(published)
    assert "ASSAY_STORE_INPUTS and ASSAY_STORE_REFERENCES not set" in said
    assert "python -m workers.publish --output datasets.json" in said
    assert len(library.names()) == 2
    assert not Dataset.objects.exists()


def test_a_malformed_row_imports_publishes_and_registers_nothing(
    db: None, published: Path, library: Library, own_stores: Path
) -> None:
    line = spoil(published / "reactions_hartree.csv", "MB16-43_9,MB16-43,", "MB16-43_9,MB16-43,?")
    with pytest.raises(CommandError, match=rf"reactions_hartree.csv, line {line}: "):
        command(published)
    assert not library.names()
    assert not Dataset.objects.exists()
    assert not (own_stores / "references").exists()


def test_a_folder_without_a_source_is_refused(db: None, library: Library, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none of the sources"):
        command(tmp_path)
