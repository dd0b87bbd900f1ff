"""Where coupled cluster cannot be trusted, there is no reference."""

from __future__ import annotations

import pytest
from pyscf import scf

from tasks.references.compute import compute
from tasks.references.correlation import CoupledCluster
from tasks.references.evaluation import Evaluation
from tasks.references.fragment import of
from tasks.references.rejected import Rejected
from tasks.references.screening import check_second_tier, check_spin, doubts
from tasks.references.second_tier import beyond_triples
from tests.tasks.references.systems import BOND, atom, reaction, structure


def diagnosed(t1: float, d1: float, t2: float, share: float) -> Evaluation:
    cluster = CoupledCluster(ccsd=share - 1.0, triples=-share, t1=t1, d1=d1, t2=t2)
    return Evaluation(-1.0, -1.0, coupled_cluster=cluster)


def test_a_closed_shell_within_all_four_limits_is_trusted() -> None:
    assert doubts(diagnosed(0.02, 0.05, 0.12, 0.05)) == []


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ((0.021, 0.01, 0.01, 0.01), "T1"),
        ((0.01, 0.06, 0.01, 0.01), "D1"),
        ((0.01, 0.01, 0.13, 0.01), "largest t2"),
        ((0.01, 0.01, 0.01, 0.06), "share of (T)"),
    ],
)
def test_each_limit_counts(values: tuple[float, float, float, float], name: str) -> None:
    (doubt,) = doubts(diagnosed(*values))
    assert doubt.startswith(f"{name} is")


def test_a_contaminated_open_shell_is_rejected() -> None:
    check_spin(Evaluation(-1.0, -1.0, contamination=0.05), "OH")
    with pytest.raises(Rejected, match=r"CN: <S²> exceeds its exact value by 0\.300"):
        check_spin(Evaluation(-1.0, -1.0, contamination=0.3), "CN")


def test_the_second_tier_has_its_limit() -> None:
    check_second_tier(-0.99, {"it": ["T1 is 0.030, the limit 0.02"]})
    with pytest.raises(Rejected, match=r"by 1\.01 kcal/mol"):
        check_second_tier(1.01, {"it": ["T1 is 0.030, the limit 0.02"]})


def test_ccsdtq_adds_nothing_to_two_electrons_and_refuses_open_shells() -> None:
    assert beyond_triples(of(structure("HH", [0.0, BOND["HH"]]))) == 0.0
    with pytest.raises(Rejected, match="closed shells only"):
        beyond_triples(of(atom("O", 3)))


def test_ccsdtq_in_a_large_process_that_keeps_no_integrals_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    borane = of(structure("BH", [0.0, 1.23]))
    usual = beyond_triples(borane)
    monkeypatch.setattr(scf.hf.SCF, "_is_mem_enough", lambda self: False)
    assert beyond_triples(borane) == pytest.approx(usual, abs=1e-9)
    assert usual != 0


def test_dicarbon_is_multireference_and_its_stretching_is_rejected() -> None:
    """C2, the textbook case: T1 0.04, D1 0.09, largest t2 0.3."""
    near, far = structure("CC", [0.0, BOND["CC"]]), structure("CC", [0.0, 1.3 * BOND["CC"]])
    record = compute(reaction("c2", ("far", 1.0, far), ("near", -1.0, near)))
    assert not record.accepted
    assert record.energy is None
    assert record.provenance["rejected_at"] == "screening"
    (reason,) = record.reasons
    assert "T1 is 0.03" in reason
    assert "D1 is 0.08" in reason
    assert "CCSDT(Q) changes the energy by" in reason
    assert abs(record.provenance["second_tier"]["change_kcal_mol"]) > 1.0


def test_dicarbon_against_its_atoms_cannot_be_checked_and_is_rejected() -> None:
    near = structure("CC", [0.0, BOND["CC"]])
    record = compute(reaction("c2", ("C2", -1.0, near), ("C", 2.0, atom("C", 3))))
    assert not record.accepted
    assert record.reasons[0].startswith("CCSDT(Q) is there for closed shells only; C2: T1 is")
