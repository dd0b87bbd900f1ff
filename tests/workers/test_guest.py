"""The server inside a container, here in a plain process of its own."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.potential import ENERGY, FORCES, STRESS, Failed, NotFinite, TimedOut, Unsupported
from tasks.structure import Structure
from tests.workers.peers import atoms, serving, submitted
from workers.faults import SubmissionFault
from workers.guest import server
from workers.listener import Listener
from workers.remote import RemotePotential

EVERYTHING = frozenset({ENERGY, FORCES, STRESS})
JUST_ENERGY = frozenset({ENERGY})

EMT_BUNDLE = """
from ase.calculators.emt import EMT
ELEMENTS = ["Cu", 79]
def load(device):
    return EMT()
"""
CALCULATOR = """
import numpy as np
from ase.calculators.calculator import Calculator, all_changes

class Mine(Calculator):
    implemented_properties = ["energy", "forces"]
    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        self.results = RESULTS

def load(device):
    return Mine()
"""
OBJECT = """
import os, sys, time
import numpy as np

class Mine:
    def evaluate(self, batch):
        BODY

def load(device):
    return Mine()
"""


def calculator(results: str) -> str:
    return CALCULATOR.replace("RESULTS", results)


def evaluating(body: str) -> str:
    return OBJECT.replace("BODY", body.replace("\n", "\n        "))


def rattled(material: Atoms, seed: int) -> Structure:
    material.rattle(0.1, seed=seed)
    return Structure.from_atoms(material)


def test_emt_says_exactly_what_it_says_in_process(tmp_path: Path) -> None:
    asked = [rattled(bulk("Cu", cubic=True), seed) for seed in range(3)]
    asked.append(rattled(bulk("Au") * (2, 1, 1), 3))
    with submitted(tmp_path, EMT_BUNDLE) as potential:
        assert potential.capabilities.elements == frozenset({29, 79})
        assert potential.capabilities.properties == EVERYTHING
        together = potential.evaluate(asked, EVERYTHING)
        alone = [potential.evaluate([s], EVERYTHING)[0] for s in asked]
    for structure, *answers in zip(asked, together, alone, strict=True):
        here = structure.to_atoms()
        here.calc = EMT()
        for answer in answers:
            assert answer.energy == here.get_potential_energy()
            np.testing.assert_array_equal(answer.forces, here.get_forces())
            np.testing.assert_array_equal(answer.stress, here.get_stress())


def test_lennard_jones_moves_as_it_moves_in_process(tmp_path: Path) -> None:
    code = "from ase.calculators.lj import LennardJones\ndef load(device): return LennardJones()"
    start = rattled(bulk("Ar", a=1.6) * (3, 3, 3), 1)
    here = start.to_atoms()
    here.calc = LennardJones()
    with submitted(tmp_path, code) as potential:
        for step in range(4):
            here.positions = start.positions * (1 + 0.01 * step)
            moved = start.moved(here.positions.copy())
            (answer,) = potential.evaluate([moved], frozenset({ENERGY, FORCES}))
            np.testing.assert_allclose(answer.energy, here.get_potential_energy(), rtol=1e-13)
            assert answer.forces is not None
            np.testing.assert_allclose(answer.forces, here.get_forces(), rtol=1e-10, atol=1e-10)


def test_an_object_gets_the_batch_with_charges_and_spins(tmp_path: Path) -> None:
    body = """return [
    {"energy": 10 * a.info["charge"] + a.info["spin"], "forces": np.full((len(a), 3), len(batch))}
    for a in batch
]"""
    declared = "\nCHARGES = SPINS = True\nPERIODIC = False\nBATCH = 64\nPROPERTIES = ['energy']"
    ion = Structure(np.array([8, 1], dtype=np.int32), np.eye(3)[:2], charge=-1, spin=3)
    with submitted(tmp_path, evaluating(body) + declared) as potential:
        said = potential.capabilities
        assert (said.charges, said.spins, said.periodic, said.batch) == (True, True, False, 64)
        assert said.properties == JUST_ENERGY
        answers = potential.evaluate([ion, atoms()], frozenset({ENERGY, FORCES}))
    assert [a.energy for a in answers] == [-7.0, 1.0]
    assert answers[0].forces is not None
    assert (answers[0].forces == 2.0).all()


def test_a_charge_is_not_answered_from_a_calculators_memory(tmp_path: Path) -> None:
    results = '{"energy": atoms.info["charge"], "forces": np.zeros((len(atoms), 3))}'
    molecule = atoms()
    ion = Structure(molecule.numbers, molecule.positions, charge=2)
    with submitted(tmp_path, calculator(results)) as potential:
        asked = [molecule, ion, molecule]
        assert [a.energy for a in potential.evaluate(asked, JUST_ENERGY)] == [0.0, 2.0, 0.0]


def test_single_precision_is_answered_as_it_is(tmp_path: Path) -> None:
    results = '{"energy": np.float32(0.1), "forces": np.full((len(atoms), 3), np.float32(0.3))}'
    with submitted(tmp_path, calculator(results)) as potential:
        (answer,) = potential.evaluate([atoms()], frozenset({ENERGY, FORCES}))
    assert answer.energy == float(np.float32(0.1))
    assert answer.forces is not None
    assert (answer.forces == np.float64(np.float32(0.3))).all()


def test_a_full_stress_tensor_becomes_voigts_six(tmp_path: Path) -> None:
    body = 'return [{"energy": 0, "stress": [[1, 6, 5], [6, 2, 4], [5, 4, 3]]}]'
    with submitted(tmp_path, evaluating(body)) as potential:
        (answer,) = potential.evaluate([atoms()], frozenset({STRESS}))
    np.testing.assert_array_equal(answer.stress, [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    "code", [calculator('{"energy": 0.0}'), evaluating("return [{'energy': 0.0}]")]
)
def test_a_property_that_is_missing_is_unsupported(tmp_path: Path, code: str) -> None:
    with submitted(tmp_path, code) as potential:
        with pytest.raises(Unsupported, match="stress"):
            potential.evaluate([atoms()], EVERYTHING)
        assert potential.evaluate([atoms()], JUST_ENERGY)[0].energy == 0.0


def test_an_element_without_parameters_is_unsupported(tmp_path: Path) -> None:
    with submitted(tmp_path, EMT_BUNDLE) as potential, pytest.raises(Unsupported, match="Ar"):
        potential.evaluate([atoms()], JUST_ENERGY)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("raise ValueError('no neighbours')", "ValueError: no neighbours"),
        ("raise ValueError('Å' * 5_000)", "ValueError: ÅÅÅ"),
        ("sys.exit(3)", "SystemExit: 3"),
        ("return [{'energy': 'low'}]", "could not convert"),
        ("return [{'energy': [1.0, 2.0]}]", r"energy has shape \(2,\)"),
        ("return []", "one dict for each structure"),
        ("return [0.0]", "one dict for each structure"),
        ("return None", "not iterable"),
    ],
)
def test_what_evaluate_raises_is_told_and_the_next_call_answered(
    tmp_path: Path, body: str, text: str
) -> None:
    twice = f"if len(batch[0]) == 1:\n    return [{{'energy': 1.0}}]\n{body}"
    with submitted(tmp_path, evaluating(twice)) as potential:
        with pytest.raises(Failed, match=text) as raised:
            potential.evaluate([atoms()], JUST_ENERGY)
        assert len(str(raised.value).encode()) <= 2_048
        assert potential.evaluate([atoms(1)], JUST_ENERGY)[0].energy == 1.0


def test_forces_of_another_shape_are_a_failure(tmp_path: Path) -> None:
    body = "return [{'energy': 0.0, 'forces': np.zeros(6)}]"
    refused = pytest.raises(Failed, match=r"forces has shape \(6,\); expected \(2, 3\)")
    with submitted(tmp_path, evaluating(body)) as potential, refused:
        potential.evaluate([atoms()], frozenset({FORCES}))


def test_nan_is_not_finite(tmp_path: Path) -> None:
    body = "return [{'energy': np.nan}]"
    with submitted(tmp_path, evaluating(body)) as potential, pytest.raises(NotFinite):
        potential.evaluate([atoms()], JUST_ENERGY)


def test_what_a_potential_prints_does_not_disturb_the_wire(tmp_path: Path) -> None:
    body = "print('gold! ' * 100_000)\nos.write(1, b'ASSY' * 1000)\nreturn [{'energy': 2.0}]"
    with submitted(tmp_path, evaluating(body)) as potential:
        assert [potential.evaluate([atoms()], JUST_ENERGY)[0].energy for _ in range(3)] == [2.0] * 3
    assert (tmp_path / "log").stat().st_size > 3 * 600_000


def test_a_process_that_ends_is_a_failure(tmp_path: Path) -> None:
    with submitted(tmp_path, evaluating("os._exit(9)")) as potential:
        with pytest.raises(Failed, match="closed the connection"):
            potential.evaluate([atoms()], JUST_ENERGY)
        assert potential.dead


def test_a_potential_that_hangs_is_timed_out(tmp_path: Path) -> None:
    body = evaluating("time.sleep(600)")
    with submitted(tmp_path, body, request_timeout=0.2) as potential, pytest.raises(TimedOut):
        potential.evaluate([atoms()], JUST_ENERGY)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "def load(device):\n    raise OSError('no weights')",
            r"line 2, in load\n.*\nOSError: no w",
        ),
        ("import a_package_that_is_not_there", r"line 1, in <module>\n.*\nModuleNotFoundError: "),
        ("def load(device)\n    pass", "SyntaxError: expected ':'"),
        ("import sys\nsys.exit('bye')", "SystemExit: bye"),
        ("x = 1", r"defines no function load\(device\)"),
        ("def load(device): return 3", r"must return an ASE Calculator .* not 3"),
        (
            "from ase.calculators.emt import EMT\ndef load(device): return EMT",
            "must return an ASE Calculator .* not <class",
        ),
        (EMT_BUNDLE + "ELEMENTS = 'Cu'", "ELEMENTS must be a list, not 'Cu'"),
        (EMT_BUNDLE + "BATCH = 0", "BATCH must be a whole number from 1 to 4096, not 0"),
        (EMT_BUNDLE + "CHARGES = 'yes'", "CHARGES must be True or False, not 'yes'"),
        (EMT_BUNDLE + "ELEMENTS = ['Xq']", "ELEMENTS: 'Xq': no chemical element"),
        (EMT_BUNDLE + "PROPERTIES = ['charm']", "PROPERTIES may hold energy, forces and stress"),
        (EMT_BUNDLE + "PROPERTIES = ['forces']", "no energy"),
    ],
)
def test_a_potential_that_does_not_load_says_why(tmp_path: Path, code: str, text: str) -> None:
    (tmp_path / "potential.py").write_text(code)
    with Listener() as listener, serving(tmp_path, listener) as process:
        with pytest.raises(SubmissionFault, match=text) as raised:
            RemotePotential(listener.accept(60), request_timeout=5, load_timeout=60)
        assert process.wait(60) == 1
    assert str(server.__file__) not in raised.value.reason, "only the submission's own lines"
    assert (tmp_path / "log").stat().st_size, "the whole traceback is in the log"


def test_a_folder_without_potential_says_so(tmp_path: Path) -> None:
    refused = pytest.raises(SubmissionFault, match=r"no potential\.py")
    with Listener() as listener, serving(tmp_path, listener), refused:
        RemotePotential(listener.accept(60), request_timeout=5, load_timeout=60)


def test_a_potential_finds_its_files_its_device_and_no_traces_of_us(tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_text("SCALE = 4.0")
    code = """
import pathlib, weights
import numpy as np
FOLDER = pathlib.Path(__file__).parent
class Mine:
    def evaluate(self, batch):
        return [{"energy": weights.SCALE} for _ in batch]
def load(device):
    assert device == "cpu" and (FOLDER / "weights.py").exists()
    return Mine()
"""
    with submitted(tmp_path, code) as potential:
        assert potential.evaluate([atoms()], JUST_ENERGY)[0].energy == 4.0
    assert not (tmp_path / "__pycache__").exists()


def test_a_goodbye_ends_the_server_without_an_error(tmp_path: Path) -> None:
    (tmp_path / "potential.py").write_text(EMT_BUNDLE)
    with Listener() as listener, serving(tmp_path, listener) as process:
        RemotePotential(listener.accept(60), request_timeout=5, load_timeout=60).close()
        assert process.wait(60) == 0


def test_the_server_imports_numpy_and_ase_only() -> None:
    tree = ast.parse(Path(str(server.__file__)).read_text())
    plain = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    taken = [str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    roots = {name.split(".")[0] for name in plain + taken}
    assert roots - sys.stdlib_module_names == {"numpy", "ase"}
