"""The baselines, sealed, give the energies that their packages give in a plain ASE loop."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import numpy as np
import pytest
from ase.build import bulk, molecule
from ase.data import s22
from tblite.ase import TBLite

from tasks.potential import Unsupported, require
from tasks.structure import Structure
from tests.workers.submitted import BASELINES, bundle
from workers.runtimes import RUNTIMES
from workers.sandbox import Limits, Session, Submission, open_sandbox

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("unset_sandbox")]

KCAL_MOL = 0.0433641  # eV
ENERGY = frozenset({"energy"})
ALL = frozenset({"energy", "forces", "stress"})
NAMES = list(s22.s22)
CARDS = {p.parent.name: tomllib.loads(p.read_text()) for p in BASELINES.glob("*/card.toml")}
TORCH = [("sevennet-0", "sevennet"), ("chgnet-0.3.0", "chgnet")]
Opener = Callable[[str], Session]


@pytest.fixture
def opener(runtime: Callable[[str], str], tmp_path: Path) -> Opener:
    """Opens a baseline in the image of its runtime."""

    def opened(name: str) -> Session:
        wanted = CARDS[name]["runtime"]
        runtime(wanted)
        path = bundle(BASELINES / name, tmp_path / f"{name}.zip")
        return open_sandbox(Submission("bundle", wanted, path), Limits())

    return opened


def parts(name: str) -> list[Any]:
    """The complex and its two molecules, as they sit in it."""
    both, (first, _) = s22.create_s22_system(name), s22.get_number_of_dimer_atoms(name)
    return [both, both[:first], both[first:]]


def sealed(potential: Session, name: str) -> list[float]:
    """eV"""
    structures = [Structure.from_atoms(part) for part in parts(name)]
    return [answer.energy for one in structures for answer in potential.evaluate([one], ENERGY)]


@pytest.mark.parametrize(("method", "mean_error"), [("GFN2-xTB", 0.78), ("GFN1-xTB", 1.34)])
def test_xtb_agrees_with_tblite_in_a_plain_loop(
    method: str, mean_error: float, opener: Opener
) -> None:
    """All of S22, to 1e-6 eV. mean_error: absolute, kcal/mol, measured before this project."""
    errors = []
    with opener(method.lower()) as potential:
        for name in s22.s22:
            ours = sealed(potential, name)
            plain = []
            for part in parts(name):
                part.calc = TBLite(method=method, verbosity=0)
                plain.append(part.get_potential_energy())
            assert ours == pytest.approx(plain, abs=1e-6), name
            errors.append(ours[0] - ours[1] - ours[2] - s22.get_interaction_energy_cc(name))
    assert np.abs(errors).mean() / KCAL_MOL == pytest.approx(mean_error, abs=0.01)


def test_xtb_takes_charge_and_spin(opener: Opener) -> None:
    """The same positions three times: only what the structure says of its electrons differs."""
    atoms = molecule("OH")
    told = [(0, 2), (-1, 1), (1, 3)]
    with opener("gfn2-xtb") as potential:
        structures = [Structure.from_atoms(atoms, charge=q, spin=s) for q, s in told]
        ours = [potential.evaluate([one], ENERGY)[0].energy for one in structures]
    plain = []
    for charge, multiplicity in told:
        calculator: Any = TBLite(charge=charge, multiplicity=multiplicity, verbosity=0)
        plain.append(calculator.get_potential_energy(atoms))
    assert ours == pytest.approx(plain, abs=1e-6)
    assert len({round(energy, 1) for energy in ours}) == 3


@pytest.mark.torch
@pytest.mark.parametrize(("baseline", "model"), TORCH)
def test_torch_potentials_agree_with_a_plain_loop(
    baseline: str, model: str, opener: Opener, engine: docker.DockerClient
) -> None:
    """All of S22, in the same image without our server, to 1e-4 eV."""
    with opener(baseline) as potential:
        ours = {name: sealed(potential, name) for name in NAMES}
        image = potential.image_digest
    script = Path(__file__).with_name("reference.py")
    printed = engine.containers.run(
        image,
        ["/reference.py", model, *NAMES],
        entrypoint="python3",
        volumes={str(script): {"bind": "/reference.py", "mode": "ro"}},
        environment={"HOME": "/tmp", "OMP_NUM_THREADS": "1"},
        network_mode="none",
        stderr=False,
        remove=True,
    )
    plain = json.loads(printed.splitlines()[-1])
    for name in NAMES:
        assert ours[name] == pytest.approx(plain[name], abs=1e-4), name


@pytest.mark.torch
@pytest.mark.parametrize("baseline", ["sevennet-0", "chgnet-0.3.0"])
def test_torch_potentials_answer_for_crystals(baseline: str, opener: Opener) -> None:
    """Copper close to its equilibrium: small stress, no forces, finite energy."""
    with opener(baseline) as potential:
        structure = Structure.from_atoms(bulk("Cu", a=3.615, cubic=True))
        (answer,) = potential.evaluate([structure], ALL)
        layers = bulk("Cu", a=3.615, cubic=True).repeat((1, 1, 2))
        layers.pbc = (True, True, False)
        (surface,) = potential.evaluate([Structure.from_atoms(layers)], ENERGY)
    assert answer.forces is not None
    assert answer.stress is not None
    assert np.abs(answer.forces).max() < 1e-3  # eV/Å, by symmetry
    assert np.abs(answer.stress).max() < 0.01  # eV/Å³, 1.6 GPa
    assert surface.energy > 2 * answer.energy + 1.0  # eV: a surface costs energy


@pytest.mark.torch
@pytest.mark.parametrize(("baseline", "width"), [("sevennet-0", 128), ("chgnet-0.3.0", 64)])
def test_torch_potentials_show_what_they_hold_of_atoms(
    baseline: str, width: int, opener: Opener
) -> None:
    """In rock salt all sodium is alike, all chlorine is, and one is not the other."""
    salt = Structure.from_atoms(bulk("NaCl", "rocksalt", a=5.64, cubic=True))
    with opener(baseline) as potential:
        (answer,) = potential.evaluate([salt], frozenset({"energy", "descriptors"}))
    assert answer.descriptors is not None
    assert answer.descriptors.shape == (8, width)
    sodium, chlorine = (answer.descriptors[salt.numbers == z] for z in (11, 17))
    scale = np.abs(sodium).max()
    assert np.abs(sodium - sodium[0]).max() < 1e-4 * scale
    assert np.abs(chlorine - chlorine[0]).max() < 1e-4 * scale
    assert np.abs(sodium[0] - chlorine[0]).max() > 0.01 * scale


def test_emt_agrees_with_ase(opener: Opener) -> None:
    from ase.calculators.emt import EMT

    atoms = bulk("Au", a=4.1, cubic=True)
    with opener("emt") as potential:
        (ours,) = potential.evaluate([Structure.from_atoms(atoms)], ALL)
    atoms.calc = EMT()
    assert ours.energy == pytest.approx(atoms.get_potential_energy(), abs=1e-9)
    assert ours.stress == pytest.approx(atoms.get_stress(), abs=1e-9)


def test_null_answers_everything_with_nothing(opener: Opener) -> None:
    structures = [
        Structure.from_atoms(molecule("C6H6"), charge=1, spin=2),
        Structure.from_atoms(bulk("U", "bcc", a=3.47)),
    ]
    with opener("null") as potential:
        answers = potential.evaluate(structures, ALL)
    for structure, answer in zip(structures, answers, strict=True):
        assert answer.energy == 0.0
        assert not np.any(answer.forces)
        assert not np.any(answer.stress)
        require(potential.capabilities, structure, ALL)


def test_each_card_says_what_its_potential_says(opener: Opener) -> None:
    """The page's elements, charges, spins and periodicity are those that the code declares."""
    for name, card in CARDS.items():
        assert card["runtime"] in RUNTIMES
        if card["runtime"] == "torch":
            continue  # as below, but marked
        with opener(name) as potential:
            declares(potential, card)


@pytest.mark.torch
def test_the_cards_of_the_torch_potentials_say_so_too(opener: Opener) -> None:
    for name in ("chgnet-0.3.0", "sevennet-0"):
        with opener(name) as potential:
            declares(potential, CARDS[name])


def declares(potential: Session, card: dict[str, Any]) -> None:
    said = potential.capabilities
    assert sorted(said.elements or ()) == sorted(card["elements"])
    assert (said.charges, said.spins, said.periodic) == (
        card["charges"],
        card["spins"],
        card["periodic"],
    )


def test_the_molecular_methods_decline_crystals(opener: Opener) -> None:
    with opener("gfn2-xtb") as potential, pytest.raises(Unsupported, match="periodic"):
        require(potential.capabilities, Structure.from_atoms(bulk("Si")), ENERGY)
