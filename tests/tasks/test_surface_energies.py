"""Surface energies: broken bonds of a pair potential, exactly; and EMT beside estimates."""

from __future__ import annotations

import numpy as np
import pytest
from ase import units
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.drivers.relax import relax
from tasks.imports.experimental_solids import FOLDER
from tasks.potential import energies
from tasks.solids import surface_energies
from tasks.solids.surface_energies import TASK, WORST, slab
from tasks.system import System
from tests.tasks.imported import library
from tests.tasks.potentials import emt

DEPTH, SIGMA = 0.4, 2.4  # eV, Å
FIRST = 2 ** (1 / 6) * SIGMA  # distance of neighbours, Å


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def system(name: str) -> System:
    return next(s for s in TASK.dataset().systems if s.id == name)


def tension(name: str, potential: AsePotential) -> float:
    """J/m²."""
    of, reference = system(name), TASK.dataset().references[name]
    told = TASK.compare(of, TASK.predict(of, potential), reference)
    return told["signed"] + float(reference["surface"])


@pytest.mark.parametrize("metal", ["Al111", "Ti0001"])
def test_a_cut_costs_the_bonds_that_it_breaks(metal: str) -> None:
    """Neighbours alone attract each other: three bonds an atom are cut, each shared by two sides,
    and nothing relaxes; so the energy is 3/2 of a bond for each area √3/2 r²."""
    pairs = LennardJones(sigma=SIGMA, epsilon=DEPTH, rc=1.3 * FIRST, smooth=False)
    bond = DEPTH * (1 + 4 * ((SIGMA / 1.3 / FIRST) ** 12 - (SIGMA / 1.3 / FIRST) ** 6))
    law = 1.5 * bond / (np.sqrt(3) / 2 * FIRST**2) * 1e20 / units.J
    assert tension(metal, AsePotential(pairs)) == pytest.approx(law, rel=1e-3)


@pytest.mark.parametrize("metal", ["Cu111", "Pt111"])
def test_eight_layers_are_enough(metal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    thin = tension(metal, emt())
    monkeypatch.setattr(surface_energies, "LAYERS", 14)
    assert tension(metal, emt()) == pytest.approx(thin, rel=0.005)


@pytest.mark.parametrize(("metal", "neighbours"), [("Cu111", 9), ("Fe110", 6), ("Mg0001", 9)])
def test_the_plane_is_the_closest_packed_one(metal: str, neighbours: int) -> None:
    of = system(metal)
    cut = slab(of, a=3.0, c=3.0 * np.sqrt(8 / 3)).to_atoms()
    top = int(np.argmax(cut.positions[:, 2]))
    copies = cut.repeat((5, 5, 1))
    middle = 12 * len(cut) + top
    apart = copies.get_distances(middle, range(len(copies)))
    apart = np.sort(apart[apart > 0.1])
    assert np.count_nonzero(apart < 1.05 * apart[0]) == neighbours
    assert np.ptp(cut.positions[:, 2]) < cut.cell[2, 2] - 15


def test_a_relaxed_surface_is_not_dearer_than_an_ideal_one() -> None:
    ideal = slab(system("Cu111"), a=3.59, c=3.59)
    (before,) = energies(emt(), [ideal])
    after = relax(ideal, emt(), cell=False, fmax=surface_energies.FMAX)
    assert after.converged
    assert before - 0.1 < after.energy < before


def test_emts_metals_stand_in_the_right_order_and_too_low() -> None:
    """They are far below the estimates, as is known of EMT; aluminium's is below copper's."""
    found = {name: tension(name, emt()) for name in ("Al111", "Cu111", "Ni111")}
    assert found["Al111"] < found["Cu111"] < found["Ni111"]
    assert 0.5 < found["Cu111"] < 1.79


def test_what_finds_no_rest_costs_what_silence_costs() -> None:
    of, reference = system("Cu111"), TASK.dataset().references["Cu111"]
    lost = TASK.null(of) | {"slab_converged": np.array(0.0)}
    assert TASK.compare(of, lost, reference) == {"surface": WORST}


def test_the_null_model_loses_what_a_surface_costs_and_less_than_silence() -> None:
    data = TASK.dataset()
    for one in data.systems:
        told = TASK.compare(one, TASK.null(one), data.references[one.id])
        assert told["signed"] == pytest.approx(-float(data.references[one.id]["surface"]))
        assert abs(told["surface"]) < WORST
