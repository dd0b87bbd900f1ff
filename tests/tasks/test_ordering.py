from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from ase import Atoms

from tasks import ordering, reactions
from tasks.ordering import compare_in, metrics, misordered, reference, told
from tasks.structure import Structure
from tasks.system import System

KJ = reactions.KJ_MOL


def pair() -> System:
    """A of two atoms a cell, B of four, per atom."""
    cells = [Structure.from_atoms(Atoms(f"Ar{n}", np.eye(n, 3) * 3.8)) for n in (2, 4)]
    return reactions.reaction("A-B", [("A", 0.5, cells[0]), ("B", -0.25, cells[1])], {})


def judged(a: float, b: float, truth: float = -1.0, **levels: float) -> dict[str, float]:
    """Energies of the cells of A and B in kJ/mol."""
    predicted = {"energies": np.array([a, b]) * KJ}
    return compare_in(KJ)(pair(), predicted, reference(truth, 0.5, KJ, levels))


def test_the_other_one_lower_is_the_wrong_order() -> None:
    assert judged(-10.0, -16.0)["misordered"] == 0  # -5 and -4 a molecule: A lower, as it should
    assert judged(-10.0, -24.0)["misordered"] == 100
    assert judged(-10.0, -24.0, truth=+1.0)["misordered"] == 0


def test_the_error_is_that_of_the_difference() -> None:
    assert judged(-10.0, -16.0)["error"] == pytest.approx(0)
    assert judged(-10.0, -24.0)["error"] == pytest.approx(2)


def test_who_sees_no_difference_has_a_coins_chance() -> None:
    nothing = compare_in(KJ)(pair(), reactions.null(pair()), reference(-1.0, 0.5, KJ))
    assert nothing == {"misordered": 50, "error": pytest.approx(1)}


def test_a_functional_is_judged_by_the_same_rule() -> None:
    found = judged(-10.0, -16.0, **{"PBE": +3.0, "DMC": -0.1})
    assert found["functional:PBE"] == 100
    assert found["functional:DMC"] == 0


def test_what_is_no_number_is_in_no_order() -> None:
    assert isnan(misordered(inf, -1.0))
    assert isnan(misordered(nan, -1.0))


def test_the_references_own_chance_of_being_wrong() -> None:
    chances = [float(reference(d, 1.0, KJ)["uncertainty"]) for d in (1.0001, 2.0, -2.0, 6.0)]
    assert chances == pytest.approx([15.86, 2.275, 2.275, 0.0], abs=0.01)  # one- and two-sigma
    assert float(reference(-2.0, 1.0, KJ)["spread"]) == pytest.approx(KJ)


def test_a_difference_inside_its_uncertainty_has_no_order() -> None:
    assert told(-1.1, 1.0)
    assert not told(1.0, 1.0)
    with pytest.raises(ValueError, match="1 ± 1 has no order"):
        reference(1.0, 1.0, KJ)


def test_order_comes_first_and_silence_is_the_wrong_order() -> None:
    share, absolute = metrics("kJ/mol", 10.0, ("family",))
    assert (share.unit, share.worst) == ("%", ordering.WRONG)
    assert (absolute.name, absolute.unit, absolute.worst) == ("mae", "kJ/mol", 10.0)
    assert share.by == absolute.by == ("family", "size", "element", "coordination", "charge")
