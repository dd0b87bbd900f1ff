"""The protocol gives what is published. Larger cases, and the costs: benchmarks/references.py."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.reactions import KCAL_MOL
from tasks.references.compute import compute
from tasks.structure import Structure
from tests.tasks.references.systems import BOND, atom, dimer, hydrogen, reaction, structure

# kcal/mol. W4-17 (Karton, Sylvetsky, Martin, J. Comput. Chem. 38, 2063 (2017)).
HYDROGEN, HYDROGEN_FLUORIDE = 109.50, 141.64
# HTBH38/08 (Zheng, Zhao, Truhlar, J. Chem. Theory Comput. 5, 808 (2009)).
EXCHANGE = 9.60
# NC11 in GSCDB138 (CC BY 4.0), there from Smith et al., J. Phys. Chem. Lett. 7, 2197 (2016): with a
# second hydrogen, and with hydrogen fluoride; and half of the bond of the first hydrogen there, Å.
HYDROGENS, HYDROGEN_AND_FLUORIDE, HALF = -0.1131, -1.1432, 0.38332


def kcal_mol(energy: float | None) -> float:
    assert energy is not None
    return energy / KCAL_MOL


def test_atomization_of_hydrogen() -> None:
    record = compute(reaction("h2", ("H", 2.0, atom("H", 2)), ("H2", -1.0, hydrogen())))
    assert kcal_mol(record.energy) == pytest.approx(HYDROGEN, abs=0.2)
    assert record.uncertainty == pytest.approx(0.27, abs=0.05)


def test_atomization_of_hydrogen_fluoride() -> None:
    whole = structure("HF", [0.0, BOND["HF"]])
    terms = ("H", 1.0, atom("H", 2)), ("F", 1.0, atom("F", 2)), ("HF", -1.0, whole)
    record = compute(reaction("hf", *terms))
    assert kcal_mol(record.energy) == pytest.approx(HYDROGEN_FLUORIDE, abs=0.4)
    assert kcal_mol(record.levels["r2SCAN"]) == pytest.approx(HYDROGEN_FLUORIDE, abs=6.0)


def test_barrier_of_hydrogen_exchange() -> None:
    saddle = structure("HHH", [-0.9298, 0.0, 0.9298], spin=2)
    terms = ("ts", 1.0, saddle), ("H", -1.0, atom("H", 2)), ("H2", -1.0, hydrogen())
    record = compute(reaction("h3", *terms))
    assert kcal_mol(record.energy) == pytest.approx(EXCHANGE, abs=0.1)
    # PBE's barrier is known to be a third of it.
    assert kcal_mol(record.levels["PBE"]) < 5.0


@pytest.mark.parametrize(
    ("partner", "published"), [(["H", "H"], HYDROGENS), (["H", "F"], HYDROGEN_AND_FLUORIDE)]
)
def test_interactions_are_right_within_their_own_uncertainty(
    partner: list[str], published: float
) -> None:
    """T-shaped: the first H2 across, its partner along the axis."""
    places = {"H": [3.00341505, 3.77005311], "F": [1.97325265, 2.90613918]}[partner[1]]
    numbers = structure(["H", "H", *partner], [0.0] * 4).numbers
    across = [[HALF, 0.0, 0.0], [-HALF, 0.0, 0.0], *([0.0, 0.0, z] for z in places)]
    record = compute(dimer("h2", Structure(numbers, np.array(across)), 2))
    assert record.uncertainty is not None
    assert record.uncertainty < 0.1
    assert kcal_mol(record.energy) == pytest.approx(published, abs=record.uncertainty)
