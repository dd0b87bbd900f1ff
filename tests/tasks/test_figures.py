"""Figures: what they show of potentials whose curves are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.figure import Curve, Figure, Kind, curve, log10
from tasks.figures import figures
from tasks.prediction import Prediction, State, predict
from tasks.registry import TASKS
from tasks.solids.birch_murnaghan import energy, fitted
from tasks.system import Arrays
from tasks.task import Task

BUILT_IN = [task for task in TASKS.values() if not task.missing()]
EOS, CURVES = TASKS["equation-of-state"], TASKS["noncovalent-curves"]


def labelled(figure: Figure, label: str) -> Curve:
    return next(one for one in figure.curves if one.label == label)


def test_a_fitted_curve_goes_through_points_that_obey_it() -> None:
    volumes = np.linspace(18, 22, 11)
    energies = energy(volumes, 20.0, 98.0, 4.2) - 5.4
    between = np.linspace(18.1, 21.9, 7)
    assert fitted(volumes, energies, between) == pytest.approx(
        energy(between, 20.0, 98.0, 4.2) - 5.4, abs=1e-9
    )


def test_an_equation_of_state_is_drawn_with_its_points_its_fit_and_the_experiment() -> None:
    dataset = EOS.dataset()
    copper = next(s for s in dataset.systems if s.id == "cu")
    answered = predict(EOS, copper, AsePotential(EMT()))
    parity, drawn = figures(EOS, [copper], dataset.references, [answered])
    assert (drawn.system, drawn.title) == ("cu", "Cu")
    points, fit = labelled(drawn, "asked"), labelled(drawn, "fit")
    assert len(points.x) == 11
    assert np.interp(points.x[5], fit.x, fit.y) == pytest.approx(points.y[5], abs=0.2)
    measured = labelled(drawn, "experiment")
    lowest = measured.x[int(np.argmin(measured.y))]
    right = float(dataset.references["cu"]["lattice"]) ** 3 / 4
    assert lowest == pytest.approx(right, rel=0.01)
    (pair,) = zip(parity.curves[0].x, parity.curves[0].y, strict=True)
    error = EOS.compare(copper, answered.arrays, dataset.references["cu"])["lattice"]
    assert pair[1] - pair[0] == pytest.approx(error, abs=1e-5)
    assert parity.curves[0].names == ("cu",)
    assert parity.level


def test_systems_that_are_points_of_one_curve_are_drawn_as_that_curve() -> None:
    dataset = CURVES.dataset()
    argon = AsePotential(LennardJones(sigma=3.0, epsilon=0.05))
    some = [s for s in dataset.systems if s.cluster == dataset.systems[0].cluster][::-1]
    answers = [predict(CURVES, s, argon) for s in some]
    parity, drawn = figures(CURVES, some, dataset.references, answers)
    assert len(parity.curves[0].x) == len(some) == 5
    potential = labelled(drawn, "potential")
    assert potential.x == (0.9, 1.0, 1.2, 1.5, 2.0)
    assert drawn.system == ""
    reference = labelled(drawn, "CCSD(T)/CBS")
    assert min(reference.y) == pytest.approx(reference.y[1], abs=0.2)  # at its equilibrium
    assert {round(y, 3) for y in potential.y} <= {round(y, 3) for y in parity.curves[0].y}


def absurd(system: str) -> Arrays:
    start = next(s for s in EOS.dataset().systems if s.id == system).structures["start"]
    volumes = start.volume * np.linspace(0.9, 1.1, 11)
    return {"volumes": volumes, "energies": 1e300 * (volumes - volumes.mean()) ** 2}


@pytest.mark.parametrize("state", [State.FAILED, State.UNSUPPORTED])
def test_what_was_not_answered_is_not_drawn(state: State) -> None:
    dataset = EOS.dataset()
    assert figures(EOS, dataset.systems, dataset.references, [Prediction("cu", state)]) == []


def test_an_absurd_answer_spoils_no_other_systems_figure() -> None:
    dataset = EOS.dataset()
    systems = [s for s in dataset.systems if s.id in ("cu", "ag")]
    silver = predict(EOS, next(s for s in systems if s.id == "ag"), AsePotential(EMT()))
    copper = Prediction("cu", State.ANSWERED, absurd("cu"))
    drawn = figures(EOS, systems, dataset.references, [copper, silver])
    assert "ag" in {one.system for one in drawn}
    numbers = [n for one in drawn for c in one.curves for n in (*c.x, *c.y)]
    assert np.isfinite(numbers).all()


def test_a_figure_survives_json_and_one_that_lacks_a_number_does_not() -> None:
    points = curve("asked", Kind.POINTS, [1.0, 2.0, np.nan], [3.0, 4.0, 5.0], ["a", "b", "c"])
    figure = Figure("cu", "Cu", "x / Å", "y / eV", (points,))
    assert points.names == ("a", "b")
    again = Figure.from_json(figure.to_json())
    assert again == figure
    broken = figure.to_json()
    broken["curves"][0]["y"] = [3.0]
    with pytest.raises(ValueError, match="2 and 1 numbers"):
        Figure.from_json(broken)


def test_a_curve_of_unequal_arrays_is_refused() -> None:
    with pytest.raises(ValueError, match="x has shape"):
        curve("asked", Kind.POINTS, [1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="1 names"):
        curve("asked", Kind.POINTS, [1.0, 2.0], [1.0, 2.0], ["a"])


def test_copper_is_drawn_with_its_bands_the_neutrons_and_its_states() -> None:
    task = TASKS["phonons"]
    dataset = task.dataset()
    copper = next(s for s in dataset.systems if s.id == "cu")
    answered = predict(task, copper, AsePotential(EMT()))
    parity, bands, states = figures(task, [copper], dataset.references, [answered])
    assert (bands.title, states.title) == ("Cu: bands", "Cu: states")
    branches = [one for one in bands.curves if one.label == "bands"]
    assert len(branches) == 3
    assert [tick.label for tick in bands.ticks] == ["Γ", "X", "U|K", "Γ", "L"]
    measured = labelled(bands, "measured")
    assert sorted(set(measured.x)) == pytest.approx([bands.ticks[i].at for i in (1, 4)], rel=1e-5)
    assert parity.curves[0].x[0] == pytest.approx(max(measured.y), abs=1e-4)
    (curve_of_states,) = states.curves
    modes = np.trapezoid(curve_of_states.y, curve_of_states.x)
    assert modes == pytest.approx(3, rel=0.02)


def test_a_turn_of_ethane_is_drawn_with_its_measured_barrier() -> None:
    task = TASKS["torsion-barriers"]
    dataset = task.dataset()
    ethane = next(s for s in dataset.systems if s.id == "ethane")
    argon = AsePotential(LennardJones(sigma=1.2, epsilon=0.1))
    answered = predict(task, ethane, argon)
    arrays = answered.arrays | {"converged": np.ones(8)}  # a molecule held by no bonds may not rest
    shown = [Prediction("ethane", State.ANSWERED, arrays)]
    parity, turn = figures(task, [ethane], dataset.references, shown)
    assert labelled(turn, "potential").x == (0, 30, 60, 90, 120, 150, 180)
    assert labelled(turn, "reference").y[0] == pytest.approx(parity.curves[0].x[0])
    assert 11 < parity.curves[0].x[0] < 13  # kJ/mol


@pytest.mark.parametrize("slug", ["liquid-water-quick", "molten-metals-quick"])
def test_a_simulated_liquid_is_drawn_with_the_error_of_its_blocks(slug: str) -> None:
    task = TASKS[slug]
    dataset = task.dataset()
    system = dataset.systems[0]
    radii = np.arange(2.0, 4.0, 0.05)
    blocks = 1 + np.outer([0.9, 1.0, 1.1], np.exp(-((radii - 2.8) ** 2) / 0.05))
    arrays = task.null(system) | {"r": radii, "g": blocks}
    shown = [Prediction(system.id, State.ANSWERED, arrays)]
    _, radial, waves = figures(task, [system], dataset.references, shown)
    line = labelled(radial, "simulated")
    top = int(np.argmax(line.y))
    assert (line.x[top], line.y[top]) == pytest.approx((2.8, 2.0))
    assert line.spread[top] == pytest.approx(0.1 / np.sqrt(3), rel=1e-4)
    assert waves.x == "Wave number / cm⁻¹"


@pytest.mark.parametrize(
    "task", [t for t in TASKS.values() if not t.missing()], ids=lambda task: task.slug
)
def test_the_null_model_of_every_task_can_be_drawn(task: Task) -> None:
    dataset = task.dataset()
    some = dataset.systems[:3]
    answers = [Prediction(s.id, State.ANSWERED, task.null(s)) for s in some]
    drawn = figures(task, some, dataset.references, answers)
    numbers = [n for one in drawn for c in one.curves for n in (*c.x, *c.y, *c.spread)]
    assert np.isfinite(numbers).all()
    if task.draw:
        for system in some:
            assert isinstance(
                task.draw(system, task.null(system), dataset.references[system.id]), list
            )


def test_a_figure_that_cannot_be_drawn_costs_no_score() -> None:
    def broken(*given: object) -> list[Figure]:
        raise ValueError("arange: cannot compute length")

    dataset = EOS.dataset()
    copper = next(s for s in dataset.systems if s.id == "cu")
    shown = [predict(EOS, copper, AsePotential(EMT()))]
    (parity,) = figures(replace(EOS, draw=broken), [copper], dataset.references, shown)
    assert parity.level


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_logarithm_that_there_is_none_of_is_left_out_of_a_curve() -> None:
    values = [100.0, 0.0, -1.0, float("nan"), 0.1]
    found = curve("sizes", Kind.POINTS, range(5), log10(values))
    assert (found.x, found.y) == ((0.0, 4.0), (2.0, -1.0))
