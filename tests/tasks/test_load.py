from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from tasks.declared import LoadError
from tasks.load import load_potential
from tasks.potential import Capabilities, Failed, NotFinite, Potential, Unsupported
from tests.tasks.argon import POTENTIAL, formula, pair

ENERGY, ALL = frozenset({"energy"}), frozenset({"energy", "forces", "stress"})

BATCH = dedent("""\
    import numpy as np

    def answer(atoms):
        charge, spin = atoms.info["charge"], atoms.info["spin"]
        return {"energy": 10.0 * charge + spin, "forces": np.ones((len(atoms), 3)),
                "stress": [[1, 6, 5], [6, 2, 4], [5, 4, 3]]}

    class Batch:
        def evaluate(self, batch):
            return [answer(atoms) for atoms in batch]

    def load(device):
        return Batch()
    """)


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("potential", None)


def loaded(folder: Path, text: str) -> Potential:
    (folder / "potential.py").write_text(text)
    return load_potential(folder)


def test_a_calculator_answers_as_in_ase(tmp_path: Path) -> None:
    [answer] = loaded(tmp_path, POTENTIAL).evaluate([pair(3.8)], frozenset({"energy", "forces"}))
    assert answer.energy == pytest.approx(formula(3.8), abs=1e-8)
    assert answer.forces is not None
    assert np.allclose(answer.forces.sum(axis=0), 0)


@pytest.mark.parametrize("name", ["", "potential.py"])
def test_the_folder_or_the_file_may_be_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "potential.py").write_text(POTENTIAL)
    assert load_potential(tmp_path / name).capabilities.elements == frozenset({18})


def test_the_file_may_import_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "lj_of_alice.py").write_text(POTENTIAL)
    assert loaded(tmp_path, "from lj_of_alice import load").capabilities.elements is None


def test_load_is_given_the_device(tmp_path: Path) -> None:
    (tmp_path / "potential.py").write_text(BATCH + "\nloads = []\nload_, load = load, None\n"
        "def load(device):\n    loads.append(device)\n    return load_(device)\n")  # fmt: skip
    assert load_potential(tmp_path, "cuda:1").capabilities.device == "cuda:1"
    assert sys.modules["potential"].loads == ["cuda:1"]


def test_a_batch_is_answered_at_once_with_charge_and_spin(tmp_path: Path) -> None:
    potential = loaded(tmp_path, "CHARGES = SPINS = True\nBATCH = 8\n" + BATCH)
    ion = pair(4.0).__class__(pair(4.0).numbers, pair(4.0).positions, charge=-1, spin=2)
    answers = potential.evaluate([pair(4.0), ion], ALL)
    assert [a.energy for a in answers] == [1.0, -8.0]
    assert answers[0].stress is not None
    assert answers[0].stress.tolist() == [1, 2, 3, 4, 5, 6]  # xx yy zz yz xz xy


def test_without_declarations_a_calculator_has_what_it_implements(tmp_path: Path) -> None:
    silent = "from ase.calculators.emt import EMT\ndef load(device):\n    return EMT()\n"
    assert loaded(tmp_path, silent).capabilities == Capabilities()
    assert loaded(tmp_path, BATCH).capabilities == Capabilities()


def test_what_is_declared_is_believed(tmp_path: Path) -> None:
    names = 'ELEMENTS = ["H", 8]\nCHARGES = SPINS = True\nPERIODIC = False\nBATCH = 64\n'
    found = loaded(tmp_path, names + 'PROPERTIES = ["energy"]\n' + BATCH).capabilities
    wanted = Capabilities(frozenset({"energy"}), frozenset({1, 8}), True, True, False, 64)
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ELEMENTS = ['Xx']", "'Xx' is no chemical element"),
        ("ELEMENTS = [119]", "119 is no chemical element"),
        ("ELEMENTS = [None]", "None is no chemical element"),
        ("ELEMENTS = 6", "ELEMENTS: must be a list, not 6"),
        ("ELEMENTS = 'HO'", "ELEMENTS: must be a list, not 'HO'"),
        ("PROPERTIES = 'energy'", "PROPERTIES: must be a list"),
        ("CHARGES = 'yes'", "CHARGES: must be True or False, not 'yes'"),
        ("BATCH = 0", "BATCH: must be a whole number from 1 to 4096, not 0"),
        ("BATCH = True", "BATCH: must be a whole number"),
        ("PROPERTIES = ['energy', 'dipole']", "dipole: none of energy, forces, stress"),
        ("PROPERTIES = ['forces']", "offers no energy"),
    ],
)
def test_a_wrong_declaration_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LoadError) as caught:
        loaded(tmp_path, BATCH + text)
    assert reason in caught.value.reason
    assert "or leave it out" in caught.value.advice


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1", "defines no function load(device)"),
        ("load = 3", "defines no function load(device)"),
        ("def load(device)", "SyntaxError"),
        ("import nowhere_to_be_found", "ModuleNotFoundError: No module named"),
        ("def load(device):\n    raise OSError('no weights')", "raised OSError: no weights"),
        ("def load(device):\n    raise SystemExit(3)", "raised SystemExit: 3"),
        ("def load(device):\n    return 7", "returned int"),
        ("from ase.calculators.emt import EMT\ndef load(device):\n    return EMT", "the class EMT"),
        ("class B:\n  evaluate = 1\ndef load(device):\n    return B", "the class B"),
    ],
)
def test_a_file_that_cannot_be_loaded_says_why(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LoadError) as caught:
        loaded(tmp_path, text)
    assert reason in caught.value.reason
    assert caught.value.advice


def test_a_missing_package_is_told_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        loaded(tmp_path, "from nowhere_to_be_found import model")
    assert "Put nowhere_to_be_found beside potential.py, or install it" in caught.value.advice


def test_a_zip_is_told_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "potential.zip").write_bytes(b"PK")
    with pytest.raises(LoadError, match="a zip has to be unpacked"):
        load_potential(tmp_path / "potential.zip")


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"There is no file .*potential\.py"):
        load_potential(tmp_path)


@pytest.mark.parametrize(
    ("body", "silence", "text"),
    [
        ("raise RuntimeError('no convergence')", Failed, "RuntimeError: no convergence"),
        ("raise SystemExit(1)", Failed, "SystemExit"),
        ("raise NotImplementedError('no argon')", Unsupported, "no argon"),
        ("return []", Failed, "one for each structure"),
        ("return [1.0]", Failed, "list of dicts"),
        ("return 1.0", Failed, "not iterable"),
        ("return [{'forces': 0}]", Unsupported, "gave no energy"),
        ("return [{'energy': [1.0, 2.0]}]", Failed, r"energy has shape \(2,\)"),
        ("return [{'energy': 'low'}]", Failed, "energy is no array of numbers"),
        ("return [{'energy': float('nan')}]", NotFinite, "NaN"),
    ],
)
def test_a_batch_that_is_not_answered_says_why(
    tmp_path: Path, body: str, silence: type[Exception], text: str
) -> None:
    source = (
        f"class B:\n  def evaluate(self, batch):\n    {body}\ndef load(device):\n  return B()\n"
    )
    potential = loaded(tmp_path, source)
    with pytest.raises(silence, match=text):
        potential.evaluate([pair(4.0)], ENERGY)
