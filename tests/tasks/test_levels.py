from __future__ import annotations

import pytest

from tasks.levels import declared

LEVELS = ("PBE", "PBE-D3(BJ)", "PBE0", "r2SCAN", "revPBE-D4", "wB97M-V", "wB97X-D", "DMC")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("PBE", "PBE"),
        ("pbe ", "PBE"),
        ("PBE (MPtrj)", "PBE"),
        ("DFT (PBE, PAW)", "PBE"),
        ("PBE54", "PBE"),
        ("PBE/def2-TZVP", "PBE"),
        ("PBE0", "PBE0"),
        ("r2SCAN", "r2SCAN"),
        ("r²SCAN, fine-tuned", "r2SCAN"),
        ("R2SCAN (MatPES)", "r2SCAN"),
        ("ωB97M-V", "wB97M-V"),
        ("ωB97M-V/def2-TZVPD", "wB97M-V"),
        ("wB97M‑V (OMol25)", "wB97M-V"),
        ("WB97MV", "wB97M-V"),
        ("ωB97X-D/6-31G(d)", "wB97X-D"),
        ("PBE-D3(BJ)", "PBE-D3(BJ)"),
        ("PBE+D3BJ", "PBE-D3(BJ)"),
        ("PBE with D3(BJ)", "PBE-D3(BJ)"),
        ("PBE D3-BJ", "PBE-D3(BJ)"),
        ("revPBE + D4", "revPBE-D4"),
    ],
)
def test_a_level_is_found_in_free_words(text: str, level: str) -> None:
    found = declared(text, LEVELS)
    assert (found.level, found.note) == (level, "")


@pytest.mark.parametrize(
    "text", ["PBE+U", "PBE, PBE+U", "PBE/PBE+U", "PBE, PBE+U; MP2020 corrections", "PBE(+U)"]
)
def test_pbe_with_u_counts_as_pbe_and_says_so(text: str) -> None:
    found = declared(text, LEVELS)
    assert found.level == "PBE"
    assert "Hubbard" in found.note


@pytest.mark.parametrize(
    "text",
    [
        "none", "", "semi-empirical fit; see the paper", "PBEsol", "RPBE", "revPBE", "PBE-D4",
        "PBE-D3(0)", "PBE+D2", "SCAN", "r2SCAN-3c", "r2SCAN-D4", "wB97X", "ωB97X-D3(BJ)", "B3LYP",
        "CCSD(T)", "hybrid DFT (semi-empirical fit)",
    ],
)  # fmt: skip
def test_what_is_not_among_the_levels_is_said_to_be_unknown(text: str) -> None:
    found = declared(text, LEVELS)
    assert found.level is None
    assert f"“{text}” names none of the levels" in found.note
    assert "wB97M-V" in found.note


def test_without_the_corrected_level_there_is_no_falling_back_on_the_bare_one() -> None:
    assert declared("PBE-D3(BJ)", ["PBE"]).level is None
    assert declared("PBE", ["PBE-D3(BJ)"]).level is None


def test_d3_without_a_damping_is_taken_for_the_one_there_is() -> None:
    found = declared("PBE-D3", LEVELS)
    assert found.level == "PBE-D3(BJ)"
    assert "without its damping" in found.note


def test_triples_are_part_of_a_name() -> None:
    wave = ("CCSD", "CCSD(T)", "DMC", "MP2")
    assert declared("CCSD(T)", wave).level == "CCSD(T)"
    assert declared("DLPNO-CCSD(T)/CBS", wave).level is None
    assert declared("CCSD", wave).level == "CCSD"
    assert declared("CCSD(T)", ["CCSD"]).level is None


def test_two_levels_are_too_many() -> None:
    found = declared("PBE, then r2SCAN", LEVELS)
    assert found.level is None
    assert "names several levels: PBE, r2SCAN" in found.note
