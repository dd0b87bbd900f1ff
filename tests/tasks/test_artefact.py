from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tasks.artefact import (
    read_predictions,
    read_references,
    read_systems,
    sha256,
    write_predictions,
    write_references,
    write_systems,
)
from tasks.prediction import Prediction, State
from tasks.structure import Structure
from tasks.system import System
from tests.tasks.argon import dataset, pair


def crystal() -> System:
    box = Structure(
        np.array([11, 17], dtype=np.int32), np.array([[0, 0, 0], [2.8, 0, 0]]), np.eye(3) * 5.6,
        np.array([True, True, False]), charge=-1, spin=3,
    )  # fmt: skip
    settings = {"coefficients": np.array([1.0, -2.0]), "seed": np.array(7.0)}
    return System("NaCl.slab", {"slab": box, "apart": pair(4.0)}, settings, {"by": "ionic"}, "NaCl")


def test_systems_come_back_as_they_were() -> None:
    wanted = crystal()
    [argon, found] = read_systems(write_systems([dataset().systems[0], wanted]))
    assert argon.id == "ar-3.4"
    assert list(found.structures) == ["slab", "apart"]
    for name, structure in found.structures.items():
        for part in ("numbers", "positions", "cell", "pbc", "charge", "spin"):
            assert np.array_equal(getattr(structure, part), getattr(wanted.structures[name], part))
    assert (found.tags, found.cluster, found.kind) == ({"by": "ionic"}, "NaCl", "materials")
    assert found.settings["coefficients"].tolist() == [1.0, -2.0]
    assert found.settings["seed"].shape == ()


def test_references_come_back_as_they_were() -> None:
    references = dict(dataset().references)
    found = read_references(write_references(references))
    assert list(found) == list(references)
    for key, arrays in references.items():
        assert {k: v.tobytes() for k, v in found[key].items()} == {
            k: v.tobytes() for k, v in arrays.items()
        }


def test_more_than_ten_systems_do_not_mix_up_their_arrays() -> None:
    references = {f"s{i}": {"energy": np.array(float(i))} for i in range(123)}
    found = read_references(write_references(references))
    assert [float(found[f"s{i}"]["energy"]) for i in range(123)] == list(range(123))


@pytest.mark.parametrize("state", State)
def test_predictions_come_back_as_they_were(state: State) -> None:
    arrays = {"energy": np.array([-0.01])} if state is State.ANSWERED else {}
    [found] = read_predictions(write_predictions([Prediction("ar-3.4", state, arrays, "Å", 1.5)]))
    assert (found.system, found.state, found.note, found.seconds) == ("ar-3.4", state, "Å", 1.5)
    assert set(found.arrays) == set(arrays)


def test_the_same_content_has_the_same_bytes() -> None:
    assert write_systems(dataset().systems) == write_systems(dataset().systems)
    assert write_references(dataset().references) == write_references(dataset().references)


def test_what_was_read_is_written_as_the_same_bytes() -> None:
    data = write_systems([crystal(), *dataset().systems])
    assert write_systems(read_systems(data)) == data


def test_one_changed_digit_changes_the_name() -> None:
    references = {k: dict(v) for k, v in dataset().references.items()}
    before = sha256(write_references(references))
    references["ar-3.4"]["energy"] = references["ar-3.4"]["energy"] + 1e-15
    assert sha256(write_references(references)) != before


class Bomb:
    """Mallory's object: unpickling it would call what she chose."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("unpickled",))


@pytest.mark.parametrize("read", [read_systems, read_references, read_predictions])
def test_pickles_are_refused(read: Callable[[bytes], object]) -> None:
    buffer = io.BytesIO()
    arrays: Any = {"meta": np.zeros(2, np.uint8), "0/energy": np.array([Bomb()], object)}
    np.savez(buffer, **arrays)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        read(buffer.getvalue())


def test_objects_are_never_written_as_pickles() -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject array"):
        write_references({"ar": {"energy": np.array([Bomb()], dtype=object)}})


@pytest.mark.parametrize("read", [read_systems, read_references, read_predictions])
def test_a_bomb_is_refused_before_it_is_unpacked(read: Callable[[bytes], object]) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, meta=np.zeros(10_000_000, np.uint8))
    assert len(buffer.getvalue()) < 20_000
    with pytest.raises(ValueError, match="grows"):
        read(buffer.getvalue())


def test_entries_that_share_their_bytes_are_refused() -> None:
    """One array in the file, a thousand in its table of contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("meta.npy", bytes(100_000))
        archive.filelist.extend(archive.filelist * 999)
    with pytest.raises(ValueError, match="grows"):
        read_predictions(buffer.getvalue())


def test_a_header_that_asks_for_all_memory_is_refused() -> None:
    array = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
    np.lib.format.write_array_header_1_0(array, header)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("0/energy.npy", array.getvalue())
    with pytest.raises(ValueError, match="an array of shape"):
        read_predictions(buffer.getvalue())
