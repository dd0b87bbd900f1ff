"""Bulk moduli: what theory says of Lennard-Jones' crystal, and of one that is squeezed unevenly."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.lj import LennardJones
from ase.units import GPa

from tasks.ase_potential import AsePotential
from tasks.drivers.relax import relax
from tasks.imports.experimental_solids import FOLDER
from tasks.potential import Answer, Capabilities, Potential
from tasks.solids import functional
from tasks.solids.at_rest import FMAX, STEPS
from tasks.solids.birch_murnaghan import fit
from tasks.solids.bulk_moduli import TASK, WORST
from tasks.solids.stiffness import stiffness, stresses
from tasks.system import System
from tests.tasks.imported import library
from tests.tasks.potentials import emt

DEPTH, SIGMA = 0.4, 2.4  # eV, Å


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def system(name: str) -> System:
    return next(s for s in TASK.dataset().systems if s.id == name)


def pairs(reach: float) -> Potential:
    return AsePotential(LennardJones(sigma=SIGMA, epsilon=DEPTH, rc=reach * SIGMA, smooth=False))


def modulus(name: str, potential: Potential) -> float:
    found = TASK.predict(system(name), potential)
    curve = fit(found["volumes"], found["energies"])
    assert curve is not None
    return curve.bulk


def test_lennard_jones_is_as_stiff_as_its_lattice_sums_say() -> None:
    """B = 4ε/σ³ · A12 · (A6/A12)^(5/2) = 75.2 ε/σ³ of fcc, with the sums 14.454 and 12.132
    (Ashcroft and Mermin, Solid State Physics, chapter 20)."""
    sums = 4 * 12.132 * (14.454 / 12.132) ** 2.5
    found = modulus("Al_fcc", pairs(reach=7.0)) * GPa * SIGMA**3 / DEPTH
    assert found == pytest.approx(sums, rel=5e-3)


def test_a_hexagonal_crystal_gives_way_where_it_is_softest() -> None:
    """Under pressure, not equal strain: Reuss's modulus, 1 / Σ S_ij, of the elastic tensor."""
    potential = pairs(reach=4.0)
    crystal = relax(
        system("Mg_hcp").structures["solid"], potential, cell=True, fmax=FMAX, steps=STEPS
    )
    soft = np.linalg.inv(stiffness(stresses(crystal.structure, potential, FMAX, STEPS)))
    assert modulus("Mg_hcp", potential) == pytest.approx(1 / soft[:3, :3].sum(), rel=0.01)


def test_what_pbe_gets_wrong_of_an_element_stands_beside() -> None:
    reference = TASK.dataset().references["Ag_fcc"]
    told = TASK.compare(system("Ag_fcc"), TASK.predict(system("Ag_fcc"), emt()), reference)
    assert told["functional:PBE"] == pytest.approx(90.15 - 110.8, abs=0.01)
    diamond = TASK.compare(
        system("C_diamond"),
        TASK.null(system("C_diamond")),
        TASK.dataset().references["C_diamond"],
    )
    assert "functional:PBE" not in diamond  # dcdft has graphite


def test_pbe_is_softer_than_the_metals_that_it_expands() -> None:
    moduli, data = functional.bulk(), TASK.dataset().references
    for metal in ("Rh", "Pd", "Cu", "Ag"):
        assert moduli[metal] < float(data[f"{metal}_fcc"]["bulk"])
    with_both = [s.id for s in TASK.dataset().systems if s.id.partition("_")[0] in moduli]
    assert len(with_both) == 23


def test_silence_costs_no_less_than_the_null_model() -> None:
    data = TASK.dataset()
    for one in data.systems:
        told = TASK.compare(one, TASK.null(one), data.references[one.id])
        assert abs(told["bulk"]) < WORST
    assert np.mean([float(r["bulk"]) for r in data.references.values()]) == pytest.approx(
        124, abs=1
    )


def test_a_crystal_that_falls_apart_costs_what_silence_costs() -> None:
    class Repelling:
        capabilities = Capabilities()

        def evaluate(self, structures, properties):  # type: ignore[no-untyped-def]
            return [
                Answer(-s.volume, np.zeros((len(s), 3)), np.array([-1.0] * 3 + [0.0] * 3))
                for s in structures
            ]

    found = TASK.predict(system("Al_fcc"), Repelling())
    told = TASK.compare(system("Al_fcc"), found, TASK.dataset().references["Al_fcc"])
    assert told == {"bulk": WORST}
