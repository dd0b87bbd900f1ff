"""Counterpoise: every part in the basis of the whole, in every term."""

from __future__ import annotations

import pytest

from tasks.references.compute import compute
from tasks.references.evaluation import Evaluation
from tasks.references.focal_point import first_step, focal_point
from tasks.references.fragment import Fragment, fragment, of
from tasks.references.record import HARTREE
from tests.tasks.references.systems import dimer, structure

CLOSE = structure(["He", "He"], [0.0, 2.0])


def energy(one: Fragment) -> Evaluation:
    return focal_point(one, first_step(one))


def test_ghosts_lower_an_atom_in_every_term() -> None:
    candidate = dimer("he2", CLOSE, 1)
    with_ghost = energy(fragment(candidate, candidate.species[1]))
    alone = energy(of(candidate.species[1].structure))
    assert with_ghost.terms.keys() == alone.terms.keys()
    assert all(with_ghost.terms[term] < alone.terms[term] for term in ("HF/aDZ", "DF-HF/aTZ"))
    assert all(with_ghost.terms[term] < alone.terms[term] for term in ("MP2/aDZ", "DF-MP2/aQZ"))
    assert with_ghost.functions["aQZ"] == 2 * alone.functions["aQZ"]


def test_the_record_is_the_sum_of_its_parts() -> None:
    record = compute(dimer("he2", CLOSE, 1))
    assert record.accepted
    assert record.energy is not None
    terms = record.provenance["species"]
    total = sum(each["coefficient"] * each["energy"] for each in terms)
    assert record.energy == pytest.approx(total * HARTREE, abs=1e-12)
    assert [each["atoms"] for each in terms] == ["He He", "He GHOST-He", "GHOST-He He"]
    assert terms[1]["energy"] == pytest.approx(terms[2]["energy"], abs=1e-8)
    assert set(record.levels) == {"PBE", "r2SCAN", "wB97M-V"}


def test_counterpoise_binds_less_than_what_is_not_corrected() -> None:
    """In one basis, aug-cc-pVDZ; the limits differ by little, and either way."""
    candidate = dimer("he2", CLOSE, 1)
    whole, ghosts = (first_step(fragment(candidate, s)).energy for s in candidate.species[:2])
    alone = first_step(of(candidate.species[1].structure)).energy
    assert whole - 2.0 * ghosts > whole - 2.0 * alone


def test_density_fitting_is_close_to_conventional_integrals() -> None:
    small = energy(of(structure(["He"], [0.0])))
    exact = first_step(of(structure(["He"], [0.0])))
    assert small.terms["HF/aDZ"] == exact.terms["HF/aDZ"]
    # The Hartree-Fock limit of helium: -2.8616800 hartree.
    assert small.terms["DF-HF/aQZ"] == pytest.approx(-2.86168, abs=2e-4)


def test_far_apart_nothing_is_left() -> None:
    record = compute(dimer("far", structure(["He", "He"], [0.0, 25.0]), 1))
    assert record.energy == pytest.approx(0.0, abs=1e-6)
