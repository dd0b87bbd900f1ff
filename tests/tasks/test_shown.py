"""What a reader is shown of public systems: the dataset's own structures and references."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from ase.io import read

from tasks.registry import TASKS
from tasks.scoring import null_errors
from tasks.shown import ShownSystems, read_shown, write_shown
from tasks.xyz import xyz


def shown(slug: str, split: str = "public") -> ShownSystems:
    task = TASKS[slug]
    dataset = task.dataset()
    nulls = null_errors(task, dataset.systems, dataset.references)
    return read_shown(write_shown(task, dataset, split, nulls))


@pytest.mark.parametrize("slug", ["noncovalent-interactions", "equation-of-state", "symmetries"])
def test_structures_come_back_as_they_were(slug: str) -> None:
    dataset, found = TASKS[slug].dataset(), shown(slug)
    assert [s.id for s in found.systems] == [s.id for s in dataset.systems]
    for system, told in zip(dataset.systems, found.systems, strict=True):
        assert [part.name for part in told.parts] == list(system.structures)
        for structure, part in zip(system.structures.values(), told.parts, strict=True):
            assert part.structure.identity == structure.identity
        assert set(told.elements) == system.elements


@pytest.mark.parametrize("slug", ["noncovalent-interactions", "equation-of-state"])
def test_ase_reads_the_same_atoms_from_the_xyz(slug: str) -> None:
    for system, told in zip(TASKS[slug].dataset().systems, shown(slug).systems, strict=True):
        frames = read(StringIO(xyz(told)), index=":", format="extxyz")
        assert [atoms.info["part"] for atoms in frames] == list(system.structures)
        for atoms, structure in zip(frames, system.structures.values(), strict=True):
            assert atoms.numbers.tolist() == structure.numbers.tolist()
            assert np.array_equal(atoms.positions, structure.positions)
            assert np.array_equal(atoms.cell.array, structure.cell)
            assert atoms.pbc.tolist() == structure.pbc.tolist()
            assert (atoms.info["charge"], atoms.info["spin"]) == (structure.charge, structure.spin)


def test_the_xyz_tells_the_coefficients_of_a_sum() -> None:
    dimer = shown("noncovalent-interactions").systems[0]
    frames = read(StringIO(xyz(dimer)), index=":", format="extxyz")
    assert [atoms.info["coefficient"] for atoms in frames] == [1, -1, -1]


def test_references_are_told_in_the_unit_that_readers_know() -> None:
    found = shown("noncovalent-interactions")
    by_id = {system.id: system for system in found.systems}
    assert (found.quantity, found.unit) == ("energy", "kcal/mol")
    assert by_id["Water_dimer"].value == pytest.approx(-5.0, abs=0.1)
    assert shown("equation-of-state").systems[0].value == pytest.approx(3.451)
    assert shown("unseen-forces", "practice").systems[0].value is None


def test_functionals_stand_beside_the_reference() -> None:
    """What a level gives is the reference and the level's own error."""
    for system in shown("unseen-interactions", "practice").systems:
        assert set(system.levels) == set(system.errors) == {"PBE", "r2SCAN", "wB97M-V"}
        for level, value in system.levels.items():
            assert system.value is not None
            assert value - system.value == pytest.approx(system.errors[level])


def test_a_format_of_later_is_refused() -> None:
    with pytest.raises(ValueError, match="format 2"):
        read_shown(b'{"format": 2}')


@pytest.mark.parametrize(
    ("slug", "name", "title"),
    [
        ("noncovalent-interactions", "Water_dimer", "Water dimer"),
        ("equation-of-state", "gaas", "GaAs"),
        ("symmetries", "ch3sh", "CH3SH"),
        ("energy-force-consistency", "h2o-forces", "H2O, forces"),
        ("torsion-barriers", "biphenyl", "biphenyl"),
        ("unseen-forces", "s0906f9b05df8", "HLi · s0906f9"),
    ],
)
def test_systems_have_names_that_readers_know(slug: str, name: str, title: str) -> None:
    assert {s.id: s.title for s in shown(slug).systems}[name] == title


def test_formulas_are_written_as_chemists_do() -> None:
    formulas = {s.id: s.main.formula for s in shown("equation-of-state").systems}
    assert (formulas["gaas"], formulas["nacl"]) == ("GaAs", "NaCl")
    assert shown("noncovalent-interactions").systems[1].main.formula == "H4O2"
