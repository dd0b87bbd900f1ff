"""Each element gets the functions that its correlated electrons want."""

from __future__ import annotations

import basis_set_exchange
import numpy as np
import pytest
from pyscf import df, gto

from tasks.references.basis import Family, auxiliaries, auxiliary_name, orbital_name, orbitals
from tasks.references.fragment import Fragment, of
from tests.tasks.references.systems import atom, hydrogen


@pytest.mark.parametrize(
    ("element", "family", "name"),
    [
        ("O", Family.DIFFUSE, "aug-cc-pVTZ"),
        ("Cl", Family.DIFFUSE, "aug-cc-pV(T+d)Z"),
        ("Si", Family.VALENCE, "cc-pV(T+d)Z"),
        ("Li", Family.VALENCE, "cc-pCVTZ"),
        ("Na", Family.DIFFUSE, "aug-cc-pCVTZ"),
        ("Mg", Family.CORE, "cc-pCVTZ"),
        ("Cl", Family.CORE, "cc-pwCVTZ"),
        ("H", Family.CORE, "cc-pVTZ"),
    ],
)
def test_sets_by_element(element: str, family: Family, name: str) -> None:
    assert orbital_name(element, family, "T") == name
    assert orbitals(element, family, "T")


def test_second_row_has_the_tight_d_that_pyscf_lacks() -> None:
    tight = [shell for shell in orbitals("S", Family.DIFFUSE, "D") if shell[0] == 2]
    plain = [shell for shell in gto.basis.load("aug-cc-pvdz", "S") if shell[0] == 2]
    assert len(tight) == len(plain) + 1
    assert max(exponent for _, (exponent, _) in tight) > 5.0 * max(e for _, (e, _) in plain)


def test_segmented_shells_span_the_same_functions() -> None:
    text = basis_set_exchange.get_basis("aug-cc-pV(D+d)Z", elements=["Cl"], fmt="nwchem")
    blocks = gto.M(atom="Cl", basis={"Cl": gto.basis.parse(text, "Cl")}, spin=1, verbose=0)
    split = of(atom("Cl", 2)).mole(Family.DIFFUSE, "D")
    eigenvalues = [np.linalg.eigvalsh(mole.intor("int1e_kin")) for mole in (blocks, split)]
    assert split.nbas > blocks.nbas
    assert eigenvalues[0] == pytest.approx(eigenvalues[1], rel=1e-10)


@pytest.mark.parametrize("element", ["He", "Li", "Na", "Mg"])
def test_a_missing_auxiliary_set_is_made(element: str) -> None:
    assert auxiliary_name(element, "Q", "jkfit") == "autoaux"
    assert max(shell[0] for shell in auxiliaries(element, "Q", "jkfit")) >= 4


def test_beyond_argon_is_refused() -> None:
    with pytest.raises(ValueError, match="Kr"):
        orbitals("Kr", Family.VALENCE, "T")


def test_a_ghost_lends_its_functions_and_their_fit_but_no_charge() -> None:
    whole = of(hydrogen())
    half = Fragment(whole.symbols, (True, False), whole.positions, 0, 2)
    mole = half.mole(Family.DIFFUSE, "D")
    assert half.names == ["H", "GHOST-H"]
    assert mole.nao == whole.mole(Family.DIFFUSE, "D").nao
    assert mole.nelectron == 1
    assert mole.energy_nuc() == pytest.approx(0.0)
    fit = df.addons.make_auxmol(mole, half.each(lambda each: auxiliaries(each, "D", "ri")))
    lone = gto.M(atom="H", basis={"H": auxiliaries("H", "D", "ri")}, spin=1)
    assert fit.nao == 2 * lone.nao


def test_a_lone_atom_is_the_same_wherever_it_is() -> None:
    here, there = of(atom("F", 2)), of(atom("F", 2)).moved(of(atom("F", 2)).positions + 1.5)
    assert here.key == there.key
    assert here.key != of(atom("F", 1, charge=-1)).key
