"""Long-range tails: laws pass, what is cut off, too weak, too steep or upside down does not."""

from __future__ import annotations

import numpy as np
import pytest
from ase import Atoms
from ase.build import molecule
from ase.calculators.lj import LennardJones
from ase.units import Bohr, Debye, Hartree

from tasks.ase_potential import AsePotential
from tasks.interpretability.exponent import exponent
from tasks.interpretability.far_field import CRYSTALS, distance
from tasks.interpretability.long_range import FIELD, TASK, WORST
from tasks.interpretability.multipoles import POLAR, Multipoles
from tasks.interpretability.tails import DISPERSION, dispersed, pairs
from tasks.potential import Capabilities, Potential
from tasks.prediction import State, predict
from tests.tasks.interpretability.laws import Ewald, of_pairs, point_charges

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
PAIRS = {pair.name: pair for pair in pairs()}
IONS = {"Na": 1.0, "K": 1.0, "Cs": 1.0, "Cl": -1.0, "F": -1.0}


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


def rare(scale: float = 1.0, symbol: str = "Ar") -> Potential:
    law = dispersed(DISPERSION[symbol])
    return AsePotential(of_pairs(lambda r: scale * law(r)))


@pytest.mark.parametrize("symbol", DISPERSION)
def test_dispersion_as_it_is_published_has_no_error(symbol: str) -> None:
    found = errors(f"{symbol.lower()}2", rare(symbol=symbol))
    assert found["tail"] < 1e-2
    assert found["strength"] == pytest.approx(100, abs=1e-2)
    assert found["exponent"] == pytest.approx(0, abs=1e-9)


def test_half_of_the_dispersion_is_half_of_the_tail_and_has_its_exponent() -> None:
    found = errors("ar2", rare(0.5))
    assert found["tail"] == pytest.approx(50, abs=1e-3)
    assert found["strength"] == pytest.approx(50, abs=1e-3)
    assert found["exponent"] == pytest.approx(0, abs=1e-9)


def test_repulsion_in_place_of_attraction_is_worth_no_more_than_nothing() -> None:
    assert errors("ar2", rare(-1.0))["tail"] == pytest.approx(WORST)


def test_lennard_jones_falls_off_with_the_sixth_power() -> None:
    whole = LennardJones(sigma=3.0, epsilon=0.01, rc=1000.0)
    system = SYSTEMS["ar2"]
    energies = TASK.predict(system, AsePotential(whole))["energies"]
    found = exponent(system.settings["distances"], energies[:-1] - energies[-1])
    assert found == pytest.approx(6.0, abs=0.02)


@pytest.mark.parametrize("name", ["ne2", "ar2", "kr2", "xe2", "h2o-dipoles", "kcl"])
def test_a_potential_that_ends_at_five_angstrom_has_no_tail(name: str) -> None:
    cut = AsePotential(LennardJones(sigma=3.0, epsilon=0.01, rc=5.0))
    found = errors(name, cut)
    assert found["tail"] == pytest.approx(WORST)
    assert found["strength"] == pytest.approx(0, abs=1e-3)
    assert found["exponent"] > 0.9


@pytest.mark.parametrize("name", ["na2-cations", "k2-cations", "cl2-anions", "kcl", "csf"])
def test_point_charges_are_the_law_of_ions(name: str) -> None:
    ions = AsePotential(point_charges(IONS), Capabilities(frozenset({"energy"}), charges=True))
    found = errors(name, ions)
    assert found["tail"] < 1e-2
    assert found["exponent"] == pytest.approx(0, abs=1e-9)


def charged(name: str, charges: dict[str, float]) -> tuple[Atoms, Multipoles]:
    """A molecule with its centre of mass in the origin, positive end up, and what charges (e, by
    symbol) on its atoms amount to."""
    atoms = molecule(name)
    q = np.array([charges[symbol] for symbol in atoms.symbols])
    atoms.positions -= atoms.get_center_of_mass()
    if q @ atoms.positions[:, 2] < 0:
        atoms.positions[:, 2] *= -1
    x, y, z = atoms.positions.T / Bohr
    squares = x**2 + y**2 + z**2
    return atoms, Multipoles(
        dipole=float(q @ z) * Bohr / Debye,
        quadrupole=float(q @ (3 * z**2 - squares)) / 2,
        octupole=float(q @ (5 * z**3 - 3 * z * squares)) / 2,
        across=float(q @ (x**2 - y**2)) * np.sqrt(3) / 2,
    )


CHARGED = {
    "HF": {"H": 0.4, "F": -0.4},
    "H2O": {"H": 0.35, "O": -0.7},
    "NH3": {"H": 0.3, "N": -0.9},
    "HCN": {"H": 0.2, "C": 0.2, "N": -0.4},
}


@pytest.mark.parametrize("name", CHARGED)
def test_the_law_of_two_molecules_is_that_of_all_their_charges(name: str) -> None:
    one, multipoles = charged(name, CHARGED[name])
    law = multipoles.with_its_like()
    for apart in (10.0, 14.0, 20.0):
        other = one.copy()
        other.translate((0, 0, apart))
        found = between(one, other, CHARGED[name], CHARGED[name])
        known = float(law(np.array([apart]))[0])
        assert found == pytest.approx(known, rel=1 / apart**2)


@pytest.mark.parametrize("name", CHARGED)
def test_the_law_of_an_ion_and_a_molecule_is_that_of_all_their_charges(name: str) -> None:
    one, multipoles = charged(name, CHARGED[name])
    law = multipoles.with_an_anion()
    for apart in (10.0, 14.0, 20.0):
        ion = Atoms("Cl", positions=[(0, 0, apart)])
        found = between(one, ion, CHARGED[name], {"Cl": -1.0})
        known = float(law(np.array([apart]))[0])
        assert found == pytest.approx(known, rel=0.3 / apart**2)


def between(a: Atoms, b: Atoms, of_a: dict[str, float], of_b: dict[str, float]) -> float:
    """eV: of all charges of one with all of the other."""
    gaps = np.linalg.norm(a.positions[:, None] - b.positions[None], axis=2)
    first, second = ([of[s] for s in atoms.symbols] for atoms, of in ((a, of_a), (b, of_b)))
    return 14.399645 * float(np.sum(np.outer(first, second) / gaps))


def test_a_polarizable_molecule_pulls_an_ion_as_it_is_known_to() -> None:
    """-α/2r⁴, in atomic units."""
    law = Multipoles(0.0, polarizability=10.0).with_an_anion()
    assert float(law(np.array([10 * Bohr]))[0]) == pytest.approx(-Hartree * 5e-4)


def test_hydrogen_fluoride_of_two_charges_follows_the_law_of_dipoles() -> None:
    pair = PAIRS["hf-dipoles"].fixed
    charge = POLAR["HF"].dipole * Debye / pair.get_distance(0, 1)
    found = errors("hf-dipoles", AsePotential(point_charges({"H": charge, "F": -charge})))
    assert found["tail"] < 1.5  # its octupole is not that of two charges
    assert found["exponent"] < 0.05


def test_a_charge_that_sees_a_dipole_falls_off_with_the_square() -> None:
    pair = PAIRS["hcn-chloride"].fixed
    hydrogen, nitrogen = (pair.positions[pair.numbers == z][0, 2] for z in (1, 7))
    charge = POLAR["HCN"].dipole * Debye / (hydrogen - nitrogen)
    ions = point_charges({"H": charge, "N": -charge, "Cl": -1.0})
    found = errors(
        "hcn-chloride", AsePotential(ions, Capabilities(frozenset({"energy"}), charges=True))
    )
    assert found["tail"] < 4  # it is not polarizable
    assert found["exponent"] < 0.1


def test_the_ion_meets_the_positive_end() -> None:
    for name in ("h2o-chloride", "hcn-chloride"):
        pair = PAIRS[name]
        hydrogens = pair.fixed.positions[pair.fixed.numbers == 1][:, 2]
        assert np.min(hydrogens) == pytest.approx(np.max(pair.fixed.positions[:, 2]))
        assert np.all(pair.law(pair.distances) < 0)
        assert np.all(np.diff(pair.law(pair.distances)) > 0)


def test_a_potential_without_charges_pays_for_ions_and_no_others() -> None:
    silent = rare()
    pairs_only = {name: SYSTEMS[name] for name in PAIRS}
    states = {name: predict(TASK, s, silent).state for name, s in pairs_only.items()}
    charged = {name for name, state in states.items() if state is State.UNSUPPORTED}
    assert {"na2-cations", "k2-cations", "cl2-anions", "h2o-chloride", "hcn-chloride"} <= charged
    assert "kcl" not in charged


def test_point_charges_in_a_crystal_leave_the_field_of_the_law() -> None:
    """Nothing screens them, so that the field is that of Z² / V."""
    system = SYSTEMS["nacl-crystal"]
    start = system.structures["crystal"]
    response = TASK.predict(system, AsePotential(Ewald(IONS)))["response"]
    far = distance(start) > 8.0
    constant = 4 * np.pi * 14.399645 / start.volume
    sign = np.where(start.numbers == 11, 1.0, -1.0)
    np.testing.assert_allclose(response[far], sign[far] * constant, rtol=1e-2)


def test_charges_scaled_by_the_screening_give_the_measured_splitting() -> None:
    name = "nacl-crystal"
    start, law = SYSTEMS[name].structures["crystal"], DATA.references[name]["law"]
    charge = float(np.sqrt(law.max() * start.volume / (4 * np.pi * 14.399645)))
    assert charge == pytest.approx(0.72, abs=0.05)  # Z* = 1.1, screened by 2.3
    found = errors(name, AsePotential(Ewald({"Na": charge, "Cl": -charge})))
    assert found["tail"] < 0.2
    assert found["strength"] == pytest.approx(100, abs=0.2)


def test_a_short_ranged_crystal_feels_nothing_far_away() -> None:
    cut = AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=5.0, smooth=True))
    assert errors("nacl-crystal", cut)["tail"] == pytest.approx(WORST)


@pytest.mark.parametrize(
    ("crystal", "expected"),
    [("NaCl", 1.1**2 / 2.33), ("MgO", 1.96**2 / 2.96), ("LiF", 1.04**2 / 1.93)],
)
def test_measured_splittings_agree_with_charges_and_dielectric_constants(
    crystal: str, expected: float
) -> None:
    """Born effective charges of first-principles calculations, and refractive indices squared."""
    (one,) = (c for c in CRYSTALS if c.name == crystal)
    found = one.law().max() * one.start.volume / (4 * np.pi * 14.399645)
    assert found == pytest.approx(expected, rel=0.08)


def test_the_null_model_has_no_tail_at_all() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found["tail"] == pytest.approx(WORST)
        assert found.get("exponent", 0.0) <= (TASK.metrics[1].worst or 0)


def test_each_figure_has_the_law_beside_the_potential() -> None:
    assert TASK.draw is not None
    for system in DATA.systems:
        field = system.tags["law"] == FIELD
        law = DATA.references[system.id]["law"]
        answer = {"response" if field else "energies": law}
        (figure,) = TASK.draw(system, answer, DATA.references[system.id])
        potential, reference = figure.curves
        assert len(potential.x) > 3
        assert len(reference.x) > 3


def test_a_sign_that_changes_has_no_exponent() -> None:
    distances = np.array([1.0, 2.0, 4.0, 100.0])
    assert exponent(distances, np.array([1.0, -0.5, 0.25])) is None
    assert exponent(distances, distances[:-1] ** -3.0 - 1e-6) == pytest.approx(3.0, abs=0.005)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_figure_leaves_out_what_is_not_felt() -> None:
    """Beyond a cutoff there is nothing, which has no logarithm."""
    assert TASK.draw is not None
    for system in DATA.systems:
        (figure,) = TASK.draw(system, TASK.null(system), DATA.references[system.id])
        potential, law = figure.curves
        assert len(law.x) > 3
        if system.tags["law"] != FIELD:
            assert potential.x == ()
