"""The estimate is the documented sum of squares, of what the record itself holds."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tasks.reactions import KCAL_MOL
from tasks.references.candidate import COMPOSITE, FOCAL_POINT
from tasks.references.forces import STEP
from tasks.references.record import HARTREE, Record
from tasks.references.uncertainty import LEAST, LEAST_FORCE, RELATIVE, of_record

KCAL = KCAL_MOL / HARTREE
"""1 kcal/mol in hartree."""


def record(protocol: str, energy: float, change: float, *species: tuple[float, Any]) -> Record:
    """energy, change by CCSDT(Q): kcal/mol. species: coefficient and component energies."""
    kept = {
        "protocol": protocol,
        "second_tier": {"asked_because": {}, "change_kcal_mol": change},
        "species": [{"coefficient": c, "terms": terms} for c, terms in species],
    }
    return Record("r", "bonds", True, energy=energy * KCAL_MOL, provenance=kept)


def valence(triple: float, quadruple: float) -> dict[str, float]:
    """Correlation energies only, kcal/mol. Their limit lies 27/37 of the step further."""
    terms = {"CCSD/TZ": triple * KCAL, "CCSD/QZ": quadruple * KCAL}
    return {"HF/TZ": -1.0, "HF/QZ": -1.0, "(T)/TZ": 0.0, "(T)/QZ": 0.0, **terms}


def test_what_is_small_is_known_to_the_least() -> None:
    nothing = record(COMPOSITE, 0.0, 0.0, (1.0, valence(-1.0, -1.0)), (-1.0, {}))
    assert of_record(nothing) == pytest.approx(LEAST[COMPOSITE])


def test_the_composite_adds_extrapolation_size_and_second_tier() -> None:
    whole, part = valence(0.0, -3.7), valence(0.0, -1.85)
    found = of_record(record(COMPOSITE, -100.0, 0.4, (-1.0, whole), (1.0, part)))
    step = 27.0 / 37.0 * 1.85
    parts = 0.25 * step, RELATIVE[COMPOSITE] * 100.0, LEAST[COMPOSITE], 0.4
    assert found == pytest.approx(math.hypot(*parts))


def test_the_focal_point_adds_what_its_small_basis_lacks() -> None:
    terms = {"DF-HF/aTZ": -1.0, "DF-HF/aQZ": -1.0, "MP2/aDZ": -0.5 * KCAL}
    terms |= {"DF-MP2/aTZ": -0.9 * KCAL, "DF-MP2/aQZ": -0.9 * KCAL}
    found = of_record(record(FOCAL_POINT, -2.0, 0.0, (1.0, terms)))
    assert found == pytest.approx(
        math.hypot(0.25 * 0.4, RELATIVE[FOCAL_POINT] * 2.0, LEAST[FOCAL_POINT])
    )


def test_forces_count_the_root_mean_square_of_the_step() -> None:
    """A diatomic: one displacement, to which both atoms contribute."""
    there, back = valence(0.0, -1.0), valence(0.0, -0.9)
    kept = {"displaced": [{"terms": there}, {"terms": back}]}
    forces = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]
    slope = 27.0 / 37.0 * 0.1 * KCAL_MOL / (2.0 * STEP)
    rms = 1000.0 * slope / math.sqrt(6.0)
    found = of_record(Record("f", "forces", True, forces=forces, provenance=kept))
    assert found == pytest.approx(math.hypot(0.25 * rms, LEAST_FORCE))


def test_a_reject_has_no_estimate() -> None:
    with pytest.raises(ValueError, match="too large"):
        of_record(Record("r", "bonds", False, reasons=("too large",)))
