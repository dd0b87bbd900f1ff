from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase import units

from tasks.imports import folmsbee
from tasks.imports.collection import Collection
from tasks.imports.frames import Frame, frames
from tasks.imports.malformed import Malformed
from tests.tasks.imports.data import folder

KCAL = units.kcal / units.mol
HARTREE = units.Hartree / KCAL
ENERGY = "E_DLPNO-CCSD(T)_hartree"


@cache
def collection() -> Collection:
    (found,) = folmsbee.read(folder(folmsbee.FOLDER))
    return found


@cache
def molecules() -> dict[str, list[Frame]]:
    """As the file has them, without the reader under test."""
    found: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames(folder(folmsbee.FOLDER) / folmsbee.FILE):
        found[frame.values["molecule"]].append(frame)
    return dict(found)


@cache
def energies(key: str = "energy") -> dict[str, float]:
    """kcal/mol, by system; of those that have it."""
    references = collection().dataset.references
    return {name: float(r[key]) / KCAL for name, r in references.items() if key in r}


def test_every_conformer_but_the_lowest_is_one_reaction() -> None:
    assert (sum(map(len, molecules().values())), len(molecules())) == (6755, 702)
    assert len(collection().dataset.systems) == 6755 - 702
    assert len({s.cluster for s in collection().dataset.systems}) == 702 - 8


def test_molecules_with_one_conformer_are_skipped_by_name() -> None:
    single = {name for name, each in molecules().items() if len(each) == 1}
    assert set(collection().about.skipped) == single
    assert len(single) == 8


def test_energies_are_above_the_lowest_of_the_same_molecule() -> None:
    for system in collection().dataset.systems[::97]:
        own = {f.values["conformer"]: float(f.values[ENERGY]) for f in molecules()[system.cluster]}
        conformer, lowest = system.structures
        assert own[lowest] == min(own.values())
        expected = (own[conformer] - own[lowest]) * HARTREE
        assert energies()[system.id] == pytest.approx(expected, abs=1e-6)
        assert list(system.settings["coefficients"]) == [1, -1]


def test_the_spread_is_the_published_one() -> None:
    top: dict[str, float] = defaultdict(float)  # 0 where there is one conformer
    for system in collection().dataset.systems:
        top[system.cluster] = max(top[system.cluster], energies()[system.id])
    spreads = list(top.values()) + [0.0] * 8
    assert np.median(spreads) == pytest.approx(1.4, abs=0.05)
    assert max(spreads) == pytest.approx(25, abs=0.5)
    assert min(energies().values()) >= 0


def test_charges_come_from_the_comment_and_all_are_closed_shells() -> None:
    charges = {name: int(each[0].values["charge"]) for name, each in molecules().items()}
    for system in collection().dataset.systems:
        for structure in system.structures.values():
            assert (structure.charge, structure.spin) == (charges[system.cluster], 1)
    assert {s.tags["charge"] for s in collection().dataset.systems} == {"0", "+1", "-1", "+2"}


def test_the_functional_differs_as_published() -> None:
    """0.167 kcal/mol on average, once the mean of each molecule is taken away."""
    deviations: list[float] = []
    for each in molecules().values():
        pairs = [(f.values.get("E_wB97X-D_hartree"), f.values[ENERGY]) for f in each]
        d = np.array([float(w) - float(e) for w, e in pairs if w is not None]) * HARTREE
        deviations += list(d - d.mean()) if len(d) else []
    assert np.abs(deviations).mean() == pytest.approx(0.167, abs=0.0005)


def test_conformers_without_the_functional_have_no_level() -> None:
    """Thirteen lack it; one of them is the lowest of a molecule of ten, all of which lack it."""
    lacking = set(energies()) - set(energies("level:wB97X-D"))
    assert len(energies("level:wB97X-D")) == 6033
    assert sum(name.startswith("astex_1g9v_") for name in lacking) == 9


def test_references_are_no_surer_than_two_methods_agree() -> None:
    level = energies("level:wB97X-D")
    between = np.mean([abs(level[name] - energies()[name]) for name in level])
    assert between == pytest.approx(0.275, abs=0.0005)
    assert between <= folmsbee.UNCERTAINTY
    assert {float(r["uncertainty"]) for r in collection().dataset.references.values()} == {0.28}


Change = Callable[[list[str]], None]


def energy_gone(lines: list[str]) -> None:
    lines[1] = lines[1].replace("hartree=-1129.733451848", "hartree=none")


def charge_gone(lines: list[str]) -> None:
    lines[1] = lines[1].replace("charge=0", "")


def a_radical(lines: list[str]) -> None:
    lines[1] = lines[1].replace("charge=0", "charge=1")


def another_atom(lines: list[str]) -> None:
    lines[52] = lines[52].replace("C", "Si")


def twice(lines: list[str]) -> None:
    lines[51] = lines[51].replace("rmsd116-opt", "rmsd111-opt")


def no_family(lines: list[str]) -> None:
    lines[1] = lines[1].replace("astex_", "alice_")


def a_path(lines: list[str]) -> None:
    lines[1] = lines[1].replace("astex_1g9v", "astex_/../x")


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (energy_gone, 2, "'none', not a number"),
        (charge_gone, 2, "gives no charge"),
        (a_radical, 2, "cannot have the multiplicity 1"),
        (another_atom, 52, "not those of astex_1g9v's other conformers"),
        (twice, 52, "a second rmsd111-opt"),
        (no_family, 2, "of no family"),
        (a_path, 2, "letters, digits"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_malformed_frame_stops_the_import(
    change: Change, line: int, reason: str, tmp_path: Path
) -> None:
    """A copy of the first two conformers, with one thing wrong."""
    text = gzip.decompress((folder(folmsbee.FOLDER) / folmsbee.FILE).read_bytes()).decode()
    lines = text.splitlines()[:100]
    change(lines)
    (tmp_path / folmsbee.FILE).write_bytes(gzip.compress("\n".join(lines).encode()))
    with pytest.raises(Malformed, match=reason) as stopped:
        folmsbee.read(tmp_path)
    assert stopped.value.line == line
    assert stopped.value.file.name == folmsbee.FILE
