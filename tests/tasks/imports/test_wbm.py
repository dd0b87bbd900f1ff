"""Matbench Discovery's test set: fetched by its checksum or not at all, and read without traps."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tasks.cli import main
from tasks.imports.fetch import WBM, NotFetched, Remote, fetch
from tasks.imports.library import Library
from tasks.imports.malformed import Malformed
from tasks.imports.wbm import FOLDER, NAME, STRUCTURES, SUMMARY, read
from tests.tasks.imports import wbm


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A folder of published files, on loopback."""
    published = wbm.publish(tmp_path / "published")
    handler = partial(Quiet, directory=str(published))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def remote(web: str, tmp_path: Path, name: str) -> Remote:
    data = (tmp_path / "published" / FOLDER / name).read_bytes()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return Remote(name, f"{web}/{name}", md5, most=1_000_000)


def test_what_was_fetched_is_imported(web: str, tmp_path: Path) -> None:
    files = [remote(web, tmp_path, name) for name in (SUMMARY, STRUCTURES)]
    said: list[str] = []
    fetch(files, tmp_path / "here" / FOLDER, said.append)
    fetch(files, tmp_path / "here" / FOLDER, said.append)
    assert sum("Fetching" in line for line in said) == 2
    assert sum("already" in line for line in said) == 2
    library = tmp_path / "library"
    assert main(["import", str(tmp_path / "here"), "--library", str(library)]) == 0
    assert len(Library(library).load(NAME).systems) == 15


def test_a_file_that_is_not_the_published_one_is_refused_and_not_kept(
    web: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mallory's mirror: its files have other checksums than those that came with the code."""
    assert main(["fetch-wbm", str(tmp_path / "here"), "--mirror", web]) == 2
    assert "is not what was published" in capsys.readouterr().err
    assert list((tmp_path / "here" / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": "file:///etc/hostname"}, "no web address"),
        ({"most": 10}, "larger than 10 bytes"),
        ({"name": "gone.csv"}, "cannot be fetched"),
    ],
)
def test_what_cannot_be_had(
    web: str, tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    there = remote(web, tmp_path, SUMMARY)
    given = {**vars(there), **change}
    if "name" in change:
        given["url"] = f"{web}/gone.csv"
    with pytest.raises(NotFetched, match=reason):
        fetch([Remote(**given)], tmp_path / "here", lambda _: None)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_file_that_was_spoilt_on_the_disk_is_fetched_again(web: str, tmp_path: Path) -> None:
    (tmp_path / SUMMARY).write_text("half of it")
    file = remote(web, tmp_path, SUMMARY)
    fetch([file], tmp_path, lambda _: None)
    assert hashlib.md5((tmp_path / SUMMARY).read_bytes()).hexdigest() == file.md5


def test_checksums_are_pinned_and_addresses_are_of_the_publisher() -> None:
    assert {file.name for file in WBM} == {SUMMARY, STRUCTURES}
    for file in WBM:
        assert len(file.md5) == 32
        assert file.url.startswith("https://figshare.com/")


def test_energies_of_the_elements_are_what_remains(tmp_path: Path) -> None:
    (collection,) = read(wbm.publish(tmp_path))
    for system in collection.dataset.systems:
        symbols = system.structures["start"].to_atoms().get_chemical_symbols()
        elements = sum(wbm.ELEMENTS[symbol] for symbol in symbols)
        assert float(system.settings["elements"]) == pytest.approx(elements)


def test_prototypes_that_are_there_twice_or_of_no_known_distance_are_left_out(
    tmp_path: Path,
) -> None:
    alloys = wbm.alloys()
    names = list(alloys)
    table = [
        wbm.HEADER,
        wbm.row(names[0], alloys[names[0]], -0.1, "0.02"),
        wbm.row(names[1], alloys[names[1]], -0.1, "0.02", unique="False"),
        wbm.row(names[2], alloys[names[2]], -0.1, ""),
    ]
    (collection,) = read(wbm.publish(tmp_path, table))
    assert [s.id for s in collection.dataset.systems] == names[:1]
    assert set(collection.about.skipped) == {names[2]}


def bad(what: str) -> list[str]:
    table = wbm.lines()
    changes = {
        "twice": table[1],
        "sites": table[1].replace(",2,", ",3,", 1).replace("wbm-1-1,", "wbm-1-15,"),
        "number": table[15].replace(",-0.1,", ",much,", 1),
        "unique": table[15].replace("True", "perhaps"),
        "structure": table[15].replace("wbm-1-15", "wbm-1-99"),
    }
    return [*table[:15], changes[what]]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("twice", "a second wbm-1-1"),
        ("sites", "3 sites, and 2 in its structure"),
        ("number", "not a number"),
        ("unique", "not True or False"),
        ("structure", "has no wbm-1-99.extxyz"),
    ],
)
def test_a_row_that_cannot_be(tmp_path: Path, what: str, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        read(wbm.publish(tmp_path, bad(what)))


def test_a_structure_that_is_none(tmp_path: Path) -> None:
    folder = wbm.publish(tmp_path)
    with zipfile.ZipFile(folder / STRUCTURES, "w") as archive:
        for name in wbm.alloys():
            archive.writestr(f"{name}.extxyz", "two\n\nCu 0 0 0\n")
    with pytest.raises(Malformed, match="no extended xyz"):
        read(folder)
