"""Long-range tails: laws pass, what is cut off, too weak, too steep or upside down does not."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.interpretability.exponent import exponent
from tasks.interpretability.far_field import CRYSTALS, distance
from tasks.interpretability.long_range import FIELD, TASK, WORST
from tasks.interpretability.tails import DIPOLES, DISPERSION, dispersed, pairs
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


def test_hydrogen_fluoride_of_two_charges_follows_the_law_of_dipoles() -> None:
    pair = PAIRS["hf-dipoles"].fixed
    charge = DIPOLES["HF"] * 0.2081943 / pair.get_distance(0, 1)
    found = errors("hf-dipoles", AsePotential(point_charges({"H": charge, "F": -charge})))
    assert found["tail"] < 1.5  # the molecule is not as small as a point
    assert found["exponent"] < 0.05


def test_a_charge_that_sees_a_dipole_falls_off_with_the_square() -> None:
    pair = PAIRS["hcn-chloride"].fixed
    hydrogen, nitrogen = (pair.positions[pair.numbers == z][0, 2] for z in (1, 7))
    charge = DIPOLES["HCN"] * 0.2081943 / (hydrogen - nitrogen)
    ions = point_charges({"H": charge, "N": -charge, "Cl": -1.0})
    found = errors(
        "hcn-chloride", AsePotential(ions, Capabilities(frozenset({"energy"}), charges=True))
    )
    assert found["tail"] < 12  # the centre of its charges is not that of its masses
    assert found["exponent"] < 0.15


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
