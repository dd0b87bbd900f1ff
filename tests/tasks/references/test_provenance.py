"""Who reads a reference can see how it was made."""

from __future__ import annotations

import json

import pytest

from tasks.references.compute import compute
from tasks.references.memory import Memory
from tasks.references.record import Record
from tests.tasks.references.systems import BOND, atom, hydrogen, reaction, structure

PROTON = atom("H", 1, charge=1)


@pytest.fixture(scope="module")
def record() -> Record:
    """Proton affinity of helium: an ion, and a species without electrons."""
    ion = structure(["He", "H"], [0.0, BOND["HeH"]], charge=1)
    terms = ("He", 1.0, atom("He", 1)), ("H+", 1.0, PROTON), ("HeH+", -1.0, ion)
    return compute(reaction("heh", *terms))


def test_a_bare_proton_has_no_energy(record: Record) -> None:
    assert record.accepted
    assert record.provenance["species"][1]["energy"] == 0.0
    # The affinity of helium: 1.84 eV, and 0.2 eV of zero point.
    assert record.energy == pytest.approx(2.04, abs=0.02)


def test_everything_that_the_protocol_asks_for_is_kept(record: Record) -> None:
    kept = record.provenance
    assert kept["protocol"] == "CC-CBS(TQ)+CV"
    assert {"assay", "pyscf", "numpy", "scipy", "basis-set-exchange"} <= kept["versions"].keys()
    assert kept["orbital_bases"]["He"]["Q"] == "cc-pVQZ"
    assert kept["auxiliary_bases"]["He"]["functionals"] == "def2-universal-jkfit"
    assert kept["tolerances"]["ccsd_energy_hartree"] == 1e-8
    assert kept["counterpoise"] is False
    assert kept["second_tier"] == {"asked_because": {}}
    assert {"cpu_seconds", "wall_seconds", "peak_memory_mb", "threads", "processor"} <= kept[
        "cost"
    ].keys()


def test_each_species_has_its_energies_and_diagnostics(record: Record) -> None:
    ion = record.provenance["species"][2]
    assert ion["terms"].keys() == {"HF/TZ", "CCSD/TZ", "(T)/TZ", "HF/QZ", "CCSD/QZ", "(T)/QZ"}
    assert (ion["charge"], ion["multiplicity"], ion["frozen_orbitals"]) == (1, 1, 0)
    assert len(ion["geometry_sha256"]) == 64
    assert ion["converged"]
    assert 0.0 < ion["t1"] < 0.02
    assert 0.0 < ion["d1"] < 0.05
    assert ion["excess_of_s_squared"] == 0.0


def test_a_record_survives_json(record: Record) -> None:
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_a_fragment_is_computed_once() -> None:
    """Hydrogen exchange of hydrogen with itself: the same molecule on both sides."""
    memory, stages = Memory(), list[str]()
    terms = ("before", -1.0, hydrogen()), ("after", 1.0, hydrogen())
    record = compute(reaction("nothing", *terms), stages.append, memory)
    assert record.energy == 0.0
    assert record.levels["PBE"] == 0.0
    assert any(stage.startswith("CC-CBS(TQ)+CV of before") for stage in stages)
    assert len(memory._held) == 3  # first step, whole, functionals
