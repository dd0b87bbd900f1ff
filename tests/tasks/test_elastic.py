"""The elastic-constants task: published tensors come out, and laws of elasticity hold."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.calculators.tersoff import Tersoff, TersoffParameters

from tasks.ase_potential import AsePotential
from tasks.potential import Capabilities, Potential
from tasks.prediction import State, predict
from tasks.predictions import predictions
from tasks.scoring import score
from tasks.solids import equation_of_state
from tasks.solids.birch_murnaghan import fit
from tasks.solids.elastic import TASK, WORST, measured
from tasks.solids.stiffness import cubic, hill, stable, stiffness, tensor_of
from tasks.structure import Floats
from tests.tasks.scaled import Scaled

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
EOS = {s.id: s for s in equation_of_state.TASK.dataset().systems}
# Tersoff, Phys. Rev. B 38, 9902 (1988), the parameters as in Phys. Rev. B 39, 5566 (1989)
SILICON = TersoffParameters(
    m=3, gamma=1, lambda3=0, c=1.0039e5, d=16.217, h=-0.59825, n=0.78734, beta=1.1e-6,
    lambda2=1.7322, B=471.18, R=2.85, D=0.15, lambda1=2.4799, A=1830.8,
)  # fmt: skip


def tersoff() -> Potential:
    return AsePotential(Tersoff({("Si", "Si", "Si"): SILICON}))


def emt() -> Potential:
    return AsePotential(EMT())


def tensor(name: str, potential: Potential) -> Floats:
    return stiffness(TASK.predict(SYSTEMS[name], potential)["stresses"])


def test_silicon_of_tersoff_is_as_published() -> None:
    """Balamane, Halicioglu, Tiller, Phys. Rev. B 46, 2250 (1992): 142.5, 75.4, 69.0 GPa (T3); were
    the atoms not relaxed, C44 would be 118.8."""
    np.testing.assert_allclose(cubic(tensor("si", tersoff())), [142.5, 75.4, 69.0], atol=0.2)


def test_a_cubic_crystal_has_three_constants_and_no_others() -> None:
    found = tensor("si", tersoff())
    np.testing.assert_allclose(found, tensor_of(cubic(found)), atol=0.1)


def test_a_pair_potential_keeps_cauchys_relation() -> None:
    """At zero pressure C12 equals C44 where all forces are central (Born and Huang, section 11)."""
    argon = AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=9.2, smooth=True))
    _, c12, c44 = cubic(tensor("cu", argon))
    assert c12 == pytest.approx(c44, rel=2e-3)


@pytest.mark.parametrize("metal", ["cu", "pt"])
def test_the_bulk_modulus_is_that_of_the_equation_of_state(metal: str) -> None:
    curve = equation_of_state.TASK.predict(EOS[metal], emt())
    fitted = fit(curve["volumes"], curve["energies"])
    assert fitted is not None
    assert hill(tensor(metal, emt()))[0] == pytest.approx(fitted.bulk, rel=0.01)


def test_a_polycrystal_lies_between_the_bounds() -> None:
    """Copper: Voigt's 54.6 and Reuss's 40.4 GPa, and Hill between them (from C, by hand)."""
    copper = tensor_of(np.array([168.4, 121.4, 75.4]))
    bulk, shear = hill(copper)
    assert bulk == pytest.approx((168.4 + 2 * 121.4) / 3)
    voigt = (168.4 - 121.4 + 3 * 75.4) / 5
    reuss = 5 * (168.4 - 121.4) * 75.4 / (4 * 75.4 + 3 * (168.4 - 121.4))
    assert shear == pytest.approx((voigt + reuss) / 2)


def test_borns_criterion() -> None:
    assert stable(tensor_of(np.array([168.4, 121.4, 75.4])))
    assert not stable(tensor_of(np.array([100.0, 120.0, 50.0])))
    assert not stable(tensor_of(np.array([100.0, 50.0, -1.0])))


def test_twice_the_energy_is_twice_as_stiff() -> None:
    np.testing.assert_allclose(
        tensor("cu", Scaled(emt(), by=2.0, batch=16)), 2 * tensor("cu", emt()), rtol=1e-2, atol=0.1
    )


def test_strained_cells_are_asked_for_at_once() -> None:
    potential = Scaled(emt(), batch=16)
    answer = predict(TASK, SYSTEMS["cu"], potential)
    assert answer.state is State.ANSWERED
    assert potential.requests[-1] == 12
    assert sum(potential.requests) < TASK.cost(SYSTEMS["cu"]).structures


def test_many_crystals_are_relaxed_side_by_side() -> None:
    metals = [SYSTEMS[name] for name in ("cu", "ag", "au", "pt")]
    alone, together = Scaled(emt(), batch=16), Scaled(emt(), batch=16)
    expected = [predict(TASK, system, alone) for system in metals]
    found = list(predictions(TASK, metals, together))
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_array_equal(one.arrays["stresses"], other.arrays["stresses"])
    assert len(together.requests) < len(alone.requests)


def test_a_crystal_that_flies_apart_costs_what_silence_costs() -> None:
    """All atoms repel each other: no rest, an answer all the same, and the full price."""
    found = predict(TASK, SYSTEMS["cu"], Scaled(emt(), -1.0))
    assert found.state is State.ANSWERED
    told = TASK.compare(SYSTEMS["cu"], found.arrays, DATA.references["cu"])
    assert {m.of: m.worst for m in TASK.metrics} == told


def test_a_potential_without_stress_is_unsupported() -> None:
    mute = AsePotential(EMT(), Capabilities(frozenset({"energy", "forces"})))
    assert predict(TASK, SYSTEMS["cu"], mute).state is State.UNSUPPORTED


def test_the_null_model_resists_nothing_and_errs_by_a_hundred_per_cent() -> None:
    for system in DATA.systems:
        told = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert told["relative"] == pytest.approx(WORST)
        assert all(abs(told[m.of]) <= (m.worst or 0) for m in TASK.metrics)


def test_references_are_those_of_the_handbook_and_as_uncertain_as_two_sources_differ() -> None:
    by_name = {one.solid.name: one for one in measured()}
    assert len(by_name) == 18
    np.testing.assert_allclose(by_name["Cu"].constants[0], [168.3, 121.2, 75.7])
    assert by_name["Cu"].uncertainty == 5.0
    assert by_name["Pb"].uncertainty == pytest.approx(5.8, abs=0.2)
    for one in by_name.values():
        assert stable(tensor_of(one.constants[0])), one.solid.name
        if one.solid.moduli:  # within what heat and two laboratories make
            bulk = hill(tensor_of(one.constants[0]))[0]
            assert bulk == pytest.approx(one.solid.moduli[0], rel=0.25), one.solid.name


def test_emt_is_sane_beside_experiment() -> None:
    metals = [SYSTEMS[name] for name in ("cu", "ag", "au", "ni", "pd", "pt")]
    answers = [predict(TASK, system, emt()) for system in metals]
    (told, *_) = score(TASK, metals, DATA.references, answers).scores
    assert told.value is not None
    assert 3 < told.value < 12
